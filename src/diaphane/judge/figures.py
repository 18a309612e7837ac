"""Figures with their intervals: what answers come to, and what resamples of them say.

Axes: `N` images, `M` shares, `K` classes, `R` resamples.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..card import Figure
from .intervals import FEW, bootstrap, independent, percentile, wilson
from .metrics import CLASS_METRICS, METRICS, Answers, Array, Measure, together

Rows = NDArray[np.bool_]

PROPORTIONS = frozenset(
    {"accuracy", "balanced_accuracy", "coverage", "abstained", "recall", "precision", "share"}
)
"""Shares of images: with few of them Wilson's interval holds where the bootstrap is too narrow."""

BOUNDED = PROPORTIONS | {"auroc", "average_precision"}
"""At 0 or 1 all resamples agree, and the bootstrap would claim to be certain."""

BY_CLASS = frozenset({"balanced_accuracy", "auroc", "average_precision"})
"""Means over classes: the rarest class limits what is known."""

CALIBRATION_ERRORS = frozenset({"ece", "ece_equal_mass"})
"""Means of absolute values, so noise alone makes them larger."""


@dataclass(frozen=True)
class Draws:
    """How resamples are drawn: the same for every figure of an evaluation."""

    groups: tuple[str, ...]
    """Of each image; an empty one is a group of its own."""
    resamples: int = 2000
    seed: int = 0

    def of(self, rows: Rows) -> Draws:
        """For some images only."""
        kept = (group for group, row in zip(self.groups, rows.tolist(), strict=True) if row)
        return replace(self, groups=tuple(kept))

    def values(self, measure: Measure, told: Answers) -> Array:
        """(R,) or (R, K): a figure in each resample."""
        return bootstrap(
            measure, told, groups=self.groups, resamples=self.resamples, seed=self.seed
        )


def figures(
    told: Answers, draws: Draws, measures: Mapping[str, Measure] = METRICS
) -> dict[str, Figure]:
    """Each figure over all images; one that does not exist is absent."""
    every = together(measures)
    values, drawn = every(told, told.once())[0], draws.values(every, told)
    return {
        name: Figure(
            value, *interval(name, value, column, effective(told, draws, by_class=name in BY_CLASS))
        )
        for name, value, column in zip(measures, values.tolist(), drawn.T, strict=True)
        if not np.isnan(value)
    }


def class_figures(told: Answers, draws: Draws) -> tuple[dict[str, Figure], ...]:
    """The figures of each class, in the order of the answers' columns."""
    every = together(CLASS_METRICS)
    values, drawn = every(told, told.once())[0], draws.values(every, told)
    return tuple(
        {
            name: Figure(
                value, *interval(name, value, drawn[:, k, m], _of_class(name, told, draws, k))
            )
            for m, (name, value) in enumerate(zip(CLASS_METRICS, values[k].tolist(), strict=True))
            if not np.isnan(value)
        }
        for k in range(len(values))
    )


def _of_class(name: str, told: Answers, draws: Draws, k: int) -> int:
    """How many groups a figure of class k is of: those called so for precision, else those that
    are."""
    return _groups(draws.groups, (told.top if name == "precision" else told.truth) == k)


def shares(told: Answers, draws: Draws, hits: Rows, among: Rows) -> tuple[Figure | None, ...]:
    """(N, M) twice: of the images `among`, the share that are `hits`; None where there are none.

    The resamples are those of the other figures: whole groups within each class.
    """
    held, counted = (hits & among).astype(np.float64), among.astype(np.float64)

    def ratio(_: Answers, weights: Array) -> Array:
        below = weights @ counted
        empty = np.full(below.shape, np.nan)
        return np.asarray(np.divide(weights @ held, below, out=empty, where=below > 0))

    values, drawn = ratio(told, told.once())[0], draws.values(ratio, told)
    return tuple(
        None
        if np.isnan(value)
        else Figure(
            value, *interval("share", value, drawn[:, m], _groups(draws.groups, among[:, m]))
        )
        for m, value in enumerate(values.tolist())
    )


def interval(name: str, value: float, drawn: Array, n: float) -> tuple[float, float]:
    """Of a figure, from its values in resamples and the number of independent images."""
    if (name in PROPORTIONS and n < FEW) or (name in BOUNDED and value in (0, 1)):
        return wilson(value, n)
    if name in CALIBRATION_ERRORS:
        # A resample's error is larger by about as much as this one's is too large.
        drawn = np.maximum(0, drawn - (drawn.mean() - value))
    low, high = percentile(drawn)
    return float(low), float(high)


def effective(told: Answers, draws: Draws, *, by_class: bool) -> float:
    """How many independent images stand behind a share: groups, not images. For the mean of K
    shares of n_k, the n with the same variance: K squared over the sum of 1 / n_k."""
    n = list(independent(told.truth, draws.groups).values())
    return len(n) ** 2 / sum(1 / k for k in n) if by_class else sum(n)


def shown_digits(figure: Figure) -> int:
    """Three, or four where three would round up to certainty."""
    return 4 if 0.9995 <= figure.value < 1 else 3


def _groups(groups: Sequence[str], rows: Rows) -> int:
    """How many groups some images come from."""
    return len({group or i for i, group in enumerate(groups) if rows[i]})
