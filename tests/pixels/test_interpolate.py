"""Interpolation agrees with Pillow's own on whole pictures, whatever rows are asked for."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image as Pillow
from scipy import ndimage

from diaphane.pixels.interpolate import Kind, enlarge, shrink, stretched

PICTURE = np.random.default_rng(0).uniform(0, 1, (2, 17, 11)).astype(np.float32)


@pytest.mark.parametrize("kind", ["nearest", "bilinear", "bicubic"])
def test_rows_are_those_of_the_whole(kind: Kind) -> None:
    whole = enlarge(PICTURE, 4, kind)
    assert whole.shape == (2, 68, 44)
    rows = [enlarge(PICTURE, 4, kind, rows=slice(a, a + 17)) for a in range(0, 68, 17)]
    np.testing.assert_allclose(np.concatenate(rows, axis=1), whole, atol=1e-6)


def test_nearest_repeats_each_pixel() -> None:
    repeated = PICTURE.repeat(4, axis=1).repeat(4, axis=2)
    np.testing.assert_array_equal(enlarge(PICTURE, 4, "nearest"), repeated)


def test_bilinear_is_a_straight_line_between_centres() -> None:
    """scipy's linear interpolation at the centres of the fine samples."""
    places = [(np.arange(n * 4) + 0.5) / 4 - 0.5 for n in PICTURE.shape[1:]]
    grid = np.meshgrid(*places, indexing="ij")
    expected = ndimage.map_coordinates(PICTURE[0], grid, order=1, mode="nearest")
    np.testing.assert_allclose(enlarge(PICTURE, 4, "bilinear")[0], expected, atol=1e-5)


def test_bicubic_is_keys_kernel() -> None:
    """The weights of a sample an eighth before its neighbour's middle, by hand (a = -0.5)."""
    line = np.zeros((1, 1, 9), np.float32)
    line[..., 4] = 1
    middle = enlarge(line, 4, "bicubic")[0, 1, 16:20]
    away = np.array([0.375, 0.125])
    near = 1.5 * away**3 - 2.5 * away**2 + 1
    np.testing.assert_allclose(middle, [near[0], near[1], near[1], near[0]], atol=1e-6)


def test_shrinking_rows_and_whole_agree() -> None:
    large = np.random.default_rng(1).uniform(0, 1, (1, 64, 24)).astype(np.float32)
    whole = shrink(large, 4)
    rows = [shrink(large, 4, rows=slice(a, a + 4)) for a in range(0, 16, 4)]
    np.testing.assert_allclose(np.concatenate(rows, axis=1), whole, atol=1e-6)
    picture = Pillow.fromarray(large[0]).resize((6, 16), Pillow.Resampling.BICUBIC)
    np.testing.assert_allclose(whole[0], np.asarray(picture), atol=1e-6)


def test_a_single_pixel_stays_what_it_is() -> None:
    one = np.full((1, 1, 1), 0.25, np.float32)
    large = enlarge(one, 4, "bicubic")
    np.testing.assert_allclose(large, np.full((1, 4, 4), 0.25), atol=1e-6)
    np.testing.assert_allclose(shrink(large, 4), one, atol=1e-6)


@pytest.mark.parametrize("size", [(50, 40), (9, 30), (4, 3), (17, 11)])
def test_an_image_is_brought_to_any_size_by_rows(size: tuple[int, int]) -> None:
    rows = [stretched(PICTURE, size, rows=slice(y, y + 1)) for y in range(size[0])]
    picture = Pillow.fromarray(PICTURE[1]).resize(size[::-1], Pillow.Resampling.BICUBIC)
    whole = np.concatenate(rows, axis=1)
    np.testing.assert_allclose(whole[1], np.asarray(picture), atol=1e-5)
    if size == PICTURE.shape[1:]:
        np.testing.assert_array_equal(whole, PICTURE)
