"""Look-up tables of DICOM: the modality's, the VOI's and the palette's share one descriptor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pydicom.dataset import Dataset

from ..errors import UnreadableImage
from ..image import Pixels
from .dicom_element import items, numbers, value


@dataclass(frozen=True)
class Lut:
    """Entries for stored values `first`, `first` + 1, ... (DICOM PS3.3, C.11.1.1.1)."""

    first: int
    entries: Pixels
    """(n,) of 8 or 16 bits."""

    def of(self, stored: Pixels) -> Pixels:
        """The entries of stored values; what lies outside takes the first or the last."""
        place = np.clip(stored.astype(np.int64) - self.first, 0, len(self.entries) - 1)
        return self.entries[place]


def descriptor(dataset: Dataset, keyword: str, *, signed: bool) -> tuple[int, int, int]:
    """Count of entries, first stored value mapped, bits an entry."""
    found = [int(one) for one in numbers(dataset, keyword)]
    if len(found) != 3:
        raise UnreadableImage(
            f"expected three numbers for {keyword} in the DICOM header, got {len(found)}; "
            "export the file again"
        )
    count, first, bits = found
    if signed and first >= 2**15:
        first -= 2**16  # the standard allows a negative first value in an unsigned element
    return count % 2**16 or 2**16, first, bits


def tables_in(dataset: Dataset, keyword: str) -> list[Dataset]:
    """The items that hold a table; some writers leave an empty one."""
    wanted = ("LUTDescriptor", "LUTData")
    return [i for i in items(dataset, keyword) if all(value(i, one) is not None for one in wanted)]


def read_lut(item: Dataset, *, signed: bool) -> Lut:
    """The table of a modality or VOI LUT item. Raises `UnreadableImage`."""
    count, first, _ = descriptor(item, "LUTDescriptor", signed=signed)
    data = value(item, "LUTData")
    if isinstance(data, bytes):
        order = "<" if item.is_little_endian is not False else ">"
        entries = np.frombuffer(data[: len(data) // 2 * 2], f"{order}u2").astype(np.uint16)
    else:
        entries = np.array([int(one) for one in numbers(item, "LUTData")]).astype(np.uint16)
    if len(entries) < count:
        raise UnreadableImage(
            f"expected {count} entries in a look-up table of the DICOM header, got "
            f"{len(entries)}; export the file again"
        )
    return Lut(first, entries[:count])
