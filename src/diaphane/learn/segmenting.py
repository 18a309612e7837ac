"""Objectives of networks that segment: a loss over pixels, of which some may not count."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from torch import Tensor, nn

from ..card import Card
from ..data.boundary import Floats, Labels, boundary_weights
from ..errors import BadSetting, UnknownName
from ..recipe import Named
from .dense_losses import DENSE_LOSSES, settled
from .freeze import Freezing
from .objective import Batch
from .supervised import Supervised

BOUNDARY: dict[str, Any] = {"boundary": 0.0, "sigma": 5.0, "objects": "classes"}
"""Settings of every objective that weigh pixels where objects nearly touch, before any training:
`boundary` is w0 of `boundary_weights`, 0 for none."""


class Segmenting(Supervised):
    """One network, one phase: lower the loss between its logits and the truth where it counts."""

    def loss(self, batch: Batch) -> Tensor:
        """Of `image` (N, C, *space), `truth` and `weight` (N, *space - 2 margin)."""
        logits = self.net(batch["image"])
        return self.compare(logits, batch["truth"], weight=batch["weight"], **self.settings)


def build(part: Named, net: nn.Module, card: Card, freezing: Freezing | None = None) -> Segmenting:
    """The objective of that name for the card's classes; `freezing` holds still what must not move
    in an epoch.

    Raises `UnknownName`, or `BadSetting` for a misspelt setting or a value it does not take.
    """
    if part.name not in DENSE_LOSSES:
        raise UnknownName("objective of a network that segments", part.name, DENSE_LOSSES)
    loss = DENSE_LOSSES[part.name]
    known = set(getattr(loss, "__kwdefaults__", None) or ()) - {"weight"}
    if unknown := sorted(set(part.settings) - known - set(BOUNDARY)):
        raise BadSetting(
            f"objective {part.name!r} has no setting {unknown[0]!r}; known: "
            f"{', '.join(sorted([*known, *BOUNDARY]))}"
        )
    weigher(part)
    own = {name: value for name, value in part.settings.items() if name in known}
    return Segmenting(net, loss, settled(own, card.names), part.name, freezing)


def weigher(part: Named) -> Callable[[Labels], Floats] | None:
    """From a truth to the weight of each pixel, as the objective's settings want it; None: all
    weigh the same. Raises `BadSetting`."""
    how = {**BOUNDARY, **{k: v for k, v in part.settings.items() if k in BOUNDARY}}
    w0, sigma, objects = how["boundary"], how["sigma"], how["objects"]
    for name, value, least in (("boundary", w0, 0), ("sigma", sigma, 0.1)):
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value:
            raise BadSetting(f"expected {name} of at least {least:g}, got {value!r}")
    if objects not in ("classes", "background"):
        raise BadSetting(f"expected objects=classes or objects=background, got {objects!r}")
    return partial(boundary_weights, w0=w0, sigma=sigma, objects=objects) if w0 else None
