"""Pictures without notes: coded pixels copied as they are, and painted ones written anew."""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL.PngImagePlugin import PngInfo

from diaphane.errors import UnreadableImage
from diaphane.io import decode
from diaphane.io.deidentify import deidentify
from diaphane.io.deidentify.account import Cleaned
from diaphane.io.deidentify.pseudonyms import Pseudonyms
from diaphane.io.deidentify.regions import Region
from diaphane.io.deidentify.settings import Settings

KEY = Pseudonyms(b"k" * 32)
FACE = Region(20, 16, 20, 20)


def coloured(height: int = 64, width: int = 80) -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 255, (height, width, 3), np.uint8)


def encoded(kind: str, pixels: NDArray[Any], **options: Any) -> bytes:
    file = BytesIO()
    Pillow.fromarray(pixels).save(file, kind, **options)
    return file.getvalue()


def clean(data: bytes, **settings: Any) -> Cleaned:
    return deidentify(data, PurePosixPath("name"), Settings(KEY, **settings))


def turned() -> Pillow.Exif:
    exif = Pillow.Exif()
    exif[0x0112], exif[0x010F] = 6, "SECRET"
    return exif


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("PNG", {}),
        ("JPEG", {"quality": 80}),
        ("JPEG", {"quality": 80, "progressive": True, "restart_marker_rows": 1}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("TIFF", {"compression": "jpeg"}),
        ("TIFF", {"compression": "tiff_deflate", "big_tiff": True}),
    ],
)
def test_pixels_stay_and_the_picture_upright(kind: str, options: dict[str, Any]) -> None:
    data = encoded(kind, coloured(), exif=turned(), **options) + b"SECRET"
    done = clean(data)
    assert b"SECRET" in data
    assert b"SECRET" not in done.data
    np.testing.assert_array_equal(decode(data).pixels, decode(done.data).pixels)
    assert decode(done.data).shape == (80, 64)
    assert done.account.counts["removed"]


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_deep_pictures(dtype: type) -> None:
    pixels: NDArray[Any] = (np.arange(600).reshape(20, 30) * 100).astype(dtype)
    for kind in ("TIFF", "PNG") if dtype == np.uint16 else ("TIFF",):
        np.testing.assert_array_equal(decode(clean(encoded(kind, pixels)).data).pixels[0], pixels)


def test_pages_of_a_tiff_stay() -> None:
    file = BytesIO()
    pages = [Pillow.fromarray(coloured()[..., n]) for n in range(3)]
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:], description="SECRET")
    done = clean(file.getvalue())
    with Pillow.open(BytesIO(done.data)) as again:
        again.seek(2)
        np.testing.assert_array_equal(np.asarray(again), coloured()[..., 2])
    with pytest.raises(UnreadableImage, match=r"^expected one picture to paint on"):
        clean(file.getvalue(), blank=(FACE,))


def test_an_animation_and_a_palette_stay() -> None:
    palette = Pillow.fromarray(coloured()).convert("P")
    texts = PngInfo()
    texts.add_text("Author", "SECRET")
    file = BytesIO()
    palette.save(file, "PNG", pnginfo=texts)
    done = clean(file.getvalue())
    np.testing.assert_array_equal(decode(file.getvalue()).pixels, decode(done.data).pixels)
    assert done.account.plain() == {"removed": {"PNG chunk tEXt": 1}}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_regions_are_blanked_and_faces_blurred(kind: str) -> None:
    data = encoded(kind, coloured())
    seen = []

    def faces(picture: NDArray[np.uint8]) -> list[Region]:
        seen.append(picture.shape)
        return [FACE]

    done = clean(data, faces=faces, blank=(Region(0, 60, 80, 4),))
    before, after = decode(data).pixels.astype(int), decode(done.data).pixels.astype(int)
    assert seen == [(64, 80, 3)]
    assert after[:, 61:].max() <= (12 if kind == "JPEG" else 0)
    box = after[:, 16:36, 20:40]
    assert box.std() < 0.3 * before[:, 16:36, 20:40].std()
    if kind != "JPEG":
        np.testing.assert_array_equal(after[:, :60, 50:], before[:, :60, 50:])
    assert done.account.plain()["blurred"] == {"faces": 1}
    assert "faces were blurred" in done.account.warnings[0]


def test_gray_pictures_are_no_photographs_unless_one_says_so() -> None:
    data = encoded("PNG", coloured()[..., 0])
    assert clean(data, faces=lambda _: [FACE]).account.plain() == {}
    assert clean(data, faces=lambda _: [FACE], gray_faces=True).account.plain() == {
        "blurred": {"faces": 1}
    }
    assert "faces were not looked for" in clean(encoded("PNG", coloured())).account.warnings[0]


@pytest.mark.parametrize("kind", ["BMP", "WEBP"])
def test_other_formats_are_refused(kind: str) -> None:
    with pytest.raises(UnreadableImage, match=rf"got {kind}; convert it to PNG$"):
        clean(encoded(kind, coloured()))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_damaged_pictures_are_refused_without_a_word_of_them(kind: str) -> None:
    data = encoded(kind, coloured(), exif=turned())
    said = [what_is_said(data[:size]) for size in range(20, len(data) - 4, len(data) // 25)]
    assert any(said)
    assert not any("SECRET" in sentence for sentence in said)


def what_is_said(data: bytes) -> str:
    """Of a damaged picture; nothing where enough of it came."""
    try:
        clean(data)
    except UnreadableImage as error:
        return str(error)
    return ""
