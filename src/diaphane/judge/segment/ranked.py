"""Areas under curves over all thresholds of a probability, from histograms of it.

Pixels are counted in bins that are even in the log-odds of the probability, since most pixels of a
sure network lie close to 0 and 1. Within a bin pixels of the class and others count as tied, which
moves the area under the ROC curve by `auroc_error` at the most.

Axes: `B` bins from the lowest probability to the highest; figures are of any shape before it.
"""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from ...data.masks import Field
from ...image import Floats
from ..metrics import Array

BINS = 4096

REACH = 16.0
"""Log-odds of the outermost bins: float32 knows no probability below 1 that is nearer to it."""

AT_ONCE = 2**20
"""Pixels whose log-odds are held at a time."""


def histograms(
    probability: Floats, positive: NDArray[np.bool_], where: Field | None
) -> NDArray[np.uint32]:
    """(2, B): pixels outside the class and of it, by their probability of it (*space)."""
    found = np.zeros((2, BINS), np.int64)
    known = None if where is None else where.ravel()
    given, true = probability.ravel(), positive.ravel()
    for start in range(0, given.size, AT_ONCE):
        part = slice(start, start + AT_ONCE)
        rows = slice(None) if known is None else known[part]
        bins = bins_of(given[part][rows]) + BINS * true[part][rows]
        found += np.bincount(bins, minlength=2 * BINS).reshape(2, BINS)
    return found.astype(np.uint32)


def bins_of(probability: Floats) -> NDArray[np.int64]:
    """The bin of each probability."""
    with np.errstate(divide="ignore"):
        odds = np.log(probability) - np.log1p(-probability)
    steps = (np.clip(odds, -REACH, REACH) + REACH) * (BINS / (2 * REACH))
    return np.asarray(np.minimum(steps.astype(np.int64), BINS - 1))


def auroc(n: Array) -> Array:
    """Of histograms (..., 2, B): the chance that a pixel of the class has a higher probability
    than another (Mann and Whitney 1947), ties counting half; NaN where one side is empty."""
    negative, positive = n[..., 0, :], n[..., 1, :]
    below = np.cumsum(negative, axis=-1) - negative / 2
    return _ratio((positive * below).sum(axis=-1), _pairs(n))


def auroc_error(n: Array) -> Array:
    """By how much `auroc` may be off at the most, on either side, for its bins."""
    return _ratio((n[..., 0, :] * n[..., 1, :]).sum(axis=-1) / 2, _pairs(n))


def average_precision(n: Array) -> Array:
    """Of histograms (..., 2, B): precision at each threshold weighed by the recall it adds; NaN
    where there is nothing of the class."""
    found, precise = precision_recall(n)
    steps = np.diff(found, axis=-1, prepend=0)
    return np.where(n[..., 1, :].sum(axis=-1) > 0, (steps * precise).sum(axis=-1), np.nan)


def precision_recall(n: Array) -> tuple[Array, Array]:
    """Recall and precision (..., B), from the highest threshold to the lowest; precision is 1 where
    nothing is called."""
    false, true = np.cumsum(n[..., 0, ::-1], axis=-1), np.cumsum(n[..., 1, ::-1], axis=-1)
    precise = np.where(true + false > 0, true / np.maximum(1, true + false), 1.0)
    return true / np.maximum(1, true[..., -1:]), precise


def roc(n: Array) -> tuple[Array, Array]:
    """False and true positive rates (..., B), from the highest threshold to the lowest."""
    false, true = np.cumsum(n[..., 0, ::-1], axis=-1), np.cumsum(n[..., 1, ::-1], axis=-1)
    return false / np.maximum(1, false[..., -1:]), true / np.maximum(1, true[..., -1:])


def _pairs(n: Array) -> Array:
    sides = n.sum(axis=-1)
    return cast(Array, sides[..., 0] * sides[..., 1])


def _ratio(part: Array, whole: Array) -> Array:
    empty = np.full(np.shape(whole), np.nan)
    return np.asarray(np.divide(part, whole, out=empty, where=whole > 0))
