"""Read a DICOM file: the whole story, from bytes to an image with its physical facts.

Axes: `F` frames, `Y X` space, `S` samples as decoded; the image has `C` first.
"""

from __future__ import annotations

import numpy as np
from pydicom.dataset import FileDataset

from ..image import Image, Pixels, Source
from .dicom_dataset import parse, relay
from .dicom_element import text
from .dicom_geometry import geometry
from .dicom_header import Header, read_header
from .dicom_palette import coloured
from .dicom_pixels import decode_pixels
from .dicom_values import beyond_scan, padding_of, to_air, to_values, units_of
from .dicom_window import window_of
from .finite import finite
from .foreign import LISTENER
from .room import Reserve, unlimited
from .sniff import Format

VALUE_BYTES = 4
"""Of a sample: as a rule 2 as stored and 4 rescaled."""

UIDS = {
    "study": "StudyInstanceUID",
    "series": "SeriesInstanceUID",
    "instance": "SOPInstanceUID",
    "sop_class": "SOPClassUID",
    "frame_of_reference": "FrameOfReferenceUID",
}


def decode(
    data: bytes,
    format: Format = "dicom",  # noqa: A002
    *,
    reserve: Reserve = unlimited,
) -> Image:
    """The image in the bytes of a DICOM file. Raises `UnreadableImage`."""
    notes: list[str] = []
    with LISTENER.listening() as heard:
        image = image_of(parse(data, notes.append), format, notes, reserve)
    relay(heard, notes.append)
    return image.but(warnings=tuple(dict.fromkeys(notes)))


def image_of(
    dataset: FileDataset,
    format: Format,  # noqa: A002
    notes: list[str],
    reserve: Reserve = unlimited,
) -> Image:
    """The image of a data set; what a careful reader would want to know goes to `notes`."""
    header = read_header(dataset, notes.append)
    reserve(header.count * VALUE_BYTES)
    place = geometry(dataset, header, notes.append)
    stored = decode_pixels(dataset, header)
    gray = header.photometric in ("MONOCHROME1", "MONOCHROME2")
    pixels, units = meant(stored, dataset, header, notes) if gray else (stored, "")
    if header.photometric == "PALETTE COLOR":
        pixels = coloured(stored[..., 0], dataset)
    return Image(
        channels_first(finite(pixels, notes.append), header),
        axes=place.axes,
        spacing=place.spacing,
        direction=place.direction,
        origin=place.origin,
        units=units,
        window=window_of(dataset, header, notes.append) if gray else None,
        inverted=header.photometric == "MONOCHROME1",
        source=Source(format=format, modality=modality_of(dataset), uids=uids_of(dataset, notes)),
    )


def meant(
    stored: Pixels, dataset: FileDataset, header: Header, notes: list[str]
) -> tuple[Pixels, str]:
    """Stored gray values as what they stand for, with their units, and air where nothing was."""
    padding = padding_of(dataset, header, stored)
    values, rescaled = to_values(stored, dataset, header, notes.append)
    units = units_of(dataset, rescaled)
    if padding is None:
        padding = beyond_scan(values, units)
    if padding is not None and modality_of(dataset) == "CT":
        values = to_air(values, padding, units, notes.append)
    return values, units


def channels_first(pixels: Pixels, header: Header) -> Pixels:
    """(F, Y, X, S) to (C, Y, X) for a single frame and (C, F, Y, X) for more."""
    moved = np.ascontiguousarray(np.moveaxis(pixels, -1, 0))
    return moved[:, 0] if header.frames == 1 else moved


def modality_of(dataset: FileDataset) -> str:
    """MR, CT, ...; empty where the file says none, or something that is no code."""
    code = text(dataset, "Modality")
    return code if code.isascii() and code.isalnum() and len(code) <= 16 else ""


def uids_of(dataset: FileDataset, notes: list[str]) -> dict[str, str]:
    """The identifiers that are well formed: digits and dots, 64 at most (DICOM PS3.5, 9.1)."""
    found = {name: text(dataset, keyword) for name, keyword in UIDS.items()}
    good = {
        name: uid
        for name, uid in found.items()
        if uid and len(uid) <= 64 and uid.isascii() and uid.replace(".", "").isdigit()
    }
    for name in found:
        if found[name] and name not in good:
            notes.append(f"the {name.replace('_', ' ')} UID breaks the rules and was left out")
    return good
