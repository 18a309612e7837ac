"""Two models or more that segment the same images: by how much they differ, and by chance or not.

compared = compare({"net": cases_of_net, "threshold": cases_of_threshold}, card.names)
compared.pairs[0].differences["dice"]     Figure(value=0.08, low=0.05, high=0.11)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from ...card import Figure
from ..intervals import symmetric
from ..paired import Pair, aligned, apart, in_words, left_out, several, wilcoxon
from ..plain import or_none, plain
from .cases import Case
from .evaluate import mean_dice
from .figures import DISTANCES, ERRORS, POOLED, Cases, overall, spreads

TESTED = "dice"
"""The figure of a case that the signed-rank test is of, its mean over the classes."""


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
        return tuple(
            in_words((pair.first, pair.second), pair.differences[TESTED], pair.wilcoxon, of="Dice")
            for pair in self.pairs
        )

    def to_plain(self) -> dict[str, Any]:
        """As `compare --json` prints it."""
        return {
            "task": "segment",
            "models": {name: plain(self.figures[name]) for name in self.models},
            "n": self.n,
            "groups": self.groups,
            "bootstrap": {"resamples": self.resamples, "seed": self.seed},
            "pairs": [pair.to_plain() for pair in self.pairs],
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
    same = aligned(models, truths="masks", alike="the same classes")
    told = {name: Cases(rows, resamples, seed) for name, rows in same.items()}
    every = next(iter(told.values()))
    rows = zip(*same.values(), strict=True)
    return Comparison(
        models=tuple(models),
        n=len(every.every),
        groups=len({case.group or case.name for case in every.every}),
        figures={name: overall(cases) for name, cases in told.items()},
        pairs=tuple(_pair(one, other, told) for one, other in combinations(models, 2)),
        cases={
            column[0].name: {m: or_none(mean_dice(c)) for m, c in zip(same, column, strict=True)}
            for column in rows
        },
        warnings=tuple(_warnings(models, every)),
        resamples=resamples,
        seed=seed,
    )


def better(name: str, difference: Figure) -> int:
    """1 where the first model has the better figure, -1 where the second has, 0 where the interval
    holds no difference."""
    sign = apart(difference)
    return -sign if name.removesuffix(POOLED) in ERRORS | DISTANCES else sign


def _pair(one: str, other: str, told: Mapping[str, Cases]) -> Pair:
    first, second = spreads(told[one]), spreads(told[other])
    differences = {}
    for name in (name for name in first if name in second):
        value = first[name][0] - second[name][0]
        if not np.isnan(value) and name != "rand_error_best":
            differences[name] = _difference(value, first[name][1] - second[name][1], told[one])
    # What has nothing to find and nothing found has no Dice, and no part in the test.
    dices = [np.array([mean_dice(case) for case in told[name].every]) for name in (one, other)]
    return Pair(one, other, differences, wilcoxon(dices[0] - dices[1]))


def _difference(value: float, drawn: np.ndarray[Any, np.dtype[np.float64]], cases: Cases) -> Figure:
    if len(cases.every) < 2:
        return Figure(value)
    return Figure(value, *symmetric(value, drawn, cases.behind))


def _warnings(models: Mapping[str, Sequence[Case]], every: Cases) -> Iterator[str]:
    """What a careful reader would hold against the comparison."""
    yield from left_out(models, every.every)
    groups = {case.group for case in every.every}
    if groups == {""}:
        yield (
            "the data name no patients or other groups, so each case was taken as independent; "
            "the intervals are too narrow and the p-values too small if they are not"
        )
    elif len(groups) < len(every.every):
        yield "cases come in groups, of which the p-values know nothing: they are too small"
    yield from several(models)
