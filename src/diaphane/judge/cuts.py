"""What happens at each threshold of a score: the numbers behind ROC and precision-recall curves.

Axes: `N` images, `T` thresholds, from the highest to the lowest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .contrasts import Scored
from .metrics import Array


@dataclass(frozen=True)
class Cuts:
    """Images of a score of at least the threshold are called positive."""

    thresholds: Array
    """(T,), falling: each score that occurs."""
    found: Array
    """(T,): positive images called positive."""
    alarms: Array
    """(T,): negative images called positive."""
    positives: int
    negatives: int

    @property
    def sensitivity(self) -> Array:
        """(T,), rising."""
        return self.found / self.positives

    @property
    def specificity(self) -> Array:
        """(T,), falling."""
        return 1 - self.alarms / self.negatives

    @property
    def precision(self) -> Array:
        """(T,)."""
        return self.found / (self.found + self.alarms)

    def roc(self) -> tuple[Array, Array]:
        """False positive rate and true positive rate, from (0, 0) to (1, 1), corners only."""
        x, y = np.append(0, 1 - self.specificity), np.append(0, self.sensitivity)
        kept = _corners(np.append(0, self.alarms), np.append(0, self.found))
        return x[kept], y[kept]

    def precision_recall(self) -> tuple[Array, Array]:
        """Recall and precision, where the recall changes and at its end."""
        kept = np.append(np.diff(self.found) != 0, True) | (np.diff(self.found, prepend=0) != 0)
        return self.sensitivity[kept], self.precision[kept]


def cuts(scored: Scored) -> Cuts:
    """Of answers with at least one image of either kind."""
    order = np.argsort(-scored.scores, kind="stable")
    falling, found = scored.scores[order], np.cumsum(scored.positive[order])
    last = np.flatnonzero(np.append(np.diff(falling) != 0, True))
    return Cuts(
        thresholds=falling[last],
        found=found[last].astype(np.float64),
        alarms=(last + 1 - found[last]).astype(np.float64),
        positives=int(found[-1]),
        negatives=int(len(order) - found[-1]),
    )


def _corners(x: Array, y: Array) -> NDArray[np.bool_]:
    """Points at which a line changes its direction, and its ends."""
    turns = np.diff(x)[:-1] * np.diff(y)[1:] != np.diff(x)[1:] * np.diff(y)[:-1]
    return np.concatenate(([True], turns, [True]))
