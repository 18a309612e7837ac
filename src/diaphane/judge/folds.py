"""Figures of cross-validation, with intervals that know that folds are not independent.

Axes: `J` folds of all repeats together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from statistics import mean, variance

from ..card import Figure
from .intervals import LEVEL
from .metrics import Answers, Measure, accuracy, auroc, balanced_accuracy, brier

FOLD_METRICS: Mapping[str, Measure] = {
    "accuracy": accuracy,
    "balanced_accuracy": balanced_accuracy,
    "auroc": auroc,
    "brier": brier,
}
"""Those that mean something on a dozen samples; an ECE does not."""

BOUNDS = {"brier": (0.0, 2.0)}
"""Of figures that are no shares of 1."""


def fold_figures(folds: Sequence[Answers], *, share: float) -> dict[str, Figure]:
    """The mean of each figure over all folds, with its interval. `share` as in `corrected`."""
    figures = {}
    for name, measure in FOLD_METRICS.items():
        values = [float(measure(fold, fold.once())[0]) for fold in folds]
        figures[name] = corrected(values, share=share, bounds=BOUNDS.get(name, (0.0, 1.0)))
    return figures


def corrected(
    values: Sequence[float],
    *,
    share: float,
    bounds: tuple[float, float] = (0.0, 1.0),
    level: float = LEVEL,
) -> Figure:
    """Mean of the J folds' figures, with the corrected resampled t interval.

    Training parts overlap, so the folds' figures go together, and s^2 / J is far too small a
    variance of their mean; (1 / J + `share`) s^2 takes its place, where `share` is the size of a
    test fold as a share of its training part (Nadeau and Bengio 2003, eq. 9; for repeated folds
    Bouckaert and Frank 2004). With J - 1 degrees of freedom.
    """
    from scipy.stats import t

    n, centre = len(values), mean(values)
    if n < 2:
        return Figure(centre)
    half = float(t.ppf((1 + level) / 2, n - 1)) * sqrt((1 / n + share) * variance(values))
    return Figure(centre, max(bounds[0], centre - half), min(bounds[1], centre + half))
