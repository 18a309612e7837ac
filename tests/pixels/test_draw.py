"""Pictures of answers hold what they should, whatever the size of the image and the words."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.image import Image
from diaphane.pixels.draw import answer_picture, screen
from diaphane.pixels.page import DOUBT, WARNING, WIDTH, Colour, Picture
from diaphane.result import Result
from tiny_models import CARD, bright_picture

HEAT = np.linspace(0, 1, 64 * 64, dtype=np.float32).reshape(64, 64)
RESULT = Result(
    task="classify",
    label="left",
    probabilities={"left": 0.7, "middle": 0.2, "right": 0.1},
    possible=("left", "middle"),
    heat=HEAT,
)
IMAGE = Image(bright_picture(0)[None])


def holds(picture: Picture, colour: Colour) -> bool:
    """True where some pixel of (3, Y, X) has the colour, as far as antialiasing lets it."""
    away = np.abs(np.moveaxis(picture, 0, -1).astype(int) - np.array(colour)).max(axis=-1)
    return bool(away.min() < 8)


def test_answer_has_a_bar_of_each_class_and_the_disclaimer() -> None:
    picture = answer_picture(IMAGE, RESULT, CARD)
    assert picture.dtype == np.uint8
    assert picture.shape[0] == 3
    assert picture.shape[2] == WIDTH
    assert all(holds(picture, one.colour) for one in CARD.classes)
    assert holds(picture, WARNING)
    assert not holds(picture, DOUBT)


def test_bars_are_as_long_as_probabilities() -> None:
    picture = np.moveaxis(answer_picture(IMAGE, RESULT, CARD), 0, -1)
    lengths = [
        int((picture == np.array(one.colour)).all(axis=-1).sum(axis=1).max())
        for one in CARD.classes
    ]
    assert lengths[1] / lengths[0] == pytest.approx(2 / 7, abs=0.01)
    assert lengths[2] / lengths[0] == pytest.approx(1 / 7, abs=0.01)


def test_doubts_make_the_page_longer_and_are_seen() -> None:
    short = answer_picture(IMAGE, RESULT, CARD)
    doubts = ("a doubt of many words " * 20, "w" * 300)
    long = answer_picture(IMAGE, RESULT.but(label=None, doubts=doubts), CARD)
    assert long.shape[1] > short.shape[1] + 100
    assert holds(long, DOUBT)


@pytest.mark.parametrize("shape", [(1, 5, 400), (3, 400, 5), (2, 1, 1), (4, 64, 64)])
def test_images_of_any_shape_are_drawn(shape: tuple[int, int, int]) -> None:
    image = Image(np.full(shape, 200, np.uint8))
    heat = np.ones(shape[1:], np.float32)
    assert answer_picture(image, RESULT.but(heat=heat), CARD).shape[2] == WIDTH


def test_a_volume_is_drawn_by_its_middle_plane() -> None:
    volume = Image(np.stack([bright_picture(k) for k in (0, 1, 2)])[None], axes="zyx")
    np.testing.assert_array_equal(screen(volume), screen(Image(bright_picture(1)[None])))


def test_pixels_are_square_on_the_screen() -> None:
    image = Image(np.zeros((1, 10, 20), np.uint8), spacing=(3.0, 1.0))
    assert screen(image).shape == (30, 20, 3)
