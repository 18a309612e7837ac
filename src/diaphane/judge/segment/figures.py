"""Figures of many cases with their intervals, of each class and over all.

A plain name is the mean over cases; `_pooled` is the figure of all their pixels together. Over all
classes it is the mean over classes of either.

Axes: `N` cases, `K` classes, `B` bins, `R` resamples, `M` figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...card import Figure
from ..intervals import Behind, area, resampled, symmetric
from ..metrics import Array
from .cases import THRESHOLDS, Case
from .overlap import OVERLAP, Counts
from .ranked import BINS, auroc, auroc_error, average_precision

POOLED = "_pooled"
"""At the end of a name: of all pixels of all cases together."""

ERRORS = frozenset({"pixel_error", "rand_error", "rand_error_best", "warping_error"})
"""0 is best and 1 is worst."""

DISTANCES = frozenset({"hd95"})
"""0 is best, and there is no worst."""

BINNED_AT_ONCE = 2**22
"""Counts of bins that resamples hold at a time."""

MERGED = 8
"""Bins taken together in resamples, whose spread needs no more."""


@dataclass(frozen=True)
class Cases:
    """All cases of an evaluation as arrays."""

    every: tuple[Case, ...]
    resamples: int = 2000
    seed: int = 0

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Of each case; none where all are of one group, so that cases are drawn instead."""
        named = tuple(case.group for case in self.every)
        return () if len(set(named)) == 1 else named

    @cached_property
    def behind(self) -> Behind:
        n = len(self.every)
        return Behind(len({g or i for i, g in enumerate(self.groups)}) or n, n)

    @cached_property
    def drawn(self) -> Array:
        """(R, N): how often each case comes up."""
        n = len(self.every)
        drawn = resampled(n, self.groups, resamples=self.resamples, seed=self.seed)
        return np.concatenate(list(drawn))

    @cached_property
    def once(self) -> Array:
        """(1, N)"""
        return np.ones((1, len(self.every)))

    @property
    def units(self) -> str:
        """Of distances; empty where cases differ in it."""
        units = {case.units for case in self.every}
        return units.pop() if len(units) == 1 else ""

    @cached_property
    def by_class(self) -> dict[str, Array]:
        """(N, K) each: the figures that every class has."""
        known = [n for n in self.every[0].figures if self.units or n not in DISTANCES]
        known = [name for name in known if all(name in case.figures for case in self.every)]
        return {name: np.stack([case.figures[name] for case in self.every]) for name in known}

    @cached_property
    def whole(self) -> dict[str, Array]:
        """(N,) each: the figures of all classes together."""
        known = [n for n in self.every[0].whole if all(n in case.whole for case in self.every)]
        found = {name: np.array([case.whole[name] for case in self.every]) for name in known}
        if self.rand is not None:
            found["rand_error_best"] = self.rand[:, self.best_threshold]
        return found

    @cached_property
    def rand(self) -> Array | None:
        """(N, thresholds); None where there is no wall or no probability."""
        if not all(case.rand_errors for case in self.every):
            return None
        return np.array([case.rand_errors for case in self.every])

    @property
    def best_threshold(self) -> int:
        """Place in `THRESHOLDS` of the least mean Rand error, one for all cases."""
        return 0 if self.rand is None else int(np.nanmean(self.rand, axis=0).argmin())

    @cached_property
    def counts(self) -> Counts:
        """(N, K)"""
        return Counts.of([case.counts for case in self.every])

    @cached_property
    def of_classes(self) -> tuple[dict[str, Array], dict[str, Array]]:
        """(1, K) and (R, K) each: figures, pooled ones too, and their values in resamples."""
        return _of_classes(self, self.once), _of_classes(self, self.drawn)

    @cached_property
    def histograms(self) -> Array | None:
        """(N, K, 2, B); None where a case has none."""
        kept = [case.histograms for case in self.every if case.histograms is not None]
        return np.stack(kept).astype(np.float64) if len(kept) == len(self.every) else None


def overall(cases: Cases) -> dict[str, Figure]:
    """Each figure over all classes, in the order they are told; one that does not exist is
    absent."""
    told = {name: _figure(name, *found, cases) for name, found in spreads(cases).items()}
    return {name: figure for name, figure in told.items() if not np.isnan(figure.value)}


