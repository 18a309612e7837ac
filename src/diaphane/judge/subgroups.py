"""The same model by site, source, sex, age: where it is worse, and whether such a column gives
the class away."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..card import Card, Figure
from ..data.folders import GROUPS
from .figures import Draws, figures
from .metrics import Answers
from .predictions import Prediction

FEW = 20
"""Below so many images no figures are given."""

MANY = 12
"""A column of more values than this names things, not kinds of things."""

LONG = 60
"""Letters of a value; a longer one is a note."""

TOLD = 0.8
"""A column that reaches this share of the gain over guessing the commonest class gives it away."""

PRIVATE = frozenset({*GROUPS, "split", "path", "file", "name", "id", "note", "max_train_corr"})
"""Columns that never make subgroups, whatever they hold; nor do hashes."""

AGES = ((18, "under 18"), (40, "18 to 39"), (60, "40 to 59"), (80, "60 to 79"))
OLDEST = "80 and over"


@dataclass(frozen=True)
class Subgroup:
    """The images that have one value in a column."""

    value: str
    n: int
    classes: Mapping[str, int]
    """Images of each class that occurs."""
    metrics: Mapping[str, Figure]
    """As of the whole; empty with fewer than `FEW` images. No auroc and no average precision
    where there is one class only."""


@dataclass(frozen=True)
class Column:
    """A column of the data's tables and its subgroups, the largest first."""

    name: str
    subgroups: tuple[Subgroup, ...]
    told: float
    """The share of images whose class one would guess from this column alone."""
    chance: float
    """The share one would guess from nothing: that of the commonest class."""

    @property
    def tells(self) -> bool:
        """Does the column give the class away?"""
        return self.told - self.chance >= TOLD * (1 - self.chance) > 0


def columns(
    predictions: Sequence[Prediction], told: Answers, draws: Draws, card: Card
) -> tuple[Column, ...]:
    """Figures for each value of each column that has kinds of things in it."""
    return tuple(
        Column(
            name,
            tuple(_subgroup(value, values, told, draws, card) for value in _largest_first(values)),
            *_guessed(values, [p.truth for p in predictions]),
        )
        for name, values in kinds(predictions).items()
    )


def giveaways(predictions: Sequence[Prediction]) -> tuple[str, ...]:
    """A sentence for each column that gives the class away."""
    truth = [p.truth for p in predictions]
    said = []
    for name, values in kinds(predictions).items():
        column = Column(name, (), *_guessed(values, truth))
        if column.tells:
            said.append(
                f"the column {name!r} alone tells the class of {column.told:.0%} of the images "
                f"({column.chance:.0%} are of the commonest class): a model that learnt {name} "
                "instead of what it was asked would look as good"
            )
    return tuple(said)


def kinds(predictions: Sequence[Prediction]) -> dict[str, list[str]]:
    """The columns that make subgroups, with the value of each prediction; blanks stay blank."""
    names = dict.fromkeys(name for p in predictions for name in p.extra)
    found = {
        name: [_kind(name, p.extra.get(name, "")) for p in predictions]
        for name in names
        if name not in PRIVATE and "sha256" not in name
    }
    return {name: values for name, values in found.items() if _are_kinds(values)}


def _are_kinds(values: Sequence[str]) -> bool:
    n = Counter(filter(None, values))
    return 2 <= len(n) <= MANY and max(n.values()) >= FEW and max(map(len, n)) <= LONG


def _kind(name: str, value: str) -> str:
    """An age in years (DICOM writes 063Y) becomes a range of them; others stay as they are."""
    if name != "age":
        return value
    try:
        years = float(value.upper().removesuffix("Y"))
    except ValueError:
        return value
    return next((words for below, words in AGES if years < below), OLDEST)


def _largest_first(values: Sequence[str]) -> list[str]:
    n = Counter(filter(None, values))
    return sorted(n, key=lambda value: (-n[value], value))


def _subgroup(
    value: str, values: Sequence[str], told: Answers, draws: Draws, card: Card
) -> Subgroup:
    rows = np.array([v == value for v in values])
    inside = told.of(rows)
    n = np.bincount(inside.truth, minlength=len(card.names))
    metrics = figures(inside, draws.of(rows)) if rows.sum() >= FEW else {}
    return Subgroup(
        value=value,
        n=int(rows.sum()),
        classes={name: k for name, k in zip(card.names, n.tolist(), strict=True) if k},
        metrics=metrics,
    )


def _guessed(values: Sequence[str], truth: Sequence[str]) -> tuple[float, float]:
    """Share of right guesses with and without the column, over the images that have a value."""
    by_value: dict[str, Counter[str]] = defaultdict(Counter)
    for value, true in zip(values, truth, strict=True):
        if value:
            by_value[value][true] += 1
    every = sum(by_value.values(), Counter[str]())
    right = sum(max(n.values()) for n in by_value.values())
    return right / every.total(), max(every.values()) / every.total()
