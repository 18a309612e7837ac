"""Means over cases, with intervals from resamples of whole groups.

Axes: `N` cases, `R` resamples.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..card import Figure
from .intervals import Behind, resampled, symmetric
from .metrics import Array


def means(
    values: Mapping[str, Array],
    groups: Sequence[str],
    *,
    resamples: int,
    seed: int,
    most: Mapping[str, float] | None = None,
) -> dict[str, Figure]:
    """Each figure's mean over the cases that have it; one that none has is left out.

    Args:
        values: (N,) by name; NaN where a case has none.
        groups: Of each case, a name; cases of one are drawn together.
        most: What a figure cannot exceed, by name.
    """
    drawn = np.concatenate(list(resampled(len(groups), groups, resamples=resamples, seed=seed)))
    behind = Behind(len(set(groups)), len(groups))
    return {
        name: mean(of, drawn, behind, most=(most or {}).get(name, np.inf))
        for name, of in values.items()
        if not np.isnan(of).all()
    }


def mean(values: Array, drawn: Array, behind: Behind, *, most: float) -> Figure:
    """`drawn` (R, N) is how often each case comes up; without two groups there is no interval."""
    known = ~np.isnan(values)
    value = float(values[known].mean())
    if behind.groups < 2:
        return Figure(value)
    weights = drawn[:, known]
    counts = weights.sum(axis=1)
    spread = (weights @ values[known])[counts > 0] / counts[counts > 0]
    low, high = symmetric(value, spread, behind)
    return Figure(value, low, min(most, high))
