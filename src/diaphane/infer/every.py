"""Ask a network about every sample of an image, whatever its task: in the way of the task."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from ..card import Card, TaskName
from ..image import Image
from ..pixels.view import View
from .dense import dense
from .enhance import enhance
from .runtime import Network
from .translate import translate


@dataclass(frozen=True, kw_only=True)
class Ways:
    """What a caller may choose, each of one task alone."""

    flips: bool = False
    """segment: the mean answer to the image and its mirrored copies."""
    maps: bool = False
    """segment: probabilities and uncertainty, too."""
    tiles: bool = False
    """translate: tile by tile at the image's own size."""


Answer = tuple[Mapping[str, NDArray[Any]], View]
"""Outputs by name on the grid of the image, and how the network saw it."""


def _segment(network: Network, image: Image, card: Card, ways: Ways) -> Answer:
    return dense(network, image, card, flips=ways.flips, maps=ways.maps)


def _enhance(network: Network, image: Image, card: Card, ways: Ways) -> Answer:
    return enhance(network, image, card)


def _translate(network: Network, image: Image, card: Card, ways: Ways) -> Answer:
    return translate(network, image, card, tiles=ways.tiles)


EVERY: dict[TaskName, Callable[[Network, Image, Card, Ways], Answer]] = {
    "segment": _segment,
    "enhance": _enhance,
    "translate": _translate,
}
"""By task, for the tasks that are tiled."""
