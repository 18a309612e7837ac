"""Plain values out of a data set: numbers, words, items; None or empty where there are none."""

from __future__ import annotations

from math import isfinite
from typing import Any

from pydicom.dataset import Dataset
from pydicom.multival import MultiValue

from .foreign import foreign


def value(dataset: Dataset, keyword: str) -> Any:
    """An element's value; None where it is absent or empty. Raises `UnreadableImage`."""
    with foreign(f"read {keyword} in the DICOM header"):
        found = dataset.get(keyword)
        return None if found is None or found == "" else found


def numbers(dataset: Dataset, keyword: str) -> tuple[float, ...]:
    """All values of a numeric element, finite or not. Raises `UnreadableImage`."""
    found = value(dataset, keyword)
    with foreign(f"read {keyword} in the DICOM header"):
        if found is None:
            return ()
        several = found if isinstance(found, MultiValue | list | tuple) else (found,)
        return tuple(float(one) for one in several if one not in (None, ""))


def number(dataset: Dataset, keyword: str) -> float | None:
    """The first value of a numeric element; None where it is absent, empty or not finite."""
    found = numbers(dataset, keyword)
    return found[0] if found and isfinite(found[0]) else None


def text(dataset: Dataset, keyword: str) -> str:
    """The first value of an element of words; empty where it is absent."""
    found = value(dataset, keyword)
    if isinstance(found, MultiValue | list | tuple):
        found = found[0] if len(found) else None
    return "" if found is None else str(found).strip(" \0")


def items(dataset: Dataset, keyword: str) -> list[Dataset]:
    """The items of a sequence; empty where it is absent or no sequence."""
    found = value(dataset, keyword)
    if found is None or isinstance(found, str | bytes | int | float):
        return []
    return [item for item in found if isinstance(item, Dataset)]


def macro(dataset: Dataset, frame: int, keyword: str) -> Dataset:
    """The functional group `keyword` of a frame (DICOM PS3.3, C.7.6.16): the frame's own, else
    the shared one, else the data set itself, which is where single-frame objects keep the same
    attributes."""
    frames = items(dataset, "PerFrameFunctionalGroupsSequence")
    groups = frames[frame : frame + 1] + items(dataset, "SharedFunctionalGroupsSequence")[:1]
    for group in groups:
        if found := items(group, keyword):
            return found[0]
    return dataset


def is_enhanced(dataset: Dataset) -> bool:
    """True where frames carry functional groups."""
    return "PerFrameFunctionalGroupsSequence" in dataset
