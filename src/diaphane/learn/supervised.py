"""Objectives that compare an output with a truth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import Tensor, nn

from ..errors import BadSetting, UnknownName
from ..recipe import Named
from .freeze import Freezing
from .losses import LOSSES, Loss, settled
from .objective import Batch, Phase


class Supervised:
    """One network, one phase: lower the loss between its output and the truth."""

    def __init__(
        self,
        net: nn.Module,
        loss: Loss,
        settings: dict[str, Any],
        name: str,
        freezing: Freezing | None = None,
    ) -> None:
        self.net = net
        self.freezing = freezing
        self.compare = loss
        self.settings = settings
        self.phases = (Phase(name, net, self.loss),)

    def begin(self, epoch: int) -> None:
        self.net.train()
        if self.freezing:
            self.freezing.begin(epoch)

    def loss(self, batch: Batch) -> Tensor:
        return self.compare(self.net(batch["image"]), batch["truth"], **self.settings)


def build(
    part: Named,
    net: nn.Module,
    freezing: Freezing | None = None,
    *,
    counts: Mapping[str, int],
) -> Supervised:
    """The objective of that name; `freezing` holds still what must not move in an epoch, `counts`
    are the training images of each class.

    Raises `UnknownName`, or `BadSetting` for a misspelt setting or a value it does not take.
    """
    if part.name not in LOSSES:
        raise UnknownName("objective", part.name, LOSSES)
    loss = LOSSES[part.name]
    known = set(getattr(loss, "__kwdefaults__", None) or ())
    if unknown := sorted(set(part.settings) - known):
        raise BadSetting(
            f"objective {part.name!r} has no setting {unknown[0]!r}; known: "
            f"{', '.join(sorted(known)) or 'none'}"
        )
    return Supervised(net, loss, settled(part.settings, counts), part.name, freezing)
