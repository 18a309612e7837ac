"""Read any image file: the format is told by its bytes, never by its name."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from ..errors import UnreadableImage
from .dicom_inside import holds_files, is_numbered
from .plain import is_plain
from .room import Reserve
from .sniff import HEAD, Format, looks_like, sniff

if TYPE_CHECKING:  # this module is imported by all commands, and `image` needs numpy
    from ..image import Image

__all__ = ["FORMATS", "decode", "expect", "read"]

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


NO_MEMORY = "the image is larger than the memory that is free; close other programs or cut it"


class Decoder(Protocol):
    """What each module in `FORMATS` holds."""

    def decode(
        self,
        data: bytes,
        format: Format,  # noqa: A002
        *,
        reserve: Reserve = ...,
    ) -> Image:
        """The image in the bytes of a whole file; raises `UnreadableImage`. `reserve` is told the
        bytes that it will take, as soon as the header is read."""


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
    """The image in the bytes of a whole file. Raises `UnreadableImage`.

    Pixels that lie in the file as they are, are read here; all else is decoded in a process of its
    own, with limits on its memory and time.
    """
    name = recognised(data[:HEAD])
    try:
        image = decode_here(data, name) if is_plain(data, name) else decode_apart(data, name)
    except MemoryError as error:
        raise UnreadableImage(NO_MEMORY) from error
    source = replace(image.source, format=name, sha256=sha256(data).hexdigest())
    return image.but(source=source)


def decode_here(data: bytes, format: Format) -> Image:  # noqa: A002
    """The image in the bytes of a file of this format. Raises `UnreadableImage`."""
    decoder = cast(Decoder, import_module(FORMATS[format], __package__))
    return decoder.decode(data, format)


def decode_apart(data: bytes, format: Format) -> Image:  # noqa: A002
    """The same, in a process of its own."""
    from . import apart

    return apart.decode_apart(data, format)


def expect(path: Path) -> None:
    """A file will be read soon: start now what it needs beside this process. Says nothing of one
    that cannot be read; reading it does."""
    from . import apart

    with suppress(UnreadableImage, OSError):
        if path.is_file():
            with path.open("rb") as file:
                head = file.read(HEAD)
            if not is_plain(head, name := recognised(head)):
                apart.prepare(name)


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
