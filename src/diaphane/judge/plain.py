"""Values of judging as JSON can hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

DIGITS = 6
"""Of the points of a curve, which nobody reads one by one."""


def plain(value: Any) -> Any:
    """Dataclasses and mappings as objects, sequences and arrays as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, np.ndarray):
        return [float(f"{number:.{DIGITS}g}") for number in value.tolist()]
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


def or_none(value: float) -> float | None:
    """A number as JSON has it: null for what does not exist, which is NaN here."""
    return None if np.isnan(value) else value
