"""The cells of a grid: every combination of the values that settings are to take."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from ..errors import BadSetting
from ..recipe import Recipe

LONGEST = 100
"""Characters of a cell's name, which is a folder's too."""

NOTHING = "none"
"""How an empty value, as of `weights=`, is told to a person."""


@dataclass(frozen=True)
class Cell:
    """One combination."""

    name: str
    """Of its folder."""
    choices: Mapping[str, str]
    """The value of each setting that differs, as it was written."""
    recipe: Recipe

    @property
    def words(self) -> str:
        return in_words(self.choices)


def in_words(choices: Mapping[str, str]) -> str:
    return " ".join(f"{key}={value or NOTHING}" for key, value in choices.items())


def cells(recipe: Recipe, over: Sequence[str], settings: Sequence[str] = ()) -> tuple[Cell, ...]:
    """The cells of `over`, such as ["freeze=head,all", "net=vgg16,resnet18d"], the first changing
    slowest; `settings` hold for all of them.

    Raises `BadSetting` and `UnknownName`.
    """
    axes = dict(axis(text) for text in over)
    if len(axes) < len(over):
        raise BadSetting(f"expected each setting once in --over, got {' '.join(over)!r}")
    every = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]
    return tuple(
        Cell(
            name_of(choices, every),
            choices,
            recipe.with_settings([*settings, *(f"{key}={choices[key]}" for key in axes)]),
        )
        for choices in every
    )


def axis(text: str) -> tuple[str, tuple[str, ...]]:
    """`net.dense=[512],[256]` as a setting and its values; raises `BadSetting`."""
    key, equals, rest = text.partition("=")
    values = tuple(split(rest))
    if not (equals and key) or len(set(values)) < max(2, len(values)):
        raise BadSetting(
            f"expected --over with a setting and two or more values that differ, as in "
            f"freeze=head,all, got {text!r}"
        )
    return key, values


def split(text: str) -> Iterator[str]:
    """Between the commas that stand in no bracket."""
    depth, start = 0, 0
    for place, sign in enumerate(text):
        depth += (sign in "[({") - (sign in "])}")
        if sign == "," and depth == 0:
            yield text[start:place].strip()
            start = place + 1
    yield text[start:].strip()


def name_of(choices: Mapping[str, str], every: Sequence[Mapping[str, str]]) -> str:
    """`freeze=partial-1_net=vgg16`; a few letters of a hash where that is long or ambiguous."""
    name = plain(choices)
    if len(name) <= LONGEST and [plain(other) for other in every].count(name) == 1:
        return name
    return f"{name[: LONGEST - 9]}-{hashlib.sha256(repr(choices).encode()).hexdigest()[:8]}"


def plain(choices: Mapping[str, str]) -> str:
    """In letters that any file system takes."""
    parts = (f"{key}={value}" for key, value in choices.items())
    return "_".join(re.sub(r"[^\w.=]+", "-", part, flags=re.ASCII).strip("-") for part in parts)
