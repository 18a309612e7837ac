"""What the header of a DICOM image says of how it was taken and written, without a word that a
person entered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .dicom_element import macro, number, text
from .dicom_header import COLOURS, GRAYS
from .foreign import LISTENER, foreign

NUMBERS = {
    "SliceThickness": "slice_thickness_mm",
    "SpacingBetweenSlices": "spacing_between_slices_mm",
    "BitsStored": "bits_stored",
}
"""Elements, and what they are called here."""


def header_facts(path: Path) -> dict[str, Any]:
    """Transfer syntax, object class, colours and thickness by name; what the file does not tell is
    absent. Raises `UnreadableImage`."""
    from pydicom import dcmread

    with LISTENER.listening(), foreign("read the DICOM header"):
        header = dcmread(path, stop_before_pixels=True, force=True)
        meta = getattr(header, "file_meta", {})
        colours = text(header, "PhotometricInterpretation").upper()
        names = {
            "transfer_syntax": in_words(meta.get("TransferSyntaxUID")),
            "object": in_words(header.get("SOPClassUID")),
            "photometric": colours if colours in (*GRAYS, *COLOURS) else "",
        }
        measures = macro(header, 0, "PixelMeasuresSequence")
        found = {
            name: number(measures if keyword in measures else header, keyword)
            for keyword, name in NUMBERS.items()
        }
    return {name: value for name, value in {**names, **found}.items() if value}


def in_words(uid: Any) -> str:
    """The standard's name of a class or syntax; empty for one that is not the standard's."""
    name = str(getattr(uid, "name", ""))
    return "" if name == str(uid) else name
