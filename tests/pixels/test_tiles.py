"""Tiling is invisible."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaphane.errors import BadSetting
from diaphane.image import Floats
from diaphane.pixels.tiles import hill, places, tiled

SPACES = st.lists(st.integers(1, 20), min_size=1, max_size=3)


def enlarged(pixels: Floats, scale: int) -> Floats:
    for axis in range(1, pixels.ndim):
        pixels = pixels.repeat(scale, axis)
    return pixels


@given(space=SPACES, tile=st.integers(2, 9), scale=st.integers(1, 3), data=st.data())
def test_a_network_that_sees_one_pixel_gives_the_same_in_tiles(
    space: list[int], tile: int, scale: int, data: st.DataObject
) -> None:
    overlap = data.draw(st.integers(0, tile - 1))
    pixels = np.random.default_rng(len(space)).normal(size=(2, *space)).astype(np.float32)
    out = tiled(lambda part: enlarged(part, scale), pixels, tile=tile, overlap=overlap, scale=scale)
    np.testing.assert_array_equal(out, enlarged(pixels, scale))


def test_seams_are_blended_between_two_opinions() -> None:
    answers = iter((0.0, 1.0))
    out = tiled(
        lambda part: np.full_like(part, next(answers)),
        np.zeros((1, 12), np.float32),
        tile=8,
        overlap=4,
    )
    steps = np.diff(out[0])
    assert (steps >= 0).all()
    assert steps.max() < 0.5
    assert out[0, 0] == 0
    assert out[0, -1] == 1


@given(space=SPACES, tile=st.integers(2, 9))
def test_tiles_cover_everything_and_never_stick_out(space: list[int], tile: int) -> None:
    seen = np.zeros(space, int)
    for place in places(tuple(space), tile=tile, overlap=tile // 2):
        assert all(s.stop - s.start == min(tile, n) for s, n in zip(place, space, strict=True))
        seen[place] += 1
    assert seen.min() >= 1


def test_weights_are_positive() -> None:
    assert hill((7, 4)).min() > 0
    assert hill((7, 4)).max() == 1


def test_an_overlap_as_large_as_the_tile_is_refused() -> None:
    with pytest.raises(BadSetting, match="overlap from 0 to 7, got 8"):
        tiled(lambda part: part, np.zeros((1, 9), np.float32), tile=8, overlap=8)
