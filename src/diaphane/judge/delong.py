"""Is one area under the ROC curve larger than another on the same images? (DeLong et al. 1988)

Letters as in the papers: m positive and n negative images, V10 and V01 what each of them
contributes to the area. By ranks it takes N log N steps (Sun and Xu 2014, IEEE Signal Processing
Letters 21, 1389) where the definition takes m times n. Images count as independent.

Axes: `A` classifiers, `N` images.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from .intervals import LEVEL
from .metrics import Array


@dataclass(frozen=True)
class AreaDifference:
    """First area minus the second."""

    value: float
    low: float
    high: float
    """Ends of the 95 % interval."""
    p: float
    """Chance of a difference as large where there is none, two-sided."""


def delong(first: Array, second: Array, positive: NDArray[np.bool_]) -> AreaDifference | None:
    """From (N,) scores of two classifiers for the same images; None where all images are positive
    or none is, or there is only one of a kind, which has no variance."""
    if min(positive.sum(), (~positive).sum()) < 2:
        return None
    areas, covariance = areas_and_covariance(np.stack([first, second]), positive)
    value = float(areas[0] - areas[1])
    # Rounding can leave less than nothing of a variance that is 0.
    deviation = sqrt(max(0.0, covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]))
    half = NormalDist().inv_cdf((1 + LEVEL) / 2) * deviation
    return AreaDifference(value, value - half, value + half, _two_sided(value, deviation))


def areas_and_covariance(scores: Array, positive: NDArray[np.bool_]) -> tuple[Array, Array]:
    """(A,) areas and their (A, A) covariance, from (A, N) scores."""
    ill, well = scores[:, positive], scores[:, ~positive]
    m, n = ill.shape[1], well.shape[1]
    both = [midranks(row) for row in np.concatenate([ill, well], axis=1)]
    v10 = np.stack([(z[:m] - midranks(x)) / n for z, x in zip(both, ill, strict=True)])
    v01 = np.stack([1 - (z[m:] - midranks(y)) / m for z, y in zip(both, well, strict=True)])
    covariance = np.cov(v10) / m + np.cov(v01) / n  # eq. 6 of DeLong et al.
    return v10.mean(axis=1), np.atleast_2d(covariance)


def midranks(values: Array) -> Array:
    """(N,): ranks from 1; equal values share the mean of theirs."""
    _, inverse, n = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(n) - (n - 1) / 2)[inverse], np.float64)


def _two_sided(value: float, deviation: float) -> float:
    if deviation < 1e-12:
        return 1.0 if abs(value) < 1e-12 else 0.0
    return erfc(abs(value) / deviation / sqrt(2))
