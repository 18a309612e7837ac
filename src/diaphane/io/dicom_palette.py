"""Colours of PALETTE COLOR images (DICOM PS3.3, C.7.6.3.1.5 and C.7.9.2)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import FileDataset

from ..errors import UnreadableImage
from ..image import Pixels
from .dicom_element import value
from .dicom_lut import Lut, descriptor


def coloured(stored: Pixels, dataset: FileDataset) -> Pixels:
    """(F, Y, X) indices to (F, Y, X, 3) RGB: 8 bits where no colour needs more, else 16."""
    signed = stored.dtype.kind == "i"
    tables = [palette(dataset, colour, signed=signed) for colour in ("Red", "Green", "Blue")]
    return np.stack([table.of(stored) for table in narrowed(tables)], axis=-1)


def palette(dataset: FileDataset, colour: str, *, signed: bool) -> Lut:
    """One colour's table. Raises `UnreadableImage` where it is absent or too short."""
    name = f"{colour}PaletteColorLookupTable"
    count, first, bits = descriptor(dataset, f"{name}Descriptor", signed=signed)
    order = "<" if dataset.original_encoding[1] is not False else ">"
    data, segments = value(dataset, f"{name}Data"), value(dataset, f"Segmented{name}Data")
    if isinstance(segments, bytes) and data is None:
        entries = expanded(words(segments, order if bits > 8 else ""))
    elif isinstance(data, bytes):
        entries = words(data, order if bits > 8 or len(data) >= 2 * count else "")
    else:
        raise UnreadableImage(f"the {colour.lower()} palette is missing; export the file again")
    if len(entries) < count:
        raise UnreadableImage(
            f"expected {count} entries in the {colour.lower()} palette, got {len(entries)}; "
            "export the file again"
        )
    return Lut(first, entries[:count] if bits > 8 else (entries[:count] & 255) * np.uint16(257))


def words(data: bytes, order: str) -> NDArray[np.uint16]:
    """Entries of 16 bits in a byte order, or of 8 where no order is named."""
    if not order:
        return np.frombuffer(data, np.uint8).astype(np.uint16)
    return np.frombuffer(data[: len(data) // 2 * 2], f"{order}u2").astype(np.uint16)


def expanded(segments: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Discrete (0) and linear (1) segments written out; an indirect one (2) is refused."""
    parts: list[NDArray[np.uint16]] = []
    place = 0
    while place + 2 < len(segments):
        kind, length = int(segments[place]), int(segments[place + 1])
        if kind == 0:
            parts.append(segments[place + 2 : place + 2 + length])
            place += 2 + length
        elif kind == 1 and parts:
            ramp = np.linspace(parts[-1][-1], segments[place + 2], length + 1)[1:]
            parts.append(np.rint(ramp).astype(np.uint16))
            place += 3
        else:
            raise UnreadableImage("the palette's segments cannot be read; export the file again")
    return np.concatenate(parts) if parts else np.zeros(0, np.uint16)


def narrowed(tables: list[Lut]) -> list[Lut]:
    """8-bit tables where the 16-bit entries only repeat or shift 8 bits, else the same."""
    entries = np.concatenate([table.entries for table in tables])
    low, high = entries & 255, entries >> 8
    if (low != 0).any() and (low != high).any():
        return tables
    return [Lut(t.first, (t.entries >> 8).astype(np.uint8)) for t in tables]
