"""What stands in a mask, as the classes of a card.

Axes: space, as in `diaphane.image`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..card import Card, Class
from ..errors import BadData
from ..image import Image, Pixels

Labels = NDArray[np.uint8]
"""(*space): 0 is background, k the card's class number k, counted from 1."""
Field = NDArray[np.bool_]
"""(*space): True where the truth is known and results count."""

SHOWN = 8
"""Values that a sentence lists."""


def labels_of(mask: Image, card: Card, name: str) -> Labels:
    """The mask in the card's classes; `name` says whose mask it is.

    Raises `BadData` for a mask in colours, and for values that are none of the classes'.
    """
    stored = gray(mask, name)
    met = np.unique(stored)
    meant = meaning(met, card.classes)
    if strange := [value for value in met.tolist() if value not in meant]:
        raise BadData(
            f"{name}: expected the values {expected(card.classes)}, got {listed(strange)} as well; "
            "mend the mask, or say what its values mean in card.classes"
        )
    numbers = np.array([meant[value] for value in met.tolist()], np.uint8)
    labels: Labels = numbers[np.searchsorted(met, stored)]
    return labels


def counted_in(field: Image, name: str) -> Field:
    """True where a mask of the field of view is above 0."""
    counted: Field = gray(field, name) > 0
    return counted


def gray(mask: Image, name: str) -> Pixels:
    """(*space): the one number at each place. Gray may be written as colours; an alpha channel
    says nothing."""
    colours = mask.pixels[: mask.channels - (mask.channels in (2, 4))]
    if any(not np.array_equal(colours[0], other) for other in colours[1:]):
        raise BadData(
            f"{name}: expected a mask with one number at each place, got colours; save it as gray, "
            "with 0 for the background and 1, 2, ... for the classes"
        )
    plain: Pixels = colours[0]
    return plain


def meaning(met: NDArray[np.generic], classes: Sequence[Class]) -> Mapping[float, int]:
    """The class number of each value that a mask may hold, where `met` are those it holds."""
    alone = len(classes) == 1
    if alone and not classes[0].values:
        top = 255 if 255 in met and 1 not in met else 1
        return {0: 0, top: 1}
    named: dict[float, int] = {
        value: k for k, one in enumerate(classes, 1) for value in one.values or (k,)
    }
    if 0 not in named:
        return {0: 0} | named
    others = [value for value in met.tolist() if value not in named]
    # Where 0 is the class the one other value is what lies around it: 255 or 1.
    around = others if alone and len(others) == 1 else []
    return named | dict.fromkeys(around, 0)


def expected(classes: Sequence[Class]) -> str:
    """The values that a mask may hold, in words."""
    if len(classes) == 1 and not classes[0].values:
        return f"0 and 255, or 0 and 1 ({classes[0].name})"
    told = [f"{listed(one.values or (k,))} ({one.name})" for k, one in enumerate(classes, start=1)]
    if any(0 in one.values for one in classes):
        return ", ".join(told) + (" and one for the background" if len(classes) == 1 else "")
    return ", ".join(["0 (background)", *told])


def listed(values: Sequence[float]) -> str:
    """Some of the values, in words."""
    shown = ", ".join(f"{value:g}" for value in values[:SHOWN])
    return shown + (f" and {len(values) - SHOWN} more" if len(values) > SHOWN else "")
