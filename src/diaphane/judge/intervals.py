"""How far a figure could be off by chance: bootstrap by group, Wilson for few images.

Axes: `N` images, `G` groups, `R` resamples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from .metrics import Answers, Array, Measure

LEVEL = 0.95

FEW = 100
"""Below so many independent groups the percentile bootstrap is too narrow for proportions."""

CELLS = 2_000_000
"""Weights held at a time."""


def bootstrap(
    figure: Measure,
    answers: Answers,
    *,
    groups: Sequence[str] = (),
    resamples: int = 2000,
    seed: int = 0,
) -> Array:
    """(R,) or (R, K): the figure in resamples of whole groups, drawn anew within each class.

    An image with an empty group, or all where `groups` is empty, is a group of its own. A group
    of several classes is drawn with the class it has most of.
    """
    drawn = _weights(answers.truth, groups, resamples, np.random.default_rng(seed))
    return np.concatenate([figure(answers, weights) for weights in drawn])


def percentile(values: Array, *, level: float = LEVEL) -> tuple[Array, Array]:
    """Lower and upper end of the percentile interval over the first axis; NaN stays NaN."""
    tail = (1 - level) / 2
    known = np.where(np.isnan(values).all(axis=0), 0.0, values)
    low, high = np.nanquantile(known, (tail, 1 - tail), axis=0)
    gone = np.isnan(values).all(axis=0)
    return np.where(gone, np.nan, low), np.where(gone, np.nan, high)


def wilson(share: float, n: float, *, level: float = LEVEL) -> tuple[float, float]:
    """Interval of a proportion seen in `n` independent images (Wilson 1927)."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def independent(truth: NDArray[np.int64], groups: Sequence[str] = ()) -> dict[int, int]:
    """How many groups each class has, by class index."""
    strata = _strata(truth, _ids(len(truth), groups))
    classes, n = np.unique(strata, return_counts=True)
    return dict(zip(classes.tolist(), n.tolist(), strict=True))


def _weights(
    truth: NDArray[np.int64], groups: Sequence[str], resamples: int, rng: np.random.Generator
) -> Iterator[Array]:
    """(r, N) at a time: how often each image is drawn."""
    ids = _ids(len(truth), groups)
    strata = _strata(truth, ids)
    step = max(1, CELLS // max(1, len(truth)))
    for start in range(0, resamples, step):
        rows = min(step, resamples - start)
        counts = np.zeros((rows, len(strata)))
        for stratum in np.unique(strata):
            members = np.flatnonzero(strata == stratum)
            counts[:, members] = _draws(len(members), rows, rng)
        yield counts[:, ids]


def _draws(n: int, rows: int, rng: np.random.Generator) -> Array:
    """(rows, n): how often each of n things comes up in n draws with replacement."""
    drawn = rng.integers(0, n, (rows, n)) + n * np.arange(rows)[:, None]
    return np.bincount(drawn.ravel(), minlength=rows * n).reshape(rows, n).astype(np.float64)


def _ids(n: int, groups: Sequence[str]) -> NDArray[np.int64]:
    """(N,): a number for each image's group."""
    named = [group or i for i, group in enumerate(groups)] if groups else range(n)
    numbers: dict[str | int, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in named], np.int64)


def _strata(truth: NDArray[np.int64], ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """(G,): the class each group has most of."""
    table = np.zeros((int(ids.max(initial=-1)) + 1, int(truth.max(initial=-1)) + 1), np.int64)
    np.add.at(table, (ids, truth), 1)
    return np.asarray(table.argmax(axis=1), np.int64)
