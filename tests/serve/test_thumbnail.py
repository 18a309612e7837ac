"""Small pictures: of the middle, true to the spacing."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image as Pillow

from diaphane.image import Image
from diaphane.serve.thumbnail import thumbnail


def drawn(image: Image) -> Pillow.Image:
    return Pillow.open(BytesIO(thumbnail(image)))


@pytest.mark.parametrize(
    ("image", "size"),
    [
        (Image(np.zeros((1, 300, 600), np.uint16)), (128, 64)),
        (Image(np.zeros((3, 10, 10), np.uint8)), (128, 128)),
        (Image(np.zeros((1, 10, 20), np.float32), spacing=(4.0, 1.0)), (64, 128)),
        (Image(np.zeros((1, 9, 50, 100), np.int16), axes="zyx"), (128, 64)),
        (Image(np.zeros((4, 1, 3000), np.uint8)), (128, 1)),
    ],
)
def test_it_fits(image: Image, size: tuple[int, int]) -> None:
    assert drawn(image).size == size


def test_it_shows_what_the_image_shows() -> None:
    pixels = np.zeros((1, 64, 64), np.uint8)
    pixels[:, :, 32:] = 255
    assert drawn(Image(pixels)).getpixel((100, 64)) == 255
    assert drawn(Image(pixels, inverted=True)).getpixel((100, 64)) == 0


def test_what_is_no_number_is_black() -> None:
    pixels = np.full((1, 4, 4), np.nan, np.float32)
    assert drawn(Image(pixels)).getpixel((2, 2)) == 0
