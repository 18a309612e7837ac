"""Two models or more that segment the same images: by how much they differ, and by chance or not.

compared = compare({"net": cases_of_net, "threshold": cases_of_threshold}, card.names)
compared.pairs[0].differences["dice"]     Figure(value=0.08, low=0.05, high=0.11)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import numpy as np

from ...card import Figure
from ...errors import BadData, BadSetting
from ..intervals import symmetric
from ..plain import or_none, plain
from .cases import Case
from .evaluate import mean_dice
from .figures import DISTANCES, ERRORS, POOLED, Cases, overall, spreads

TESTED = "dice"
"""The figure of a case that the signed-rank test is of, its mean over the classes."""


@dataclass(frozen=True)
class Wilcoxon:
    """The signed-rank test of the cases' differences (Wilcoxon 1945), two-sided."""

    better: int
    """Cases of which the first model has the higher Dice."""
    worse: int
    p: float


@dataclass(frozen=True)
class Pair:
    """Two models beside each other."""

    first: str
    second: str
    differences: Mapping[str, Figure]
    """First minus second, with intervals from resamples that are the same for both."""
    wilcoxon: Wilcoxon


@dataclass(frozen=True)
class Comparison:
    """Models on one test set."""

    models: tuple[str, ...]
    n: int
    """Cases that all models could answer."""
    groups: int
    figures: Mapping[str, Mapping[str, Figure]]
    """By model."""
    pairs: tuple[Pair, ...]
    cases: Mapping[str, Mapping[str, float | None]]
    """Dice of each model by case."""
    warnings: tuple[str, ...]
    resamples: int
    seed: int

    @property
    def words(self) -> tuple[str, ...]:
        """What was found, a sentence for each pair."""
        return tuple(map(_in_words, self.pairs))

    def to_plain(self) -> dict[str, Any]:
        """As `compare --json` prints it."""
        return {
            "task": "segment",
            "models": {name: plain(self.figures[name]) for name in self.models},
            "n": self.n,
            "groups": self.groups,
            "bootstrap": {"resamples": self.resamples, "seed": self.seed},
            "pairs": [
                {
                    "first": pair.first,
                    "second": pair.second,
                    "differences": plain(pair.differences),
                    "wilcoxon": asdict(pair.wilcoxon),
                }
                for pair in self.pairs
            ],
            "words": list(self.words),
            "cases": {name: dict(said) for name, said in self.cases.items()},
            "warnings": list(self.warnings),
        }


def compare(
    models: Mapping[str, Sequence[Case]], *, resamples: int = 2000, seed: int = 0
) -> Comparison:
    """Measure what models said of the same images.

    Args:
        models: The cases of each by a name for it, in any order; one that is not among the cases of
            every model is left out.

    Raises `BadData` where no case is left, or masks differ, and `BadSetting` for less than two
    models.
    """
    if len(models) < 2:
        raise BadSetting(f"expected two models or more to compare, got {len(models)}")
    aligned = _aligned(models)
    told = {name: Cases(rows, resamples, seed) for name, rows in aligned.items()}
    every = next(iter(told.values()))
    rows = zip(*aligned.values(), strict=True)
    return Comparison(
        models=tuple(models),
        n=len(every.every),
        groups=len({case.group or case.name for case in every.every}),
        figures={name: overall(cases) for name, cases in told.items()},
        pairs=tuple(_pair(one, other, told) for one, other in combinations(models, 2)),
        cases={
            column[0].name: {m: or_none(mean_dice(c)) for m, c in zip(aligned, column, strict=True)}
            for column in rows
        },
        warnings=tuple(_warnings(models, every)),
        resamples=resamples,
        seed=seed,
    )


def better(name: str, difference: Figure) -> int:
    """1 where the first model has the better figure, -1 where the second has, 0 where the interval
    holds no difference."""
    sign = ((difference.low or 0) > 0) - ((difference.high or 0) < 0)
    return -sign if name.removesuffix(POOLED) in ERRORS | DISTANCES else sign


