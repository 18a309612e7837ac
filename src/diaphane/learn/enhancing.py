"""Objectives of networks that enhance: how far the picture is from the sharp one, pixel by pixel.

Legend: pictures are (N, C, Y, X) in 0..1.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import signature

from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from ..errors import BadSetting, UnknownName
from ..recipe import Named
from .objective import Batch, Phase

PixelLoss = Callable[[Tensor, Tensor], Tensor]


def l1(made: Tensor, truth: Tensor) -> Tensor:
    """Mean absolute difference: sharper than squares (Zhao et al. 2017)."""
    return F.l1_loss(made, truth)


def l2(made: Tensor, truth: Tensor) -> Tensor:
    """Mean squared difference, which is PSNR itself."""
    return F.mse_loss(made, truth)


def charbonnier(made: Tensor, truth: Tensor, *, epsilon: float = 1e-3) -> Tensor:
    """The absolute difference, rounded at 0 (Charbonnier et al. 1994; Lai et al. 2017, eq. 3)."""
    return ((made - truth).square() + epsilon**2).sqrt().mean()


PIXEL_LOSSES: dict[str, Callable[..., Tensor]] = {
    "l1": l1,
    "l2": l2,
    "charbonnier": charbonnier,
}


class Enhancing:
    """One network, one phase: lower the difference between its pictures and the sharp ones."""

    def __init__(self, net: nn.Module, loss: PixelLoss, name: str) -> None:
        self.net, self.compare = net, loss
        self.phases = (Phase(name, net, self.loss),)

    def begin(self, epoch: int) -> None:
        self.net.train()

    def loss(self, batch: Batch) -> Tensor:
        """Of `image` (N, C, Y, X) and `truth` (N, C, S Y, S X)."""
        # Differences are small beside the values: sixteen bits would round them away.
        return self.compare(self.net(batch["image"]).float(), batch["truth"])


def build(part: Named, net: nn.Module) -> Enhancing:
    """The objective of that name; raises `UnknownName`, or `BadSetting` for a misspelt setting."""
    if part.name not in PIXEL_LOSSES:
        raise UnknownName("objective of a network that enhances", part.name, PIXEL_LOSSES)
    loss = PIXEL_LOSSES[part.name]
    known = list(signature(loss).parameters)[2:]
    if unknown := sorted(set(part.settings) - set(known)):
        raise BadSetting(
            f"objective {part.name!r} has no setting {unknown[0]!r}; known: "
            f"{', '.join(known) or 'none'}"
        )
    return Enhancing(net, partial(loss, **part.settings), part.name)
