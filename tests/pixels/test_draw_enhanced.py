"""The picture of an answer shows the place that changed most, as it is."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.image import Image
from diaphane.infer.model import load
from diaphane.pixels.draw_enhanced import Place, busiest, enhanced_picture, interpolated
from diaphane.pixels.interpolate import enlarge
from diaphane.pixels.panels import BAND, GAP, SIDE, WIDE

RANDOM = np.random.default_rng(0)
NEAREST = load("nearest-x4")


def test_the_busiest_place_is_found() -> None:
    added = np.zeros((4 * 300, 4 * 260), np.float32)
    added[4 * 200 : 4 * 230, 4 * 150 : 4 * 180] = 1
    place = busiest(added, (300, 260), 4)
    assert place.rows.start <= 200 < 230 <= place.rows.stop
    assert place.columns.start <= 150 < 180 <= place.columns.stop
    assert place.rows.stop - place.rows.start == SIDE // 4


def test_a_part_is_interpolated_as_if_it_were_whole() -> None:
    pixels = RANDOM.integers(0, 65536, (1, 40, 50), np.uint16)
    place = Place(slice(7, 20), slice(11, 30))
    whole = enlarge(pixels.astype(np.float32), 4, "bicubic")[:, 28:80, 44:120]
    part = interpolated(pixels, place, 4, "bicubic")
    assert part.dtype == np.uint16
    np.testing.assert_allclose(part, np.rint(np.clip(whole, 0, 65535)), atol=1)


def test_the_largest_of_32_bits_stays_that() -> None:
    pixels = np.full((1, 6, 6), 2**32 - 1, np.uint32)
    part = interpolated(pixels, Place(slice(0, 6), slice(0, 6)), 4, "bicubic")
    assert part.min() == part.max() == 2**32 - 1


@pytest.mark.parametrize("shape", [(3, 130, 100), (1, 1, 1), (1, 1, 60), (4, 20, 30)])
def test_any_picture_can_be_drawn(shape: tuple[int, ...]) -> None:
    image = Image(RANDOM.integers(0, 256, shape, np.uint8))
    drawn = enhanced_picture(image, NEAREST.predict(image), NEAREST.card)
    assert drawn.shape[0] == 3
    assert drawn.shape[2] == WIDE


def test_the_model_is_the_fourth_panel() -> None:
    image = Image(RANDOM.integers(0, 256, (3, 96, 96), np.uint8))
    drawn = enhanced_picture(image, NEAREST.predict(image), NEAREST.card)
    top = drawn.shape[1]  # of the first row of panels: found by its pixels
    expected = image.pixels.repeat(4, 1).repeat(4, 2)
    lefts = [GAP + k * (SIDE + GAP) for k in (0, 3)]
    tops = [
        y
        for y in range(BAND, top - SIDE)
        if (drawn[:, y : y + SIDE, lefts[0] : lefts[0] + SIDE] == expected).all()
    ]
    assert len(tops) == 1
    shown = drawn[:, tops[0] : tops[0] + SIDE, lefts[1] : lefts[1] + SIDE]
    np.testing.assert_array_equal(shown, expected)


def test_sixteen_bits_are_shown_by_one_window_in_all_panels() -> None:
    image = Image(RANDOM.integers(900, 1100, (1, 40, 40), np.uint16), spacing=(1.0, 1.0))
    drawn = enhanced_picture(image, NEAREST.predict(image), NEAREST.card)
    assert drawn.std() > 10
