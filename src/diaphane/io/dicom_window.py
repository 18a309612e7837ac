"""The window a DICOM file asks for (PS3.3, C.11.2)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from pydicom.dataset import Dataset, FileDataset

from ..image import Window
from .dicom_element import macro, numbers, text
from .dicom_header import Header
from .dicom_lut import Lut, read_lut, tables_in

Note = Callable[[str], None]


def window_of(dataset: FileDataset, header: Header, note: Note) -> Window | None:
    """The first window, else the span of the first VOI LUT; None where there is neither."""
    group = macro(dataset, 0, "FrameVOILUTSequence")
    centres, widths = numbers(group, "WindowCenter"), numbers(group, "WindowWidth")
    if centres and widths:
        if len(centres) > 1:
            note(f"the file has {len(centres)} windows; the first is used")
        return straight(group, centres[0], widths[0], note)
    if tables := tables_in(group, "VOILUTSequence"):
        return span(read_lut(tables[0], signed=header.signed), note)
    return None


def straight(group: Dataset, centre: float, width: float, note: Note) -> Window | None:
    """Low and high ends by the window's function (C.11.2.1.2 and C.11.2.1.3)."""
    function = text(group, "VOILUTFunction") or "LINEAR"
    least = 1.0 if function == "LINEAR" else 0.0
    if not (np.isfinite(centre) and np.isfinite(width) and width >= least and width > 0):
        note("the file's window has no width and was left out")
        return None
    if function == "LINEAR":
        low = centre - 0.5 - (width - 1) / 2
        return Window(low, low + max(width - 1, 1e-3))
    if function != "LINEAR_EXACT":
        note(f"the file's window is a curve ({function.lower()}); it is used as a straight one")
    return Window(centre - width / 2, centre + width / 2)


def span(table: Lut, note: Note) -> Window | None:
    """The values between which a VOI LUT rises."""
    steps = np.flatnonzero(np.diff(table.entries.astype(np.int64)))
    if not len(steps) or table.entries[0] > table.entries[-1]:
        note("the file's VOI LUT does not rise and was left out")
        return None
    note("the file's VOI LUT is a curve; it is used as a straight window over the same values")
    return Window(float(table.first + steps[0]), float(table.first + steps[-1] + 1))
