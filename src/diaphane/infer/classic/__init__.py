"""Methods that need no training, as networks in plain numpy with a card: what a trained network
must beat. They are loaded by name like the models that ship."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...card import Card
from ..runtime import Network
from . import interpolation, lungs_threshold, vessels_ridge

__all__ = ["CLASSIC", "Classic"]


@dataclass(frozen=True)
class Classic:
    """A method and the card that explains it."""

    network: Network
    card: Card
    package: str
    """What it is computed with, whose version belongs to an answer."""


CLASSIC: Mapping[str, Classic] = {
    "lungs-threshold": Classic(lungs_threshold.network, lungs_threshold.CARD, "scipy"),
    "vessels-ridge": Classic(vessels_ridge.network, vessels_ridge.CARD, "scikit-image"),
    **{
        f"{kind}-x{interpolation.SCALE}": Classic(
            interpolation.network(kind), interpolation.card(kind), "Pillow"
        )
        for kind in interpolation.HOW
    },
}
