"""The deletion score of a network whose answer sits in one corner, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from diaphane.card import Input
from diaphane.image import Floats, Image
from diaphane.infer.deletion import deletion, hottest
from diaphane.pixels.prepare import Prepared, prepare

SIZE = 12


def corner(batch: Floats) -> NDArray[np.float64]:
    """The brightness of the left upper quarter: what the class is named for."""
    return np.asarray(batch[:, 0, : SIZE // 2, : SIZE // 2].mean(axis=(1, 2)), np.float64)


@pytest.fixture
def prepared() -> Prepared:
    pixels = np.zeros((1, SIZE, SIZE), np.uint8)
    pixels[:, : SIZE // 2, : SIZE // 2] = 255
    return prepare(Image(pixels), Input(size=(SIZE, SIZE)))


def map_of(corner: float, elsewhere: float) -> Floats:
    hot = np.full((SIZE, SIZE), elsewhere, np.float32)
    hot[: SIZE // 2, : SIZE // 2] = corner
    return hot


def test_the_true_corner_goes_first_and_the_area_is_known(prepared: Prepared) -> None:
    found = deletion(corner, prepared, map_of(1, 0), steps=4)
    assert found.cover == "the image's darkest colour"  # the mean colour leaves a quarter
    assert found.hottest == pytest.approx((1, 0, 0, 0, 0))
    assert found.area == pytest.approx(0.25 / 2)  # a triangle over the first quarter
    assert found.areas.mean() > 2 * found.area
    assert found.passed


def test_a_map_that_points_elsewhere_is_no_better_than_chance(prepared: Prepared) -> None:
    found = deletion(corner, prepared, map_of(0, 1), steps=4)
    assert found.hottest == pytest.approx((1, 1, 1, 1, 0))
    assert found.chance > 0.5
    assert not found.passed
    assert "not clearly better than chance" in found.sentence


def test_a_class_with_nothing_to_lose_is_not_judged(prepared: Prepared) -> None:
    low = deletion(lambda batch: corner(batch) / 50, prepared, map_of(1, 0))
    assert "only 2.0% to lose" in low.sentence
    kept = deletion(lambda batch: np.full(len(batch), 0.9), prepared, map_of(1, 0))
    assert not kept.judged
    assert "90.0% on the image and 90.0% when all of it lies under" in kept.sentence


def test_the_same_map_gives_the_same_figures(prepared: Prepared) -> None:
    one, other = (deletion(corner, prepared, map_of(1, 0)) for _ in range(2))
    np.testing.assert_array_equal(one.random, other.random)


def test_the_hottest_share_is_taken() -> None:
    hot = np.array([[1, 4], [3, 2]], np.float32)
    assert hottest(hot, 0.5).tolist() == [[False, True], [True, False]]
    assert not hottest(hot, 0).any()
    assert hottest(hot, 1).all()
