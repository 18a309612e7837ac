"""Heads by name: how the last feature maps of an image become one row of numbers.

Legend: `N` images, `F` feature maps, `y x` their plane, `D` numbers a row, `K` classes.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from ..errors import BadSetting, UnknownName

ANY_SIZE = (96, 96)
"""Tried where the size of the maps makes no difference; large enough for any backbone."""


class Head(nn.Module):
    """Maps to rows, and what the rows said for a class back onto the maps."""

    one_size = False
    """Must all images have one size?"""

    def forward(self, maps: Tensor) -> Tensor:
        """(N, F, y, x) to (N, D)."""
        raise NotImplementedError

    def heat(self, slopes: Tensor, maps: Tensor) -> Tensor:
        """Where the maps spoke for each class: (N, K, y, x), given how each logit grows with each
        number of the row, (N, K, D). Its mean over space is the sum of slope times number."""
        raise NotImplementedError


class Pool(Head):
    """Global average pooling (Lin et al. 2014, section 3.2): one number a map, for any size."""

    def forward(self, maps: Tensor) -> Tensor:
        return maps.mean((2, 3))

    def heat(self, slopes: Tensor, maps: Tensor) -> Tensor:
        """Class activation mapping (Zhou et al. 2016, eq. 2)."""
        return torch.einsum("nkf,nfyx->nkyx", slopes, maps)


class Flatten(Head):
    """Every cell of every map a number of its own."""

    one_size = True

    def forward(self, maps: Tensor) -> Tensor:
        return maps.flatten(1)

    def heat(self, slopes: Tensor, maps: Tensor) -> Tensor:
        """Gradient times activation, cell by cell (HiResCAM; Draelos and Carin 2020). Averaging
        the gradient over space first, as Grad-CAM does, would mix up places that count for a
        class with places that count against it."""
        each = slopes.reshape(*slopes.shape[:2], *maps.shape[1:])
        return (each * maps[:, None]).sum(2) * (maps.shape[2] * maps.shape[3])


HEADS: dict[str, Callable[[], Head]] = {"pool": Pool, "flatten": Flatten}


def head(name: str) -> Head:
    """The head of that name; raises `UnknownName`."""
    if name not in HEADS:
        raise UnknownName("head", name, HEADS)
    return HEADS[name]()


def last_maps(
    convolutions: nn.Module, inputs: int, size: tuple[int, int] | None, *, head: Head
) -> Tensor:
    """The maps that `convolutions` make of one black image, (1, F, y, x).

    `size` is that of all images, None where they differ. Raises `BadSetting` where `head` cannot do
    with images that differ.
    """
    if head.one_size and not size:
        raise BadSetting(
            "expected images of one size for a head that flattens maps, got a card without a "
            "size; set card.input.size, or net.head=pool"
        )
    rows, columns = size if size and head.one_size else ANY_SIZE
    trained = convolutions.training
    with torch.no_grad():
        maps: Tensor = convolutions.eval()(torch.zeros(1, inputs, rows, columns))
    convolutions.train(trained)
    return maps
