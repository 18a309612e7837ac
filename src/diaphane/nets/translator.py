"""What every network that translates has: pictures go in and come out on one grid.

Legend: `N` pictures, `C` channels.
"""

from __future__ import annotations

from torch import Tensor, nn

from .enhancer import Enhancer


class Translator(Enhancer):
    """Maps pictures (N, C, Y, X) in 0..1 to pictures of the same shape in 0..1."""

    scale = 1

    def picture(self, images: Tensor) -> Tensor:
        # In training the last layer answers in sixteen bits, too few for a picture.
        return (self.drawn(2 * images - 1).float().tanh() + 1) / 2

    def drawn(self, values: Tensor) -> Tensor:
        """Of pictures in -1..1, what becomes pictures in -1..1 by a hyperbolic tangent."""
        raise NotImplementedError


def instance(width: int) -> nn.Module:
    """Each map of each picture by its own mean and deviation, then scaled and moved by what is
    learnt (Ulyanov et al. 2016): how bright and how coloured a picture is does not reach the next
    layer unasked."""
    return nn.InstanceNorm2d(width, affine=True)
