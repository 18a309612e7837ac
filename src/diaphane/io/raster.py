"""Read PNG, JPEG, TIFF, BMP and WebP pictures with Pillow."""

from __future__ import annotations

from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, cast

import numpy as np

from ..errors import UnreadableImage
from ..image import Image, Pixels, Source
from .finite import finite
from .foreign import foreign
from .room import Reserve, unlimited
from .sniff import Format

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

PLUGINS: dict[str, tuple[str, str]] = {
    "png": ("PIL.PngImagePlugin", "PngImageFile"),
    "jpeg": ("PIL.JpegImagePlugin", "JpegImageFile"),
    "tiff": ("PIL.TiffImagePlugin", "TiffImageFile"),
    "bmp": ("PIL.BmpImagePlugin", "BmpImageFile"),
    "webp": ("PIL.WebPImagePlugin", "WebPImageFile"),
}
"""Each format's one class: no other decoder of Pillow can be reached, none else is imported."""

MOST_PIXELS = 64 * 2**20
"""64 megapixels: beyond any detector, and 256 MB as RGBA."""

SAMPLE_BYTES = 4
"""Of a pixel, as Pillow has it: four samples of 8 bits, or one of 32."""

PLAIN_MODES = ("L", "LA", "RGB", "RGBA", "F", "I")
"""Pillow's modes whose samples are kept as they are, any depth."""

CONVERSIONS = {"PA": "RGBA", "RGBX": "RGB", "RGBa": "RGBA", "La": "LA", "YCbCr": "RGB"}
"""Other ways to write the same colours."""

ORIENTATION = 0x0112
"""EXIF 2.32, 4.6.4: the tag that says how a camera was held."""


def decode(
    data: bytes,
    format: Format,  # noqa: A002
    *,
    reserve: Reserve = unlimited,
) -> Image:
    """The picture in the bytes, at full depth and upright. Raises `UnreadableImage`."""
    notes: list[str] = []
    module, name = PLUGINS[format]
    with foreign(f"decode the {format.upper()} picture") as heard:
        picture: ImageFile = getattr(import_module(module), name)(BytesIO(data))
        check_size(*picture.size)
        reserve(picture.width * picture.height * SAMPLE_BYTES)
        notes.extend(losses(picture, data))
        orientation = orientation_of(picture)
        picture.load()
        pixels = samples(upright(picture, orientation, notes), notes)
    notes.extend(f"Pillow says: {' '.join(text.split())}" for text in heard)
    pixels = finite(pixels, notes.append)
    return Image(pixels, source=Source(format=format), warnings=tuple(notes))


def check_size(width: int, height: int) -> None:
    """Refuse, before anything is decoded, what is empty or too large."""
    if width < 1 or height < 1:
        raise UnreadableImage(f"the picture has no pixels ({width} x {height}); export it again")
    if width * height > MOST_PIXELS:
        raise UnreadableImage(
            f"expected at most {MOST_PIXELS // 2**20} megapixels, got {width} x {height}; "
            "cut or scale the picture down"
        )


def losses(picture: ImageFile, data: bytes) -> list[str]:
    """What of the file will not be in the image."""
    found = []
    if (pages := getattr(picture, "n_frames", 1)) > 1:
        found.append(f"the file holds {pages} pictures; the first was read")
    if picture.mode in ("LA", "RGB", "RGBA") and depth(picture, data) == 16:
        found.append("16 bits a colour were read as 8")
    return found


def depth(picture: ImageFile, data: bytes) -> int:
    """Bits a sample in the file, where PNG or TIFF says so, else 8."""
    if picture.format == "PNG":
        return data[24]  # IHDR: 8 bytes signature, 8 chunk, 4 width, 4 height, then the depth
    tags = getattr(picture, "tag_v2", {})
    return int(max(tags.get(258, (8,))))  # BitsPerSample


def orientation_of(picture: ImageFile) -> int:
    """1 to 8, as EXIF writes it; 1 is upright. Asked before `load`, which turns a TIFF itself."""
    return int(picture.getexif().get(ORIENTATION, 1))


def upright(picture: ImageFile, orientation: int, notes: list[str]) -> ImageFile:
    """The picture turned as its EXIF orientation asks."""
    if orientation not in range(2, 9):
        return picture
    from PIL.ImageOps import exif_transpose

    notes.append(f"the picture was turned upright (EXIF orientation {orientation})")
    return cast("ImageFile", exif_transpose(picture))


def samples(picture: ImageFile, notes: list[str]) -> Pixels:
    """(C, Y, X) in the picture's own depth, in native byte order."""
    mode = picture.mode
    if mode == "1":
        return np.asarray(picture, dtype=np.uint8)[None] * np.uint8(255)
    if mode == "P":
        return channels_first(np.asarray(picture.convert(palette_mode(picture))))
    if mode in ("CMYK", "LAB", "HSV"):
        notes.append(f"the {mode} colours were converted to RGB without a colour profile")
        return channels_first(np.asarray(picture.convert("RGB")))
    if mode not in PLAIN_MODES and not mode.startswith("I;16"):
        return channels_first(np.asarray(picture.convert(CONVERSIONS[mode])))
    array = np.asarray(picture)
    return channels_first(array.astype(array.dtype.newbyteorder("="), copy=False))


def palette_mode(picture: ImageFile) -> str:
    """How to spell out a palette: gray where all its colours are gray, alpha where it has one."""
    palette = np.frombuffer(bytes(picture.getpalette("RGB") or ()), np.uint8).reshape(-1, 3)
    gray = bool((palette == palette[:, :1]).all())
    alpha = "transparency" in picture.info
    return ("LA" if alpha else "L") if gray else ("RGBA" if alpha else "RGB")


def channels_first(array: Pixels) -> Pixels:
    """(Y, X) or (Y, X, C) to (C, Y, X)."""
    return array[None] if array.ndim == 2 else np.ascontiguousarray(np.moveaxis(array, -1, 0))
