"""Pictures in every depth and mode, upright, and refused where damaged."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from diaphane.errors import UnreadableImage
from diaphane.io import decode

GRAY = np.arange(48, dtype=np.uint8).reshape(6, 8)
COLOUR = np.stack([GRAY, GRAY + 50, GRAY + 100], axis=-1)


def file_of(picture: Pillow.Image, format: str, **options: Any) -> bytes:  # noqa: A002
    file = BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()


@pytest.mark.parametrize("format_", ["png", "tiff", "bmp", "webp"])
def test_formats_without_loss_keep_every_colour(format_: str) -> None:
    data = file_of(
        Pillow.fromarray(COLOUR), format_, **{"lossless": True} if format_ == "webp" else {}
    )
    image = decode(data)
    np.testing.assert_array_equal(image.pixels, np.moveaxis(COLOUR, -1, 0))
    assert (image.source.format, image.axes, image.spacing) == (format_, "yx", None)
    assert len(image.source.sha256) == 64
    assert image.warnings == ()


def test_jpeg_is_read() -> None:
    image = decode(file_of(Pillow.fromarray(np.full((8, 8), 77, np.uint8)), "jpeg"))
    assert image.pixels.shape == (1, 8, 8)
    assert np.abs(image.pixels.astype(int) - 77).max() <= 1  # a flat picture loses nothing


@pytest.mark.parametrize("format_", ["png", "tiff"])
def test_16_bits_stay_16(format_: str) -> None:
    pixels = GRAY.astype(np.uint16) * 1000
    image = decode(file_of(Pillow.fromarray(pixels), format_))
    assert image.pixels.dtype == np.uint16
    np.testing.assert_array_equal(image.pixels, pixels[None])


def test_tiff_of_floats() -> None:
    pixels = GRAY.astype(np.float32) / 7
    pixels[0, 0] = np.nan
    image = decode(file_of(Pillow.fromarray(pixels), "tiff"))
    assert image.pixels.dtype == np.float32
    assert image.pixels[0, 0, 0] == pixels[0, 1]  # the lowest of the finite ones
    assert image.warnings == ("1 samples were no finite numbers and were set to the lowest value",)


@pytest.mark.parametrize(
    ("mode", "channels"), [("1", 1), ("L", 1), ("LA", 2), ("RGB", 3), ("RGBA", 4)]
)
def test_modes_of_png(mode: str, channels: int) -> None:
    picture = Pillow.fromarray(COLOUR).convert(mode)
    image = decode(file_of(picture, "png"))
    assert image.pixels.shape == (channels, 6, 8)
    assert image.pixels.dtype == np.uint8


def test_one_bit_is_black_and_white() -> None:
    picture = Pillow.fromarray(GRAY > 20)
    np.testing.assert_array_equal(decode(file_of(picture, "png")).pixels[0], (GRAY > 20) * 255)


@pytest.mark.parametrize(
    ("table", "channels"), [([9, 9, 9, 200, 200, 200], 1), ([9, 8, 7, 1, 2, 3], 3)]
)
def test_palettes_are_spelt_out(table: list[int], channels: int) -> None:
    picture = Pillow.fromarray((GRAY > 20).astype(np.uint8), mode=None).convert("P")
    picture.putpalette(table)
    image = decode(file_of(picture, "png"))
    assert image.channels == channels
    assert image.pixels[0].max() in (200, 9)


def test_cmyk_is_converted_and_said() -> None:
    image = decode(file_of(Pillow.fromarray(COLOUR).convert("CMYK"), "jpeg"))
    assert image.channels == 3
    assert image.warnings == ("the CMYK colours were converted to RGB without a colour profile",)


@pytest.mark.parametrize("format_", ["jpeg", "tiff", "png"])
def test_exif_orientation_is_applied_and_said(format_: str) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6  # the camera was turned: rows run down the right side
    flat = np.repeat(np.repeat(GRAY, 8, axis=0), 8, axis=1)  # blocks, which JPEG keeps
    image = decode(file_of(Pillow.fromarray(flat), format_, exif=exif))
    assert np.abs(image.pixels[0].astype(int) - np.rot90(flat, -1)).max() <= 2
    assert image.warnings == ("the picture was turned upright (EXIF orientation 6)",)


def test_the_first_of_several_pages_is_read_and_said() -> None:
    first, second = Pillow.fromarray(GRAY), Pillow.fromarray(GRAY + 1)
    image = decode(file_of(first, "tiff", save_all=True, append_images=[second]))
    np.testing.assert_array_equal(image.pixels[0], GRAY)
    assert image.warnings == ("the file holds 2 pictures; the first was read",)


def chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


def png(width: int, height: int, *, bits: int, colour: int, rows: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def test_16_bits_a_colour_are_said_to_be_read_as_8() -> None:
    rows = b"\0" + struct.pack(">3H", 0x1234, 0x5678, 0x9ABC)
    image = decode(png(1, 1, bits=16, colour=2, rows=rows))
    assert image.pixels.ravel().tolist() == [0x12, 0x56, 0x9A]
    assert image.warnings == ("16 bits a colour were read as 8",)


def test_too_many_pixels_are_refused_before_decoding() -> None:
    with pytest.raises(UnreadableImage, match="at most 64 megapixels, got 90000 x 90000"):
        decode(png(90000, 90000, bits=8, colour=0, rows=b""))


@pytest.mark.parametrize("format_", ["png", "jpeg", "tiff", "bmp", "webp"])
def test_cut_files_are_refused(format_: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (40, 40), dtype=np.uint8)
    data = file_of(Pillow.fromarray(noise), format_)
    with pytest.raises(UnreadableImage, match=f"could not decode the {format_.upper()} picture"):
        decode(data[: len(data) * 2 // 3])
