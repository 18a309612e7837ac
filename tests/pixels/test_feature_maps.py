"""Maps of any number and shape are drawn, each in its own range."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.explanation import Features
from diaphane.image import Image
from diaphane.pixels.feature_maps import GAP, SIDE, feature_picture
from diaphane.pixels.page import HEAT, MARGIN, WIDTH
from tiny_models import CARD, bright_picture

IMAGE = Image(bright_picture(0)[None])


@pytest.mark.parametrize("shape", [(1, 1, 1), (3, 5, 40), (16, 32, 32)])
def test_layers_of_any_shape_are_drawn(shape: tuple[int, int, int]) -> None:
    maps = np.random.default_rng(0).random(shape, np.float32)
    found = Features("conv", shape, tuple(range(len(maps))), maps, 0)
    picture = feature_picture(IMAGE, [found, found], CARD)
    assert picture.dtype == np.uint8
    assert picture.shape[::2] == (3, WIDTH)


def test_the_highest_place_is_the_hottest_colour_and_an_even_map_is_cold() -> None:
    maps = np.zeros((2, 2, 2), np.float32)
    maps[0, 0, 0] = 7
    picture = feature_picture(IMAGE, [Features("conv", (2, 2, 2), (0, 1), maps, 1)], CARD)
    page = np.moveaxis(picture, 0, -1)
    hot = (page == HEAT[-1]).all(axis=-1)
    assert hot.sum() == (SIDE // 2) ** 2
    left, right = MARGIN, MARGIN + SIDE + GAP
    top = int(np.nonzero(hot)[0].min())
    assert (page[top : top + SIDE, right : right + SIDE] == HEAT[0]).all()
    assert (page[top, left : left + SIDE // 2] == HEAT[-1]).all()


def test_images_that_are_no_squares_keep_their_aspect() -> None:
    wide = Image(np.full((3, 10, 40), 200, np.uint8))
    found = Features("conv", (1, 2, 2), (0,), np.ones((1, 2, 2), np.float32), 1)
    assert feature_picture(wide, [found], CARD).shape[2] == WIDTH
