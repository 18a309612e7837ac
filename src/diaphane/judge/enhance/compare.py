"""Two models or more that enhance the same pictures: by how much they differ, and by chance or not.

compared = compare({"faithful": cases_of_one, "lively": cases_of_other})
compared.pairs[0].differences["psnr_y"]     Figure(value=2.3, low=1.4, high=3.2)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

import numpy as np

from ...card import Figure
from ..paired import Pair, aligned, in_words, left_out, several, wilcoxon
from ..plain import or_none, plain
from .evaluate import FEW, FIDELITY, RESIDUAL, Case, means, sets_of

TESTED = "psnr_y"
"""The figure that the signed-rank test is of."""
COMPARED = (*FIDELITY, RESIDUAL)
"""Figures whose differences are told."""


@dataclass(frozen=True)
class Comparison:
    """Models on the same pictures."""

    models: tuple[str, ...]
    n: int
    """Pictures that all models could answer."""
    figures: Mapping[str, Mapping[str, Figure]]
    """By model."""
    pairs: tuple[Pair, ...]
    cases: Mapping[str, Mapping[str, float | None]]
    """PSNR on Y of each model by picture."""
    warnings: tuple[str, ...]
    resamples: int
    seed: int
    sets: Mapping[str, Comparison] = field(default_factory=dict)
    """The same of each test set, where there are several."""

    @property
    def words(self) -> tuple[str, ...]:
        """What was found, a sentence for each pair."""
        return tuple(
            in_words(
                (pair.first, pair.second),
                pair.differences[TESTED],
                pair.wilcoxon,
                of="PSNR on Y",
                unit=" dB",
                digits=2,
            )
            for pair in self.pairs
            if TESTED in pair.differences  # pictures that are all border have none
        )

    def to_plain(self) -> dict[str, Any]:
        """As `compare --json` prints it."""
        return {
            "task": "enhance",
            "n": self.n,
            **self._figures(),
            "bootstrap": {"resamples": self.resamples, "seed": self.seed},
            "sets": {name: {"n": one.n, **one._figures()} for name, one in self.sets.items()},
            "cases": {name: dict(said) for name, said in self.cases.items()},
            "warnings": list(self.warnings),
        }

    def _figures(self) -> dict[str, Any]:
        return {
            "models": {name: plain(self.figures[name]) for name in self.models},
            "pairs": [pair.to_plain() for pair in self.pairs],
            "words": list(self.words),
        }


def compare(
    models: Mapping[str, Sequence[Case]], *, resamples: int = 2000, seed: int = 0
) -> Comparison:
    """Measure what models made of the same pictures.

    Args:
        models: The cases of each by a name for it, in any order; one that is not among the cases of
            every model is left out.

    Raises `BadData` where no case is left, or the sharp pictures differ, and `BadSetting` for less
    than two models.
    """
    same = aligned(models, truths="sharp pictures", alike="the same scale")
    first = next(iter(same.values()))
    names = sets_of(first)
    return replace(
        side_by_side(same, resamples, seed),
        warnings=(*left_out(models, first), *_warnings(same)),
        sets={
            name: side_by_side(
                {m: [c for c in cases if c.group == name] for m, cases in same.items()},
                resamples,
                seed,
            )
            for name in (names if len(names) > 1 else ())
        },
    )


def side_by_side(models: Mapping[str, Sequence[Case]], resamples: int, seed: int) -> Comparison:
    """Figures and differences of cases in the same order."""
    columns = list(zip(*models.values(), strict=True))
    told = {
        name: means([only(case) for case in cases], resamples=resamples, seed=seed)
        for name, cases in models.items()
    }

    def pair(one: str, other: str) -> Pair:
        less = [minus(a, b) for a, b in zip(models[one], models[other], strict=True)]
        test = wilcoxon(np.array([case.figures[TESTED] for case in less]))
        return Pair(one, other, means(less, resamples=resamples, seed=seed), test)

    return Comparison(
        models=tuple(models),
        n=len(columns),
        figures=told,
        pairs=tuple(pair(one, other) for one, other in combinations(models, 2)),
        cases={
            column[0].name: {
                m: or_none(case.figures[TESTED]) for m, case in zip(models, column, strict=True)
            }
            for column in columns
        },
        warnings=(),
        resamples=resamples,
        seed=seed,
    )


def only(case: Case) -> Case:
    """The case with the figures that are compared."""
    return replace(case, figures={name: case.figures[name] for name in told_of(case)})


def minus(one: Case, other: Case) -> Case:
    """The case with differences in the place of figures."""
    both = [name for name in told_of(one) if name in other.figures]
    return replace(one, figures={name: one.figures[name] - other.figures[name] for name in both})


def told_of(case: Case) -> list[str]:
    return [name for name in COMPARED if name in case.figures]


def _warnings(models: Mapping[str, Sequence[Case]]) -> Iterator[str]:
    """What a careful reader would hold against the comparison."""
    n = len(next(iter(models.values())))
    if n < FEW:
        yield f"few pictures ({n}), so the differences are rough"
    yield from several(models)
