"""Heat is laid over a plane pixel on pixel, and words are burnt in."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.image import Image, Window
from diaphane.pixels.draw_heat import heat_picture

FLAT = np.full((1, 200, 300), 100, np.int16)


@pytest.mark.parametrize("inverted", [False, True])
def test_cold_places_stay_as_they_are_shown(inverted: bool) -> None:
    image = Image(FLAT, window=Window(0, 400), inverted=inverted, spacing=(2.0, 1.0))
    made = heat_picture(image, np.zeros((200, 300), np.float32))
    assert made.pixels.dtype == np.uint8
    assert made.spacing == (2.0, 1.0)
    assert not made.inverted
    np.testing.assert_array_equal(made.pixels[:, :100], 191 if inverted else 64)


def test_hot_places_are_coloured_and_words_are_there() -> None:
    heat = np.zeros((200, 300), np.float32)
    heat[10:20, 30:40] = 1
    made = heat_picture(Image(FLAT, window=Window(0, 400)), heat).pixels
    hot = made[:, 15, 35].astype(int)
    assert hot.max() - hot.min() > 30  # gray has no difference at all
    assert (made[:, 180:, :150] > 200).any()


def test_colours_keep_their_own() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (4, 200, 300), np.uint8)
    made = heat_picture(Image(pixels), np.zeros((200, 300), np.float32))
    np.testing.assert_array_equal(made.pixels[:, :100], pixels[:3, :100])