def spreads(cases: Cases) -> dict[str, tuple[float, Array]]:
    """Each figure over all classes with its values in resamples (R,)."""
    values, drawn = cases.of_classes
    found = {n: (float(_class_mean(values[n])[0]), _class_mean(drawn[n])) for n in values}
    for name, column in cases.whole.items():
        found[name] = float(_mean(column, cases.once)[0]), _mean(column, cases.drawn)
        if name in ("pixel_error", "pixel_accuracy"):
            found[name + POOLED] = _pooled_pixels(name, cases)
    return found


def by_class(cases: Cases) -> tuple[dict[str, Figure], ...]:
    """The same for each class."""
    values, drawn = cases.of_classes
    k = len(cases.every[0].counts.true_positive)
    every = [
        {name: _figure(name, values[name][0, c], drawn[name][:, c], cases) for name in values}
        for c in range(k)
    ]
    return tuple(
        {name: figure for name, figure in one.items() if not np.isnan(figure.value)}
        for one in every
    )


def most_off(cases: Cases) -> float:
    """By how much a pooled area under the ROC curve may be off for its bins; 0 without any."""
    if cases.histograms is None:
        return 0.0
    return float(np.nanmax(auroc_error(cases.histograms.sum(axis=0)), initial=0.0))


def threshold_of(cases: Cases) -> float | None:
    """The threshold behind `rand_error_best`."""
    return None if cases.rand is None else THRESHOLDS[cases.best_threshold]


def _of_classes(cases: Cases, weights: Array) -> dict[str, Array]:
    """(R, K) each: the mean over cases, and pooled where it can be."""
    found = {name: _mean(column, weights) for name, column in cases.by_class.items()}
    summed = cases.counts.summed(weights)
    found |= {name + POOLED: of(summed) for name, of in OVERLAP.items()}
    return found | _pooled_areas(cases, weights)


def _pooled_areas(cases: Cases, weights: Array) -> dict[str, Array]:
    if cases.histograms is None:
        return {}
    n, k = cases.histograms.shape[:2]
    bins = BINS if len(weights) == 1 else BINS // MERGED
    flat = cases.histograms.reshape(n, k, 2, bins, -1).sum(axis=-1).reshape(n, -1)
    step = max(1, BINNED_AT_ONCE // flat.shape[1])
    areas = []
    for start in range(0, len(weights), step):
        summed = (weights[start : start + step] @ flat).reshape(-1, k, 2, bins)
        areas.append((auroc(summed), average_precision(summed)))
    first, second = (np.concatenate(parts) for parts in zip(*areas, strict=True))
    return {"auroc" + POOLED: first, "average_precision" + POOLED: second}


def _pooled_pixels(name: str, cases: Cases) -> tuple[float, Array]:
    wrong = np.array([float(case.wrong) for case in cases.every])
    pixels = np.array([float(case.pixels) for case in cases.every])
    value = float(wrong.sum() / max(1.0, pixels.sum()))
    spread = (cases.drawn @ wrong) / np.maximum(1.0, cases.drawn @ pixels)
    return (value, spread) if name == "pixel_error" else (1 - value, 1 - spread)


def _mean(values: Array, weights: Array) -> Array:
    """(R,) or (R, K): over the cases (N,) or (N, K) that have a value."""
    known = ~np.isnan(values)
    total, n = weights @ np.where(known, values, 0.0), weights @ known.astype(np.float64)
    return np.asarray(np.divide(total, n, out=np.full(total.shape, np.nan), where=n > 0))


def _class_mean(values: Array) -> Array:
    """(R,): over the classes (R, K) that have a value."""
    return np.asarray(_mean(values.T, np.ones((1, values.shape[1])))[0])


def _figure(name: str, value: float, drawn: Array, cases: Cases) -> Figure:
    """With its interval, which a single case has none of."""
    value, kind = float(value), name.removesuffix(POOLED)
    if np.isnan(value) or len(cases.every) < 2:
        return Figure(value)
    if kind in DISTANCES:
        low, high = symmetric(value, drawn, cases.behind)
        return Figure(value, max(0.0, low), high)
    if kind in ERRORS:
        low, high = area(1 - value, 1 - drawn, cases.behind)
        return Figure(value, 1 - high, 1 - low)
    return Figure(value, *area(value, drawn, cases.behind))
