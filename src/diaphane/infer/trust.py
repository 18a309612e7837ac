"""What makes a probability mean what it says: temperature, conformal sets, a limit for novelty.

Axes: `N` images, `K` classes. Everything is fitted here, on images the weights never saw, and
applied in `tasks/classify.py`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..tasks.classify import conformal_set, softmax

__all__ = [
    "conformal_set",
    "conformal_thresholds",
    "fit_temperature",
    "novelty_limit",
    "softmax",
]

COLDEST, HOTTEST = 0.02, 50.0
"""Temperatures are sought between these. On separable logits the likelihood has no maximum and
the coldest is the answer."""


def fit_temperature(logits: NDArray[Any], labels: ArrayLike) -> float:
    """The temperature under which the labels are likeliest (Guo et al. 2017).

    logits (N, K), labels (N) as class indices. The mean negative log-likelihood is convex in the
    inverse temperature b, with the slope mean(sum_k p_k z_k - z_label); its root is found by
    halving an interval of log b.
    """
    z = np.asarray(logits, np.float64)
    told = z[np.arange(len(z)), np.asarray(labels)]
    low, high = -math.log(HOTTEST), -math.log(COLDEST)
    for _ in range(60):
        middle = (low + high) / 2
        expected = (softmax(z, temperature=math.exp(-middle)) * z).sum(axis=1)
        if (expected - told).mean() <= 0:
            low = middle
        else:
            high = middle
    return math.exp(-(low + high) / 2)


def conformal_thresholds(
    probabilities: NDArray[Any], labels: ArrayLike, *, coverage: float
) -> tuple[float, ...]:
    """One threshold a class, so that the sets hold the true class in at least `coverage` of the
    images of each class (class-conditional split conformal; Vovk 2012).

    probabilities (N, K), labels (N). Of a class with n images it is the ceil((n + 1) coverage)-th
    smallest 1 - p; with too few images for that it is 1, and the class is always in the set.
    """
    miss, true = 1 - np.asarray(probabilities, np.float64), np.asarray(labels)
    return tuple(
        upper_quantile(miss[true == k, k], coverage, otherwise=1.0) for k in range(miss.shape[1])
    )


def novelty_limit(scores: ArrayLike, *, false_alarms: float) -> float:
    """The score above which an image is called unlike the training images, so that at most the
    share `false_alarms` of images that are alike is. With too few scores: the largest."""
    known = np.asarray(scores, np.float64)
    return upper_quantile(known, 1 - false_alarms, otherwise=float(known.max()))


def upper_quantile(scores: NDArray[np.float64], share: float, *, otherwise: float) -> float:
    """The score that a new, exchangeable one stays at or below with probability `share` at least:
    the ceil((n + 1) share)-th smallest; `otherwise` where n is too small for it to exist."""
    rank = math.ceil((len(scores) + 1) * share - 1e-9)
    return float(np.sort(scores)[rank - 1]) if 1 <= rank <= len(scores) else otherwise
