"""What is kept of one image or volume to judge an answer: numbers, never its pixels.

Axes: `K` classes, `B` bins, space as in `diaphane.image`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...card import Card
from ...data.masks import Field, Labels
from ...errors import BadData
from ...image import Image
from ...result import Result
from ..metrics import Array
from .overlap import OVERLAP, Counts, counts
from .rand_error import rand_error
from .ranked import auroc, average_precision, histograms
from .surfaces import distances, hd95, surface_dice
from .warping import warping_error

WALLS = frozenset({"membrane", "membranes", "boundary", "boundaries", "border", "borders"})
"""A single class of such a name parts what is looked for: planes of it are judged by their regions,
too."""

THRESHOLDS = tuple(round(0.1 * k, 1) for k in range(1, 10))
"""Of a wall's probability, for the best Rand error that any of them reaches."""

Units = Literal["mm", "px"]


@dataclass(frozen=True)
class Case:
    """One image or volume: its figures, and what pooled figures are made of."""

    name: str
    group: str
    pixels: int
    """Those that count."""
    wrong: int
    """Of them, those with another class than the true one."""
    counts: Counts
    """(K,)"""
    figures: Mapping[str, Array]
    """(K,) each: of every class; NaN where a figure does not exist."""
    whole: Mapping[str, float]
    """Of all classes together: pixel_error, pixel_accuracy, and those of regions."""
    histograms: NDArray[np.uint32] | None = None
    """(K, 2, B); None for a model that gives no probabilities."""
    rand_errors: tuple[float, ...] = ()
    """At each of `THRESHOLDS`; empty for what is no wall."""
    units: Units = "px"
    """Of distances."""
    limited: bool = False
    """True where the data say which part of the image counts."""
    sha256: str = ""
    """Of the image's file."""
    truth_sha256: str = field(default="")
    """Of the mask, as class numbers."""

    @property
    def empty(self) -> NDArray[np.bool_]:
        """(K,): True where the truth has nothing of a class."""
        return np.asarray(self.counts.true_positive + self.counts.false_negative == 0)


def measure(
    image: Image,
    truth: Labels,
    result: Result,
    card: Card,
    *,
    counted: Field | None = None,
    name: str = "",
    group: str = "",
) -> Case:
    """Judge one answer. Raises `BadData` where the mask has another size than the image."""
    assert result.image is not None, "a model that segments answers by a label map"
    answer: Labels = result.image.pixels[0]
    _refuse_other_size(name, image, truth, counted)
    k = len(card.classes)
    n = counts(truth, answer, counted, classes=k)
    pixels = truth.size if counted is None else int(counted.sum())
    wrong = int(((truth != answer) if counted is None else (truth != answer)[counted]).sum())
    binned = _histograms(truth, result, card, counted)
    return Case(
        name=name,
        group=group,
        pixels=pixels,
        wrong=wrong,
        counts=n,
        figures={
            **{figure: of(n) for figure, of in OVERLAP.items()},
            **_ranked(binned),
            **_surfaces(truth, answer, counted, image.spacing, k),
        },
        whole=_whole(truth, answer, counted, wrong / max(1, pixels), card),
        histograms=binned,
        rand_errors=_rand_errors(truth, result, card),
        units="mm" if image.spacing else "px",
        limited=counted is not None,
        sha256=image.source.sha256,
        truth_sha256=sha256(truth.tobytes()).hexdigest(),
    )


def walls(card: Card) -> bool:
    """Does the model look for what parts things, in planes?"""
    return card.names[0].lower() in WALLS if len(card.classes) == 1 else False


def _refuse_other_size(name: str, image: Image, truth: Labels, counted: Field | None) -> None:
    for what, found in (("mask", truth), ("field of view", counted)):
        if found is not None and found.shape != image.shape:
            raise BadData(
                f"expected a {what} of the image's size for {name!r}, "
                f"{' x '.join(map(str, image.shape))}, got {' x '.join(map(str, found.shape))}; "
                f"bring the {what} of this very image"
            )


def _histograms(
    truth: Labels, result: Result, card: Card, counted: Field | None
) -> NDArray[np.uint32] | None:
    if not result.maps:
        return None
    return np.stack(
        [
            histograms(result.maps[f"probability_{name}"], truth == k, counted)
            for k, name in enumerate(card.names, start=1)
        ]
    )


def _ranked(binned: NDArray[np.uint32] | None) -> dict[str, Array]:
    if binned is None:
        return {}
    n = binned.astype(np.float64)
    return {"auroc": auroc(n), "average_precision": average_precision(n)}


def _surfaces(
    truth: Labels,
    answer: Labels,
    counted: Field | None,
    spacing: tuple[float, ...] | None,
    classes: int,
) -> dict[str, Array]:
    """What lies outside the field of view is no part of either thing."""
    where = True if counted is None else counted
    found = [
        distances((truth == k) & where, (answer == k) & where, spacing)
        for k in range(1, classes + 1)
    ]
    return {
        "hd95": np.array([hd95(one) for one in found]),
        "surface_dice": np.array([surface_dice(one) for one in found]),
    }


def _whole(
    truth: Labels, answer: Labels, counted: Field | None, error: float, card: Card
) -> dict[str, float]:
    known = {"pixel_error": error, "pixel_accuracy": 1 - error}
    if not walls(card) or truth.ndim != 2:
        return known
    return {
        **known,
        "rand_error": rand_error(truth > 0, answer > 0),
        "warping_error": warping_error(truth > 0, answer > 0),
    }


def _rand_errors(truth: Labels, result: Result, card: Card) -> tuple[float, ...]:
    if not walls(card) or truth.ndim != 2 or not result.maps:
        return ()
    probability = result.maps[f"probability_{card.names[0]}"]
    return tuple(rand_error(truth > 0, probability > t) for t in THRESHOLDS)
