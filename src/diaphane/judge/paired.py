"""Several models on the same cases: which cases count, the signed-rank test of their differences,
and what to mind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol, TypeVar

import numpy as np

from ..card import Figure
from ..errors import BadData, BadSetting
from .metrics import Array
from .plain import plain


class Case(Protocol):
    """What was measured of one image, as far as it must be told from others."""

    @property
    def name(self) -> str: ...

    @property
    def group(self) -> str: ...

    @property
    def truth_sha256(self) -> str: ...


AnyCase = TypeVar("AnyCase", bound=Case)


@dataclass(frozen=True)
class Wilcoxon:
    """The signed-rank test of the cases' differences (Wilcoxon 1945), two-sided."""

    better: int
    """Cases of which the first model has the higher figure."""
    worse: int
    p: float


def aligned(
    models: Mapping[str, Sequence[AnyCase]], *, truths: str, alike: str
) -> dict[str, tuple[AnyCase, ...]]:
    """The cases of all models in the order of the first; one that is not among the cases of every
    model is left out.

    `truths` is what they are judged by, and `alike` what such models share. Raises `BadData` where
    no case is left, or truths differ, and `BadSetting` for less than two models.
    """
    if len(models) < 2:
        raise BadSetting(f"expected two models or more to compare, got {len(models)}")
    by_name = {model: {case.name: case for case in cases} for model, cases in models.items()}
    first = next(iter(by_name.values()))
    kept = [name for name in first if all(name in cases for cases in by_name.values())]
    if not kept:
        raise BadData("expected images that all models could answer, got none")
    for model, cases in by_name.items():
        if odd := [name for name in kept if cases[name].truth_sha256 != first[name].truth_sha256]:
            raise BadData(
                f"expected the same {truths} for all models, but {model!r} was judged by another "
                f"for {odd[0]!r}; compare models of {alike} on one folder"
            )
    return {model: tuple(cases[name] for name in kept) for model, cases in by_name.items()}


def wilcoxon(differences: Array) -> Wilcoxon:
    """Of (N,), first minus second; NaN, where a case has no figure, has no part."""
    from scipy.stats import wilcoxon as signed_rank

    known = differences[~np.isnan(differences)]
    p = float(signed_rank(known).pvalue) if known.any() else 1.0
    return Wilcoxon(int((known > 0).sum()), int((known < 0).sum()), p)


def apart(difference: Figure) -> int:
    """1 where the first model's figure is larger, -1 where it is smaller, 0 where the interval
    holds no difference."""
    return ((difference.low or 0) > 0) - ((difference.high or 0) < 0)


def in_words(
    names: tuple[str, str],
    figure: Figure,
    test: Wilcoxon,
    *,
    of: str,
    unit: str = "",
    digits: int = 3,
) -> str:
    """Which of two models has the higher figure `of`, by how much, and in how many cases."""
    first = figure.value >= 0
    winner, loser = names if first else names[::-1]
    count = (test.better, test.worse) if first else (test.worse, test.better)
    by = f"by {abs(figure.value):.{digits}f}{unit}"
    if figure.low is not None and figure.high is not None:
        low, high = sorted((abs(figure.low), abs(figure.high)))
        by += (
            f" ({low:.{digits}f} to {high:.{digits}f})"
            if apart(figure)
            else ", which may be chance"
        )
    tests = f"better in {count[0]} cases and worse in {count[1]} (Wilcoxon p = {test.p:.2g})"
    return f"{winner} has a higher {of} than {loser} {by}; {tests}"


@dataclass(frozen=True)
class Pair:
    """Two models beside each other."""

    first: str
    second: str
    differences: Mapping[str, Figure]
    """First minus second, case by case, with intervals from resamples that are the same for
    both."""
    wilcoxon: Wilcoxon

    def to_plain(self) -> dict[str, Any]:
        """As `compare --json` prints it."""
        return {
            "first": self.first,
            "second": self.second,
            "differences": plain(self.differences),
            "wilcoxon": asdict(self.wilcoxon),
        }


def left_out(models: Mapping[str, Sequence[Case]], kept: Sequence[Case]) -> Iterator[str]:
    """A warning that counts the cases which some model could not answer."""
    named = {case.name for cases in models.values() for case in cases}
    if gone := len(named) - len(kept):
        yield f"{gone} cases that some model could not answer were left out for all"


def several(models: Mapping[str, object]) -> Iterator[str]:
    """A warning where more than one pair was tested."""
    if (pairs := len(models) * (len(models) - 1) // 2) > 1:
        yield (
            f"{pairs} pairs were tested: only a p-value below {0.05 / pairs:.3f} says what 0.05 "
            "says of one pair (Bonferroni), and the best of several models is flattered"
        )
