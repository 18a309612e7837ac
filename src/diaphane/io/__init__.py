"""Read any image file: the format is told by its bytes, never by its name."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from ..errors import UnreadableImage
from .dicom_inside import holds_files, is_numbered
from .sniff import HEAD, Format, looks_like, sniff

if TYPE_CHECKING:  # this module is imported by all commands, and `image` needs numpy
    from ..image import Image

__all__ = ["FORMATS", "decode", "read"]

FORMATS: dict[Format, str] = {
    "png": ".raster",
    "jpeg": ".raster",
    "tiff": ".raster",
    "bmp": ".raster",
    "webp": ".raster",
    "dicom": ".dicom",
    "nifti": ".nifti",
}
"""The module that decodes each format, imported when the first such file comes."""

LARGEST_FILE = 8 * 2**30
"""Bytes. Enough for the largest volume allowed (2**31 voxels of 4 bytes)."""


class Decoder(Protocol):
    """What each module in `FORMATS` holds."""

    def decode(self, data: bytes, format: Format) -> Image:  # noqa: A002
        """The image in the bytes of a whole file; raises `UnreadableImage`."""


def read(path: str | Path) -> Image:
    """Read an image file; or the one DICOM series in a folder, a zip or tar file or a DICOMDIR, of
    several the one that is named by its number, as `PATH/2`.

    Raises `UnreadableImage` with the path and what is wrong with it.
    """
    path = Path(path)
    try:
        gathered = holds_files(path) or is_numbered(path)
        image = series(path) if gathered else decode(contents(path))
    except UnreadableImage as error:
        raise UnreadableImage(f"{path}: {error}") from error.__cause__
    return image.but(source=replace(image.source, path=path))


def series(path: Path) -> Image:
    """The volume of a DICOM series in many files. Raises `UnreadableImage`."""
    from .dicom_series import read_series

    return read_series(path)


def decode(data: bytes) -> Image:
    """The image in the bytes of a whole file. Raises `UnreadableImage`."""
    name = recognised(data[:HEAD])
    decoder = cast(Decoder, import_module(FORMATS[name], __package__))
    try:
        image = decoder.decode(data, name)
    except MemoryError as error:
        raise UnreadableImage(
            "the image is larger than the memory that is free; close other programs or cut it"
        ) from error
    source = replace(image.source, format=name, sha256=sha256(data).hexdigest())
    return image.but(source=source)


def recognised(head: bytes) -> Format:
    """The format of a file that begins so, or `UnreadableImage` saying what it looks like."""
    if not head:
        raise UnreadableImage("the file is empty; fetch or export it again")
    if name := sniff(head):
        return name
    raise UnreadableImage(
        "expected a PNG, JPEG, TIFF, BMP, WebP, DICOM or NIfTI file, "
        f"got {looks_like(head)}; convert it to one of these"
    )


def contents(path: Path) -> bytes:
    """The bytes of a regular file that begins like an image."""
    if not path.exists():
        raise UnreadableImage("there is no such file; check the name and the folder")
    if not path.is_file():
        raise UnreadableImage("expected a regular file, got a device or pipe; copy it to a file")
    try:
        with path.open("rb") as file:
            recognised(file.read(HEAD))
            if (size := path.stat().st_size) > LARGEST_FILE:
                raise UnreadableImage(
                    f"expected at most {LARGEST_FILE} bytes, got {size}; cut it into parts"
                )
            file.seek(0)
            return file.read()
    except OSError as error:
        raise UnreadableImage(
            f"the file cannot be opened ({error.strerror}); check its permissions"
        ) from error
