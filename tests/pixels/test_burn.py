"""Words are burnt where they fit, at the picture's own depth, and nowhere else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from diaphane.image import Image
from diaphane.pixels.burn import burnt
from diaphane.words import SYNTHETIC


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16, np.float32])
@pytest.mark.parametrize("inverted", [False, True])
def test_white_words_on_a_darkened_ground(dtype: type[Any], inverted: bool) -> None:
    pixels = np.random.default_rng(0).integers(100, 200, (1, 120, 300)).astype(dtype)
    pixels[0, 0, :2] = 0, 255
    burned = burnt(Image(pixels, inverted=inverted), SYNTHETIC)
    assert burned.dtype == dtype
    np.testing.assert_array_equal(burned[:, :-18], pixels[:, :-18])
    np.testing.assert_array_equal(burned[:, :, 220:], pixels[:, :, 220:])
    corner = burned[0, -17:, :190].astype(float)
    bright, dark = (0, 255) if inverted else (255, 0)
    assert (np.abs(corner - bright) < 30).mean() > 0.05
    assert np.abs(np.median(corner) - dark) < np.abs(np.median(pixels) - dark)


def test_the_words_are_seen_through_no_glass() -> None:
    pixels = np.zeros((4, 100, 300), np.uint8)
    burned = burnt(Image(pixels), SYNTHETIC)
    assert burned[3, -1, 0] == 255
    assert burned[3, 0, 0] == 0


def test_a_narrow_picture_has_them_in_lines() -> None:
    pixels = np.full((1, 200, 110), 99, np.uint8)
    burned = burnt(Image(pixels), SYNTHETIC)
    changed = np.flatnonzero((burned != pixels).any(axis=(0, 2)))
    assert 25 < len(changed) < 60


@pytest.mark.parametrize("shape", [(4, 4), (4, 900), (900, 4)])
def test_where_there_is_no_room_nothing_changes(shape: tuple[int, int]) -> None:
    pixels = np.full((1, *shape), 99, np.uint8)
    assert burnt(Image(pixels), SYNTHETIC) is pixels
