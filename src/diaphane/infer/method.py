"""What a method of explaining is: a way to find where in an image a class was seen.

Axes: `C` channels; `y x` the grid of a method's map, which covers the frame that the network sees.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ..card import Card
from ..errors import BadSetting
from ..image import Floats
from ..pixels.prepare import Prepared
from ..tasks.base import finite
from ..tasks.classify import softmax
from .cover import Score
from .onnxchange import shuffled
from .runtime import Network, start


@dataclass(frozen=True)
class Found:
    """A map, as a method made it."""

    map: Floats
    """(y, x): what spoke for the class above 0, what spoke against it below."""
    measures: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


Find = Callable[[Prepared, int], Found]
"""Where in an image class number k was found."""


@dataclass(frozen=True)
class Method:
    """A way to find where a class was seen, for one model."""

    name: str
    how: str
    """In words, with its source."""
    find: Find
    shuffled: Callable[[int], Find] | None = None
    """The same way for a network with weights shuffled by that seed; None: weights not at hand."""
    shuffles: int = 4
    """Networks with shuffled weights that a map is compared with. A coarse map of 4 x 4 places
    correlates by chance with a deviation of 0.29, the mean of four with half of it."""
    layer: str = ""
    """Whose feature maps are read; empty for a method that reads none."""
    least: float = 0.0
    """Heat that never rises above this, in the units of the map, is none."""
    nothing: str = "nothing in the image spoke for the class"
    """Said where there is no heat."""


def refuse_rows(card: Card) -> None:
    """Raise `BadSetting` for a model of tables: its rows have no places that could be shown."""
    if len(card.input.size or ()) == 1:
        raise BadSetting(
            f"expected a model of images, got {card.name!r}, which reads rows of a table and has "
            "no places to show; ask it with diaphane predict"
        )


def chance_of(network: Network, card: Card, k: int) -> Score:
    """The calibrated probability of class k."""
    temperature = card.calibration.temperature if card.calibration else 1.0

    def chance(batch: Floats) -> NDArray[np.float64]:
        return softmax(finite(network(batch), "logits"), temperature=temperature)[:, k]

    return chance


def odds_of(network: Network, card: Card, k: int) -> Score:
    """The logarithm of the odds of class k: log p / (1 - p), which goes on falling where a
    probability is as good as 1."""
    temperature = card.calibration.temperature if card.calibration else 1.0

    def odds(batch: Floats) -> NDArray[np.float64]:
        logits = finite(network(batch), "logits").astype(np.float64) / temperature
        others = np.delete(logits, k, axis=1)
        top = others.max(axis=1)
        return np.asarray(logits[:, k] - top - np.log(np.exp(others.T - top).sum(axis=0)))

    return odds


def again(
    data: bytes | None, find: Callable[[Network, Prepared, int], Found]
) -> Callable[[int], Find] | None:
    """The same way of finding in the file's network with its weights shuffled."""
    if data is None:
        return None

    def shuffle(seed: int) -> Find:
        network = start(shuffled(data, seed), runtime="onnxruntime", device="cpu")
        return partial(find, network)

    return shuffle
