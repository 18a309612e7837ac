"""Questions with two answers, made out of a classifier's: ill against healthy, one class or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..card import Card
from .figures import Rows
from .metrics import Answers, Array

HEALTHY = frozenset(
    {
        *("normal", "healthy", "control", "negative", "none"),
        *("notumor", "notumour", "nofinding", "nofindings", "nodisease", "nopneumonia"),
    }
)
"""Names of a class without illness, in small letters and nothing else."""


@dataclass(frozen=True)
class Scored:
    """The answers to a question of two answers."""

    scores: Array
    """(N,): the probability of the positive classes together."""
    positive: Rows
    """(N,): what is true."""
    called: Rows
    """(N,): whether the likeliest class is a positive one."""


@dataclass(frozen=True)
class Contrast:
    """Some classes against the others; the score is the sum of their probabilities."""

    name: str
    positive: tuple[str, ...]
    """The classes that count as found."""
    decides: bool = False
    """Is this what somebody would act upon? So of two classes, and of ill against healthy."""

    def scored(self, told: Answers, classes: Sequence[str]) -> Scored:
        """What a classifier's answers say to this question."""
        columns = [classes.index(name) for name in self.positive]
        return Scored(
            scores=np.asarray(told.probabilities[:, columns].sum(axis=1)),
            positive=np.isin(told.truth, columns),
            called=np.isin(told.top, columns),
        )


def contrasts(card: Card) -> tuple[Contrast, ...]:
    """Ill against healthy first, where the card has a healthy class; then each other class."""
    names, well = card.names, healthy(card)
    if len(names) == 2:
        first = names[0] if well is None else next(n for n in names if n != well)
        other = next(name for name in names if name != first)
        return (Contrast(f"{first} against {other}", (first,), decides=True),)
    every = [Contrast(f"{n} against the rest", (n,)) for n in names if n != well]
    if well is not None:
        ill = tuple(name for name in names if name != well)
        every.insert(0, Contrast(f"ill against {well}", ill, decides=True))
    return tuple(every)


def healthy(card: Card) -> str | None:
    """The class without illness, told by its name; None where no class or several sound so."""
    found = [n for n in card.names if "".join(c for c in n.casefold() if c.isalnum()) in HEALTHY]
    return found[0] if len(found) == 1 else None
