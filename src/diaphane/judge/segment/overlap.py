"""How far an answer lies on the truth, counted in pixels of one class against all else.

Axes: `K` classes; figures are of counts of any shape.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...data.masks import Field, Labels
from ..metrics import Array


@dataclass(frozen=True)
class Counts:
    """Pixels, of any shape alike: of one case, of many, of resamples."""

    true_positive: Array
    false_positive: Array
    false_negative: Array
    true_negative: Array

    @property
    def parts(self) -> tuple[Array, Array, Array, Array]:
        return self.true_positive, self.false_positive, self.false_negative, self.true_negative

    @classmethod
    def of(cls, every: Sequence[Counts]) -> Counts:
        """(N, K): of N cases."""
        return cls(*(np.stack(part) for part in zip(*(n.parts for n in every), strict=True)))

    def summed(self, weights: Array) -> Counts:
        """(R, K): of (N, K), each case counted as often as `weights` (R, N) say."""
        return Counts(*(weights @ part for part in self.parts))


def counts(truth: Labels, answer: Labels, where: Field | None, *, classes: int) -> Counts:
    """(K,) of each class but the background, in the pixels `where` the truth is known."""
    table = confusion(truth, answer, where, classes=classes)
    hits = np.diag(table)
    false, missed = table.sum(axis=0) - hits, table.sum(axis=1) - hits
    clear = table.sum() - hits - false - missed
    return Counts(*(part[1:].astype(np.float64) for part in (hits, false, missed, clear)))


def confusion(
    truth: Labels, answer: Labels, where: Field | None, *, classes: int
) -> NDArray[np.int64]:
    """(K + 1, K + 1): pixels by true number (row) and answered number (column), background
    first."""
    side = classes + 1
    if where is not None:
        truth, answer = truth[where], answer[where]
    both = truth.ravel().astype(np.uint16) * np.uint16(side) + answer.ravel()
    return np.bincount(both, minlength=side * side).reshape(side, side).astype(np.int64)


def dice(n: Counts) -> Array:
    """2 |A B| / (|A| + |B|) (Dice 1945); NaN where neither truth nor answer has a pixel."""
    both = 2 * n.true_positive
    return _share(both, both + n.false_positive + n.false_negative)


def iou(n: Counts) -> Array:
    """|A B| / |A or B| (Jaccard 1901); NaN as for Dice."""
    return _share(n.true_positive, n.true_positive + n.false_positive + n.false_negative)


def sensitivity(n: Counts) -> Array:
    """Share of the class that is found; NaN where there is none of it."""
    return _share(n.true_positive, n.true_positive + n.false_negative)


def specificity(n: Counts) -> Array:
    """Share of all else that is left alone; NaN where there is nothing else."""
    return _share(n.true_negative, n.true_negative + n.false_positive)


def precision(n: Counts) -> Array:
    """Share of what is answered that is of the class; NaN where nothing is answered."""
    return _share(n.true_positive, n.true_positive + n.false_positive)


OVERLAP: Mapping[str, Callable[[Counts], Array]] = {
    "dice": dice,
    "iou": iou,
    "sensitivity": sensitivity,
    "specificity": specificity,
    "precision": precision,
}


def _share(part: Array, whole: Array) -> Array:
    empty = np.full(np.shape(whole), np.nan)
    return np.asarray(np.divide(part, whole, out=empty, where=whole > 0))
