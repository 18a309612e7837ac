"""Figures for a classifier, each as one function of the answers and of weights of the images.

Axes: `N` images, `K` classes, `R` weightings. A weighting counts each image so many times: all
ones give the figure itself, bootstrap counts give the figure of a resample (see intervals.py).
Where a figure does not exist (no such class, no sets) it is NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BINS = 15
"""Equal-width bins of the top probability for the calibration error (Guo et al. 2017)."""


@dataclass(frozen=True)
class Answers:
    """What a model said of N images, and what is true."""

    probabilities: Array
    """(N, K), rows add up to 1."""
    truth: NDArray[np.int64]
    """(N,) class indices."""
    named: NDArray[np.bool_]
    """(N,): False where the answer was 'I do not know'."""
    sets: NDArray[np.bool_] | None = None
    """(N, K): the classes that were not ruled out; None for a model that gives no sets."""

    @cached_property
    def top(self) -> NDArray[np.int64]:
        """(N,): the likeliest class, named or not."""
        return np.asarray(self.probabilities.argmax(axis=1), np.int64)

    @cached_property
    def right(self) -> Array:
        """(N,): 1 where the likeliest class is the true one."""
        return np.asarray(self.top == self.truth, np.float64)

    @cached_property
    def true(self) -> Array:
        """(N, K): 1 for the true class."""
        return np.asarray(np.eye(self.probabilities.shape[1])[self.truth])

    def once(self) -> Array:
        """(1, N): each image counted once."""
        return np.ones((1, len(self.truth)))

    def of(self, rows: NDArray[np.bool_]) -> Answers:
        """The answers for some images only."""
        sets = None if self.sets is None else self.sets[rows]
        return Answers(self.probabilities[rows], self.truth[rows], self.named[rows], sets)


def accuracy(answers: Answers, weights: Array) -> Array:
    """(R,): share of images whose likeliest class is the true one."""
    return _mean(answers.right, weights)


def balanced_accuracy(answers: Answers, weights: Array) -> Array:
    """(R,): mean of the recalls of the classes that occur."""
    return _mean_of_known(recall(answers, weights))


def auroc(answers: Answers, weights: Array) -> Array:
    """(R,): one against the rest, mean over the classes that occur."""
    return _mean_of_known(class_auroc(answers, weights))


def average_precision(answers: Answers, weights: Array) -> Array:
    """(R,): one against the rest, mean over the classes that occur."""
    return _mean_of_known(class_average_precision(answers, weights))


def ece(answers: Answers, weights: Array) -> Array:
    """(R,): expected calibration error of the top probability (Guo et al. 2017, eq. 3)."""
    return _calibration_error(answers, weights, _bin(answers.probabilities.max(axis=1)))


def ece_equal_mass(answers: Answers, weights: Array) -> Array:
    """(R,): the same in bins that hold equally many images (Nguyen and O'Connor 2015)."""
    order = answers.probabilities.max(axis=1).argsort(kind="stable")
    bins = np.empty(len(order), np.int64)
    bins[order] = np.arange(len(order)) * BINS // len(order)
    return _calibration_error(answers, weights, bins)


def brier(answers: Answers, weights: Array) -> Array:
    """(R,): squared error of the probabilities, summed over classes: 0 best, 2 worst."""
    return _mean(((answers.probabilities - answers.true) ** 2).sum(axis=1), weights)


def coverage(answers: Answers, weights: Array) -> Array:
    """(R,): of the images that were given a set, the share whose set holds the true class. An
    image unlike the training images is given none."""
    if answers.sets is None:
        return np.full(len(weights), np.nan)
    held = _mean((answers.sets * answers.true).sum(axis=1), weights)
    return _ratio(held, _mean(answers.sets.max(axis=1), weights))


def set_size(answers: Answers, weights: Array) -> Array:
    """(R,): mean number of classes in the sets that were given."""
    if answers.sets is None:
        return np.full(len(weights), np.nan)
    return _ratio(
        _mean(answers.sets.sum(axis=1), weights), _mean(answers.sets.max(axis=1), weights)
    )


def aurc(answers: Answers, weights: Array) -> Array:
    """(R,): the share wrong, averaged over all shares answered, the surest first (Geifman,
    Uziel and El-Yaniv 2019). Images of equal probability enter together."""
    order, starts = _falling(answers.probabilities.max(axis=1))
    entering = np.add.reduceat(weights[:, order], starts, axis=1)
    wrong = np.add.reduceat(weights[:, order] * (1 - answers.right[order]), starts, axis=1)
    risk = _ratio(np.cumsum(wrong, axis=1), np.cumsum(entering, axis=1))
    return np.asarray(np.nansum(risk * entering, axis=1) / weights.sum(axis=1))


def abstained(answers: Answers, weights: Array) -> Array:
    """(R,): share of images answered 'I do not know'."""
    return _mean(~answers.named, weights)


Measure = Callable[[Answers, Array], Array]
"""A figure: (R,) or (R, K) from the answers and (R, N) weights."""

METRICS: Mapping[str, Measure] = {
    "accuracy": accuracy,
    "balanced_accuracy": balanced_accuracy,
    "auroc": auroc,
    "average_precision": average_precision,
    "ece": ece,
    "brier": brier,
    "coverage": coverage,
    "set_size": set_size,
    "abstained": abstained,
}


def recall(answers: Answers, weights: Array) -> Array:
    """(R, K): of the images of a class, the share found."""
    return _ratio(weights @ (answers.true * answers.right[:, None]), weights @ answers.true)


def precision(answers: Answers, weights: Array) -> Array:
    """(R, K): of the images called a class, the share that is."""
    called = np.eye(answers.true.shape[1])[answers.top]
    return _ratio(weights @ (called * answers.right[:, None]), weights @ called)


def class_auroc(answers: Answers, weights: Array) -> Array:
    """(R, K): the chance that an image of the class gets a higher probability for it than an
    image of another class; ties count half (Mann and Whitney 1947)."""
    scores, true = answers.probabilities.T, answers.true.T
    areas = [area_under_roc(p, t, weights) for p, t in zip(scores, true, strict=True)]
    return np.stack(areas, axis=1)


def class_average_precision(answers: Answers, weights: Array) -> Array:
    """(R, K): precision averaged over the images of the class, each at its own probability."""
    scores, true = answers.probabilities.T, answers.true.T
    areas = [area_under_precision(p, t, weights) for p, t in zip(scores, true, strict=True)]
    return np.stack(areas, axis=1)


def class_coverage(answers: Answers, weights: Array) -> Array:
    """(R, K): of the images of a class that were given a set, the share whose set holds it."""
    given = answers.true * _given(answers)[:, None]
    held = given if answers.sets is None else given * answers.sets
    return _ratio(weights @ held, weights @ given)


def class_set_size(answers: Answers, weights: Array) -> Array:
    """(R, K): mean number of classes in the sets that images of a class were given."""
    given = answers.true * _given(answers)[:, None]
    size = np.zeros(len(given)) if answers.sets is None else answers.sets.sum(axis=1)
    return _ratio(weights @ (given * size[:, None]), weights @ given)


CLASS_METRICS: Mapping[str, Measure] = {
    "recall": recall,
    "precision": precision,
    "auroc": class_auroc,
    "average_precision": class_average_precision,
    "coverage": class_coverage,
    "set_size": class_set_size,
}


def area_under_roc(scores: Array, positive: Array, weights: Array) -> Array:
    """(R,) from (N,) scores and (N,) ones and zeros: the chance that a positive image has the
    higher score; ties count half (Mann and Whitney 1947)."""
    order, starts = _falling(-scores)
    ordered, positive = weights[:, order], positive[order]
    inside = np.add.reduceat(ordered * (1 - positive), starts, axis=1)
    below = np.cumsum(inside, axis=1) - inside
    won = np.add.reduceat(ordered * positive, starts, axis=1) * (below + inside / 2)
    sums = ordered @ positive, ordered @ (1 - positive)
    return _ratio(won.sum(axis=1), sums[0] * sums[1])


def area_under_precision(scores: Array, positive: Array, weights: Array) -> Array:
    """(R,): average precision, the sum of (R_n - R_n-1) P_n over the thresholds n; nothing is
    interpolated (Davis and Goadrich 2006). NaN where all images are positive: nothing is ranked."""
    order, starts = _falling(scores)
    ordered = weights[:, order]
    found = np.add.reduceat(ordered * positive[order], starts, axis=1)
    called = np.cumsum(np.add.reduceat(ordered, starts, axis=1), axis=1)
    precise = np.nan_to_num(_ratio(np.cumsum(found, axis=1), called))
    area = _ratio((found * precise).sum(axis=1), found.sum(axis=1))
    return np.where(ordered @ (1 - positive[order]) > 0, area, np.nan)


def together(figures: Mapping[str, Measure]) -> Measure:
    """Several figures as one, side by side along a new last axis."""

    def all_of_them(answers: Answers, weights: Array) -> Array:
        return np.stack([figure(answers, weights) for figure in figures.values()], axis=-1)

    return all_of_them


def confusion(answers: Answers) -> NDArray[np.int64]:
    """(K, K): images by true class (row) and likeliest class (column)."""
    size = answers.probabilities.shape[1]
    cells = np.bincount(answers.truth * size + answers.top, minlength=size * size)
    return cells.reshape(size, size)


@dataclass(frozen=True)
class Bin:
    """One bar of a reliability diagram."""

    low: float
    high: float
    n: int
    confidence: float
    """Mean top probability."""
    accuracy: float


def reliability(answers: Answers) -> tuple[Bin, ...]:
    """Images by their top probability, in those bins of `ece` that hold any."""
    confidence = answers.probabilities.max(axis=1)
    where = np.eye(BINS)[_bin(confidence)]
    n = where.sum(axis=0)
    means = _ratio(confidence @ where, n), _ratio(answers.right @ where, n)
    return tuple(
        Bin(int(k) / BINS, (int(k) + 1) / BINS, int(n[k]), float(means[0][k]), float(means[1][k]))
        for k in np.flatnonzero(n)
    )


def risk_coverage(answers: Answers) -> tuple[Array, Array]:
    """Share answered and share wrong among those, when the surest images are answered first.

    Images of equal probability enter together (El-Yaniv and Wiener 2010).
    """
    confidence = answers.probabilities.max(axis=1)
    order = np.argsort(-confidence, kind="stable")
    wrong = np.cumsum(1 - answers.right[order])
    n = np.arange(1, len(order) + 1)
    last = np.append(np.diff(confidence[order]) != 0, True)
    return n[last] / len(order), wrong[last] / n[last]


def _falling(scores: Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The order from the highest score to the lowest, and where each run of equal ones starts."""
    order = np.argsort(-scores, kind="stable")
    return order, np.flatnonzero(np.diff(scores[order], prepend=np.inf))


def _calibration_error(answers: Answers, weights: Array, bins: NDArray[np.int64]) -> Array:
    confidence = answers.probabilities.max(axis=1)
    gap = (confidence - answers.right)[:, None] * np.eye(BINS)[bins]
    return np.asarray(np.abs(weights @ gap).sum(axis=1) / weights.sum(axis=1))


def _given(answers: Answers) -> Array:
    """(N,): 1 for the images that were given a set."""
    if answers.sets is None:
        return np.zeros(len(answers.truth))
    return np.asarray(answers.sets.any(axis=1), np.float64)


def _bin(confidence: Array) -> NDArray[np.int64]:
    """Bins are open below and closed above, so that 1 falls into the last."""
    return np.clip(np.ceil(confidence * BINS).astype(np.int64) - 1, 0, BINS - 1)


def _mean(values: NDArray[Any], weights: Array) -> Array:
    return np.asarray(weights @ values.astype(np.float64) / weights.sum(axis=1))


def _mean_of_known(values: Array) -> Array:
    """(R,): mean over the classes, without NaN."""
    known = ~np.isnan(values)
    return _ratio(np.where(known, values, 0).sum(axis=1), known.sum(axis=1).astype(np.float64))


def _ratio(above: Array, below: Array) -> Array:
    """NaN where there is nothing to divide by."""
    gone = np.full(np.shape(above), np.nan)
    return np.asarray(np.divide(above, below, out=gone, where=below > 0))
