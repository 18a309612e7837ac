"""Tiling is invisible."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaphane.errors import BadSetting
from diaphane.image import Floats
from diaphane.pixels.tiles import Box, blended, even, hill, places, tiled

SPACES = st.lists(st.integers(1, 20), min_size=1, max_size=3)


def enlarged(pixels: Floats, scale: int) -> Floats:
    for axis in range(1, pixels.ndim):
        pixels = pixels.repeat(scale, axis)
    return pixels


@settings(deadline=None)  # a busy machine is no mistake
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


@settings(deadline=None)  # a busy machine is no mistake
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


@settings(deadline=None)  # a busy machine is no mistake
@given(
    n=st.integers(1, 300),
    blocks=st.integers(1, 8),
    multiple=st.sampled_from([1, 4, 16]),
    overlap=st.sampled_from([0.0, 0.25, 0.5]),
)
def test_even_tiles_cover_an_axis_and_overlap_as_they_should(
    n: int, blocks: int, multiple: int, overlap: float
) -> None:
    tile = blocks * multiple
    length, starts = even(n, tile=tile, overlap=overlap, multiple=multiple)
    assert 0 < length <= tile
    assert length % multiple == 0
    assert starts[0] == 0
    if n <= tile:
        assert starts == [0]
        assert n <= length < n + multiple
        return
    assert starts[-1] + length == n
    assert max(np.diff(starts)) <= np.ceil(length * (1 - overlap))


def test_tiles_are_as_short_as_their_overlap_allows() -> None:
    assert even(565, tile=512, overlap=0.25, multiple=16) == (336, [0, 229])
    assert even(565, tile=608, overlap=0.25, multiple=16) == (576, [0])
    assert even(1000, tile=388, overlap=0.0, multiple=16) == (340, [0, 330, 660])  # 388 - 3 * 16


def test_a_network_of_one_size_gets_no_other() -> None:
    assert even(10, tile=64, overlap=0.25, multiple=64) == (64, [0])
    assert even(100, tile=64, overlap=0.25, multiple=64) == (64, [0, 36])


def cut(values: Floats, tile: int, overlap: float) -> Iterator[tuple[Box, Floats]]:
    """Tiles of `values`, which stick out where an axis is shorter, filled with rubbish there."""
    axes = [even(n, tile=tile, overlap=overlap, multiple=4) for n in values.shape[1:]]
    for starts in product(*(starts for _, starts in axes)):
        box = tuple(range(a, a + length) for a, (length, _) in zip(starts, axes, strict=True))
        out = [(0, max(0, r.stop - n)) for r, n in zip(box, values.shape[1:], strict=True)]
        padded = np.pad(values, [(0, 0), *out], constant_values=99)
        yield box, padded[(slice(None), *(slice(r.start, r.stop) for r in box))]


@settings(deadline=None)  # a busy machine is no mistake
@given(space=SPACES, blocks=st.integers(1, 3), overlap=st.sampled_from([0.0, 0.3, 0.6]))
def test_rows_come_in_order_and_are_what_all_tiles_say(
    space: list[int], blocks: int, overlap: float
) -> None:
    values = np.random.default_rng(len(space)).normal(size=(2, *space)).astype(np.float32)
    came, next_row = [], 0
    for rows, done in blended(cut(values, 4 * blocks, overlap), tuple(space)):
        assert rows.start == next_row
        next_row = rows.stop
        came.append(done.copy())
    np.testing.assert_array_equal(np.concatenate(came, axis=1), values)


def test_blended_tiles_are_those_of_tiled() -> None:
    answers = iter((0.0, 1.0))
    tiles = [
        (box, np.full_like(v, next(answers)))
        for box, v in cut(np.zeros((1, 12), np.float32), 8, 0.5)
    ]
    rows = [done.copy() for _, done in blended(tiles, (12,))]
    answers = iter((0.0, 1.0))
    whole = tiled(
        lambda part: np.full_like(part, next(answers)),
        np.zeros((1, 12), np.float32),
        tile=8,
        overlap=4,
    )
    np.testing.assert_allclose(np.concatenate(rows, axis=1), whole)
