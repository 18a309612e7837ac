"""Figures with their intervals: what answers come to, and what resamples of them say.

Axes: `N` images, `M` shares, `K` classes, `R` resamples.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..card import Figure
from .intervals import (
    Behind,
    area,
    bootstrap,
    calibration,
    independent,
    percentile,
    proportion,
    skewed,
)
from .metrics import CLASS_METRICS, METRICS, Answers, Array, Measure, together

Rows = NDArray[np.bool_]

PROPORTIONS = frozenset(
    {"accuracy", "balanced_accuracy", "coverage", "abstained", "recall", "precision", "share"}
)
"""Shares of images."""

AREAS = frozenset({"auroc", "average_precision"})
"""Areas under a curve, 1 at the best."""

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
    told: Answers,
    draws: Draws,
    measures: Mapping[str, Measure] = METRICS,
    *,
    n: Behind | None = None,
) -> dict[str, Figure]:
    """Each figure over all images; one that does not exist is absent. `n` stands behind them all;
    None: all images, or all classes, do."""
    every = together(measures)
    values, drawn = every(told, told.once())[0], draws.values(every, told)
    return {
        name: Figure(
            value,
            *interval(name, value, column, n or behind(told, draws, by_class=name in BY_CLASS)),
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


def _of_class(name: str, told: Answers, draws: Draws, k: int) -> Behind:
    """What stands behind a figure of class k: both sides of an area, the images called so for
    precision, else those that are."""
    if name in AREAS:
        return sides(draws.groups, told.truth == k)
    return _behind(draws.groups, (told.top if name == "precision" else told.truth) == k)


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
            value, *interval("share", value, drawn[:, m], _behind(draws.groups, among[:, m]))
        )
        for m, value in enumerate(values.tolist())
    )


def interval(name: str, value: float, drawn: Array, n: Behind) -> tuple[float, float]:
    """Of a figure, from its values in resamples and what stands behind it."""
    if name in PROPORTIONS:
        return proportion(value, drawn, n)
    if name in AREAS:
        return area(value, drawn, n)
    if name in CALIBRATION_ERRORS:
        return calibration(value, drawn, n)
    if name == "brier":
        return skewed(value, drawn, n, most=2.0)
    low, high = percentile(drawn)
    return float(low), float(high)


def behind(told: Answers, draws: Draws, *, by_class: bool) -> Behind:
    """What stands behind a figure of all images. For the mean of K shares of n_k images, as many
    as give the same variance: K squared over the sum of 1 / n_k."""

    def size(groups: Sequence[str]) -> float:
        n = list(independent(told.truth, groups).values())
        return len(n) ** 2 / sum(1 / k for k in n) if by_class else sum(n)

    return Behind(size(draws.groups), size(()))


def sides(groups: Sequence[str], positive: Rows) -> Behind:
    """What stands behind a question of two sides, the scarcer one above all: as `behind` says of
    two classes."""
    one, other = _behind(groups, positive), _behind(groups, ~positive)
    return Behind(
        4 / (1 / max(1, one.groups) + 1 / max(1, other.groups)),
        4 / (1 / max(1, one.images) + 1 / max(1, other.images)),
    )


def shown_digits(figure: Figure) -> int:
    """Three, or four where three would round up to certainty."""
    return 4 if 0.9995 <= figure.value < 1 else 3


def _behind(groups: Sequence[str], rows: Rows) -> Behind:
    """What stands behind a figure of some images."""
    return Behind(len({group or i for i, group in enumerate(groups) if rows[i]}), int(rows.sum()))
