"""Decision curve: is acting on the model worth more than acting on all or on nobody?

Net benefit (Vickers and Elkin 2006): at a threshold probability p, a found case counts 1 and an
alarm for nothing costs p / (1 - p), since whoever acts at p holds so many of them to be worth one
case. Axes: `N` images, `P` threshold probabilities, `R` resamples.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .contrasts import Scored
from .figures import Draws
from .intervals import percentile
from .metrics import Answers, Array

THRESHOLDS = np.arange(1, 100) / 100


@dataclass(frozen=True)
class Decision:
    """Net benefit by threshold probability, in true positives per image; nobody treated is 0."""

    thresholds: Array
    """(P,)."""
    model: Array
    """(P,)."""
    low: Array
    """(P,): lower end of the model's 95 % interval."""
    high: Array
    everyone: Array
    """(P,): of calling every image positive."""

    @property
    def better(self) -> tuple[float, float] | None:
        """The longest run of thresholds at which the model beats both; None where there is none."""
        wins = self.model > np.maximum(self.everyone, 0) + 1e-12
        edges = np.flatnonzero(np.diff(np.concatenate(([0], wins.astype(int), [0]))))
        runs = edges.reshape(-1, 2)
        if not len(runs):
            return None
        start, end = runs[(runs[:, 1] - runs[:, 0]).argmax()]
        return float(self.thresholds[start]), float(self.thresholds[end - 1])


def decision(told: Answers, draws: Draws, scored: Scored) -> Decision:
    """At each of `THRESHOLDS`, at the share of positive images that the data have."""
    odds = THRESHOLDS / (1 - THRESHOLDS)
    positive = scored.positive.astype(np.float64)[:, None]
    worth = positive - (1 - positive) * odds  # (N, P): of calling an image positive
    called = scored.scores[:, None] >= THRESHOLDS

    def benefit(_: Answers, weights: Array) -> Array:
        return np.asarray(weights @ (called * worth) / weights.sum(axis=1, keepdims=True))

    low, high = percentile(draws.values(benefit, told))
    return Decision(
        thresholds=THRESHOLDS,
        model=benefit(told, told.once())[0],
        low=low,
        high=high,
        everyone=worth.mean(axis=0),
    )
