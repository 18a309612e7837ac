"""Objectives of networks that enhance: how far the picture is from the sharp one, pixel by pixel.

Legend: pictures are (N, C, Y, X) in 0..1.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import signature

from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from ..errors import UnknownName
from ..recipe import Named
from .adversarial import Adversarial, Shares
from .discriminating import discriminator_of, refuse_unknown, shares_of
from .feature_loss import feature_loss
from .objective import Batch, Objective, Phase
from .start import IMAGENET

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
ADVERSARIAL, FEATURES = "adversarial", "features"
"""The objective with two networks, and one of its settings."""


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


def build(
    part: Named,
    net: nn.Module,
    *,
    channels: int = 3,
    prepare: Callable[[nn.Module], nn.Module] = lambda net: net,
) -> Objective:
    """The objective of that name, for pictures of so many channels; `prepare` makes further
    networks ready for the device.

    Raises `UnknownName`, or `BadSetting` for a misspelt setting.
    """
    if part.name == ADVERSARIAL:
        return adversarial(part, net, channels, prepare)
    if part.name not in PIXEL_LOSSES:
        known = [*PIXEL_LOSSES, ADVERSARIAL]
        raise UnknownName("objective of a network that enhances", part.name, known)
    loss = PIXEL_LOSSES[part.name]
    refuse_unknown(part, list(signature(loss).parameters)[2:])
    return Enhancing(net, partial(loss, **part.settings), part.name)


def adversarial(
    part: Named, net: nn.Module, channels: int, prepare: Callable[[nn.Module], nn.Module]
) -> Adversarial:
    """Settings: those of `Shares`, `features` as `feature_loss` takes it, `discriminator` by its
    name, and that one's own settings under `discriminator.`."""
    how = shares_of(part, Shares, beside=[FEATURES])
    judge = discriminator_of(part, channels=channels)
    eye = feature_loss(str(part.settings.get(FEATURES, IMAGENET))) if how.feature else None
    return Adversarial(net, prepare(judge), eye, how)
