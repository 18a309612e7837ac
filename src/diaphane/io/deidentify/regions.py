"""Regions of pixels where text is burnt in, and rules that tell them by what made an image."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import BadSetting
from ...image import Pixels

EXPECTED = (
    "expected rules as TOML tables [[rule]] with regions = [[LEFT, TOP, WIDTH, HEIGHT], ...] and "
    "any of modality, manufacturer, model, rows, columns"
)


@dataclass(frozen=True)
class Region:
    """A rectangle of whole pixels, from the top left corner."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Facts:
    """What a rule may ask about an image."""

    modality: str
    manufacturer: str
    model: str
    rows: int
    columns: int


@dataclass(frozen=True)
class Rule:
    """Regions of all images that fit."""

    regions: tuple[Region, ...]
    modality: str = ""
    """Empty, like the next two: any."""
    manufacturer: str = ""
    """A part of it, in any case."""
    model: str = ""
    rows: int = 0
    """0, like columns: any."""
    columns: int = 0

    def fits(self, facts: Facts) -> bool:
        """True where all that the rule names is so."""
        return (
            self.modality in ("", facts.modality)
            and self.manufacturer.casefold() in facts.manufacturer.casefold()
            and self.model.casefold() in facts.model.casefold()
            and self.rows in (0, facts.rows)
            and self.columns in (0, facts.columns)
        )


def read_rules(path: Path) -> tuple[Rule, ...]:
    """The rules in a TOML file. Raises `BadSetting`."""
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
        return tuple(_rule(table) for table in tables["rule"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadSetting(
            f"{EXPECTED}, got a file without ({type(error).__name__}); see docs/anonymize.md"
        ) from error


def _rule(table: Mapping[str, Any]) -> Rule:
    known = {field.name: field.type for field in fields(Rule)}
    if not table.keys() <= known.keys():
        raise ValueError
    for name, value in table.items():
        if name != "regions" and type(value).__name__ != known[name]:
            raise ValueError
    regions = tuple(_region(numbers) for numbers in table["regions"])
    return Rule(**{**table, "regions": regions})


def _region(numbers: list[int]) -> Region:
    if len(numbers) != 4 or not all(isinstance(n, int) and n >= 0 for n in numbers):
        raise ValueError
    return Region(*numbers)


def region_of(text: str) -> Region:
    """`LEFT,TOP,WIDTH,HEIGHT` as on the command line. Raises `BadSetting`."""
    try:
        return _region([int(part) for part in text.split(",")])
    except ValueError as error:
        raise BadSetting(
            f"expected a region as LEFT,TOP,WIDTH,HEIGHT in whole pixels, got {text!r}; "
            "0,0,640,40 is a band at the top"
        ) from error


def covered(regions: Iterable[Region], rows: int, columns: int) -> NDArray[np.bool_]:
    """(Y, X): True inside of any region."""
    mask = np.zeros((rows, columns), bool)
    for r in regions:
        mask[r.top : r.top + r.height, r.left : r.left + r.width] = True
    return mask


def blank(pixels: Pixels, mask: NDArray[np.bool_], value: int) -> bool:
    """Put one value under a mask of (Y, X) into (F, Y, X, S), in place; False where it was so."""
    before = pixels[:, mask]
    pixels[:, mask] = value
    return bool((before != value).any())
