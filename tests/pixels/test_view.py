"""Pieces of an image are what the whole would have been, made ready at once."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.card import Input, Scaling
from diaphane.errors import BadData
from diaphane.image import Image, Pixels, Window
from diaphane.pixels.orient import as_it_is
from diaphane.pixels.prepare import prepare
from diaphane.pixels.resample import resize
from diaphane.pixels.view import View, turn_for, view

RANDOM = np.random.default_rng(0)
COLOURS = RANDOM.integers(0, 256, (3, 30, 41), np.uint8)
VOLUME = RANDOM.integers(-900, 900, (1, 9, 30, 41)).astype(np.int16)


def seen(pixels: Pixels, need: Input, **facts: object) -> View:
    image = Image(pixels).but(**facts)
    return view(image, need, as_it_is(len(image.axes)))


def whole(grid: tuple[int, ...]) -> tuple[range, ...]:
    return tuple(range(n) for n in grid)


@pytest.mark.parametrize(
    "need",
    [
        Input(channels=3, tile=(16, 16), mean=(0.1, 0.2, 0.3), std=(0.5, 0.6, 0.7)),
        Input(channels=1, tile=(16, 16), scaling=Scaling("percentile", 2, 98)),
        Input(channels=1, tile=(16, 16), scaling=Scaling("none")),
        Input(channels=1, tile=(16, 16), scaling=Scaling("window", 1, 99)),
    ],
)
def test_the_whole_is_what_prepare_makes(need: Input) -> None:
    image = Image(COLOURS, inverted=True, window=Window(20, 200))
    ready = prepare(image, need)
    lazy = view(image, need, as_it_is(2))
    np.testing.assert_allclose(lazy.piece(whole(lazy.grid)), ready.pixels, atol=1e-6)
    assert lazy.limits == ready.limits
    assert lazy.clipped == ready.clipped


@pytest.mark.parametrize("box", [(range(-7, 12), range(30, 60)), (range(-70, 99), range(2, 5))])
def test_beyond_its_borders_the_image_is_mirrored(box: tuple[range, range]) -> None:
    lazy = seen(COLOURS, Input(channels=3, tile=(8, 8)))
    pads = [(100, 100), (100, 100)]
    around = np.pad(lazy.piece(whole(lazy.grid)), [(0, 0), *pads], mode="reflect")
    ys, xs = (slice(axis.start + 100, axis.stop + 100) for axis in box)
    np.testing.assert_array_equal(lazy.piece(box), around[:, ys, xs])


def test_an_axis_of_one_sample_is_mirrored_to_itself() -> None:
    lazy = seen(np.full((1, 1, 3), 255, np.uint8), Input(tile=(8, 8)))
    np.testing.assert_array_equal(lazy.piece((range(-2, 6), range(3))), np.ones((1, 8, 3)))


@pytest.mark.parametrize("spacing", [(0.5, 0.4), (2.0, 3.0), (1.0, 0.5)])
def test_another_spacing_is_that_of_resize(spacing: tuple[float, float]) -> None:
    need = Input(channels=3, tile=(8, 8), spacing=spacing)
    lazy = seen(COLOURS, need, spacing=(1.0, 1.0))
    assert lazy.grid == (round(30 / spacing[0]), round(41 / spacing[1]))
    expected = resize(COLOURS.astype(np.float32) / np.float32(255), lazy.grid)
    np.testing.assert_allclose(lazy.piece(whole(lazy.grid)), expected, atol=1e-5)
    piece = lazy.piece((range(3, 9), range(5, 13)))
    np.testing.assert_allclose(piece, expected[:, 3:9, 5:13], atol=1e-5)


def test_limits_are_those_of_the_whole_volume() -> None:
    need = Input(tile=(8, 8), scaling=Scaling("percentile", 1, 99))
    lazy = seen(VOLUME, need, axes="zyx")
    expected = prepare(Image(VOLUME, "zyx"), need.__class__(scaling=need.scaling))
    for plane in range(9):
        np.testing.assert_allclose(
            lazy.piece((range(30), range(41)), plane=plane), expected.pixels[:, plane], atol=1e-6
        )


def test_an_unknown_spacing_is_left_alone() -> None:
    assert seen(COLOURS, Input(channels=3, tile=(8, 8), spacing=(2.0, 2.0))).grid == (30, 41)


def test_a_network_of_volumes_is_given_no_plane() -> None:
    with pytest.raises(BadData, match="expected a volume, got a single plane"):
        turn_for(Image(COLOURS), Input(tile=(8, 8, 8)))
    with pytest.raises(BadData, match="expected a volume, got frames"):
        turn_for(Image(VOLUME, "tyx"), Input(tile=(8, 8, 8)))
