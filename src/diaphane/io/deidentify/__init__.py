"""Image files without their patients: DICOM, NIfTI, PNG, JPEG and TIFF."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path, PurePosixPath

from ...errors import UnreadableImage
from .. import recognised
from ..foreign import foreign
from ..sniff import HEAD, sniff
from .account import Cleaned
from .settings import Settings

__all__ = ["deidentify", "is_image"]

MODULES = {"dicom": ".dicom", "nifti": ".nifti"}
"""Formats with a module of their own; all others are pictures."""


def deidentify(data: bytes, name: PurePosixPath, settings: Settings) -> Cleaned:
    """The bytes of a file without what tells who the patient is.

    Args:
        name: What the result is to be called, without ending; made of pseudonyms.

    Raises `UnreadableImage` for what is damaged or cannot be cleaned, in a sentence that repeats
    nothing of the file.
    """
    format = recognised(data[:HEAD])  # noqa: A001
    module = import_module(MODULES.get(format, ".raster"), __package__)
    try:
        with foreign(f"anonymize the {format} file"):
            cleaned: Cleaned = module.deidentify(data, format, name, settings)
    except MemoryError as error:
        raise UnreadableImage(
            "the image is larger than the memory that is free; close other programs or cut it"
        ) from error
    return cleaned


def is_image(path: Path) -> bool:
    """True for what begins like an image of a format we read, or cannot be opened."""
    try:
        with path.open("rb") as file:
            return sniff(file.read(HEAD)) is not None
    except OSError:
        return True