def _aligned(models: Mapping[str, Sequence[Case]]) -> dict[str, tuple[Case, ...]]:
    """All in the order of the first."""
    by_name = {model: {case.name: case for case in cases} for model, cases in models.items()}
    first = next(iter(by_name.values()))
    kept = [name for name in first if all(name in cases for cases in by_name.values())]
    if not kept:
        raise BadData("expected images that all models could answer, got none")
    for model, cases in by_name.items():
        if odd := [name for name in kept if cases[name].truth_sha256 != first[name].truth_sha256]:
            raise BadData(
                f"expected the same masks for all models, but {model!r} was judged by another for "
                f"{odd[0]!r}; compare models of the same classes on one folder"
            )
    return {model: tuple(cases[name] for name in kept) for model, cases in by_name.items()}


def _pair(one: str, other: str, told: Mapping[str, Cases]) -> Pair:
    first, second = spreads(told[one]), spreads(told[other])
    differences = {}
    for name in (name for name in first if name in second):
        value = first[name][0] - second[name][0]
        if not np.isnan(value) and name != "rand_error_best":
            differences[name] = _difference(value, first[name][1] - second[name][1], told[one])
    return Pair(one, other, differences, wilcoxon(told[one].every, told[other].every))


def _difference(value: float, drawn: np.ndarray[Any, np.dtype[np.float64]], cases: Cases) -> Figure:
    if len(cases.every) < 2:
        return Figure(value)
    return Figure(value, *symmetric(value, drawn, cases.behind))


def wilcoxon(first: Sequence[Case], second: Sequence[Case]) -> Wilcoxon:
    """Of cases in the same order; those with nothing to find and nothing found have no part."""
    from scipy.stats import wilcoxon as signed_rank

    pairs = zip(first, second, strict=True)
    found = np.array([mean_dice(one) - mean_dice(other) for one, other in pairs])
    known = found[~np.isnan(found)]
    p = float(signed_rank(known).pvalue) if known.any() else 1.0
    return Wilcoxon(int((known > 0).sum()), int((known < 0).sum()), p)


def _warnings(models: Mapping[str, Sequence[Case]], every: Cases) -> Iterator[str]:
    """What a careful reader would hold against the comparison."""
    named = {case.name for cases in models.values() for case in cases}
    if left_out := len(named) - len(every.every):
        yield f"{left_out} cases that some model could not answer were left out for all"
    groups = {case.group for case in every.every}
    if groups == {""}:
        yield (
            "the data name no patients or other groups, so each case was taken as independent; "
            "the intervals are too narrow and the p-values too small if they are not"
        )
    elif len(groups) < len(every.every):
        yield "cases come in groups, of which the p-values know nothing: they are too small"
    if (pairs := len(models) * (len(models) - 1) // 2) > 1:
        yield (
            f"{pairs} pairs were tested: only a p-value below {0.05 / pairs:.3f} says what 0.05 "
            "says of one pair (Bonferroni), and the best of several models is flattered"
        )


def _in_words(pair: Pair) -> str:
    """Which has the higher Dice, by how much, and in how many cases."""
    figure, test = pair.differences[TESTED], pair.wilcoxon
    sign = better(TESTED, figure)
    winner, loser = (pair.first, pair.second) if figure.value >= 0 else (pair.second, pair.first)
    count = (test.better, test.worse) if figure.value >= 0 else (test.worse, test.better)
    by = f"by {abs(figure.value):.3f}"
    if figure.low is not None and figure.high is not None:
        ends = sorted((abs(figure.low), abs(figure.high)))
        by += f" ({ends[0]:.3f} to {ends[1]:.3f})" if sign else ", which may be chance"
    tests = f"better in {count[0]} cases and worse in {count[1]} (Wilcoxon p = {test.p:.2g})"
    return f"{winner} has a higher Dice than {loser} {by}; {tests}"
