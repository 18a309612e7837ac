"""What enters a network, and that its maps come back to the right place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaphane.card import Input, Scaling
from diaphane.errors import BadSetting
from diaphane.image import Image, Pixels, Window
from diaphane.pixels.prepare import limits_of, prepare

RNG = np.random.default_rng(0)


def gray(*space: int) -> Image:
    return Image(RNG.integers(0, 256, (1, *space), dtype=np.uint8))


def test_eight_bits_become_zero_to_one() -> None:
    ready = prepare(Image(np.array([[[0, 51, 255]]], np.uint8)), Input())
    np.testing.assert_allclose(ready.pixels, [[[0, 0.2, 1]]], atol=1e-7)
    assert ready.pixels.dtype == np.float32
    assert ready.clipped == 0


def test_mean_and_deviation_are_taken_by_channel() -> None:
    need = Input(channels=3, mean=(0.5, 0.0, 1.0), std=(0.5, 1.0, 2.0))
    ready = prepare(Image(np.full((1, 2, 2), 255, np.uint8)), need)
    assert ready.pixels[:, 0, 0].tolist() == [1.0, 1.0, 0.0]


def test_monochrome1_is_turned_around() -> None:
    image = gray(8, 8)
    flipped = image.but(pixels=255 - image.pixels, inverted=True)
    np.testing.assert_allclose(
        prepare(flipped, Input()).pixels, prepare(image, Input()).pixels, atol=1e-6
    )


@pytest.mark.parametrize("kind", ["percentile", "window"])
def test_scale_of_stored_values_does_not_matter(kind: str) -> None:
    need = Input(scaling=Scaling("percentile" if kind == "percentile" else "window", 1, 99))
    image = gray(40, 40)
    wide = image.but(pixels=image.pixels.astype(np.int16) * 16 - 1000)
    np.testing.assert_allclose(prepare(wide, need).pixels, prepare(image, need).pixels, atol=1e-5)


def test_the_files_own_window_is_used() -> None:
    image = Image(np.array([[[-1000, 0, 40, 80, 3000]]], np.int16), window=Window(0, 80))
    ready = prepare(image, Input(scaling=Scaling("window", 1, 99)))
    np.testing.assert_allclose(ready.pixels, [[[0, 0, 0.5, 1, 1]]])
    assert ready.limits == Window(0, 80)
    assert ready.clipped == pytest.approx(0.4)


@pytest.mark.parametrize("value", [0, 7, 65535])
def test_a_constant_image_stays_finite(value: int) -> None:
    image = Image(np.full((1, 5, 5), value, np.uint16))
    pixels = prepare(image, Input(scaling=Scaling("percentile", 1, 99))).pixels
    assert np.isfinite(pixels).all()
    assert (pixels == 0).all()


def test_what_is_no_number_becomes_black() -> None:
    image = Image(np.array([[[np.nan, 0.0, 10.0, np.inf, -np.inf]]], np.float32))
    ready = prepare(image, Input(scaling=Scaling("percentile", 0, 100)))
    assert ready.pixels.tolist() == [[[0, 0, 1, 1, 0]]]
    nothing = Image(np.full((1, 2, 2), np.nan, np.float32))
    assert (prepare(nothing, Input(scaling=Scaling("percentile", 1, 99))).pixels == 0).all()


def test_colour_becomes_luminance_and_alpha_falls_on_black() -> None:
    red = np.zeros((4, 1, 1), np.uint8)
    red[0], red[3] = 255, 255
    assert prepare(Image(red), Input()).pixels.item() == pytest.approx(0.299, abs=1e-6)
    red[3] = 0
    assert prepare(Image(red), Input()).pixels.item() == 0
    half = np.array([[[65535]], [[32768]]], np.uint16)
    need = Input(channels=3, scaling=Scaling("fixed", 0, 65535), mean=(0,) * 3, std=(1,) * 3)
    np.testing.assert_allclose(prepare(Image(half), need).pixels.ravel(), [0.5] * 3, atol=1e-4)


def test_pad_keeps_the_aspect_and_fills_with_black() -> None:
    image = Image(np.full((1, 10, 20), 255, np.uint8))
    ready = prepare(image, Input(size=(16, 16), fit="pad"))
    assert ready.pixels.shape == (1, 16, 16)
    assert ready.box == (slice(4, 12), slice(0, 16))
    assert (ready.pixels[:, 4:12] == 1).all()
    assert ready.pixels.sum() == 8 * 16


@given(space=st.lists(st.integers(1, 23), min_size=1, max_size=3), multiple=st.integers(1, 8))
def test_undo_of_a_padded_image_gives_the_image_back(space: list[int], multiple: int) -> None:
    image = gray(*space)
    ready = prepare(image, Input(multiple=multiple))
    assert all(n % multiple == 0 for n in ready.pixels.shape[1:])
    back = ready.undo(ready.pixels)
    np.testing.assert_array_equal(back, image.pixels.astype(np.float32) / np.float32(255))


@given(space=st.lists(st.integers(1, 12), min_size=1, max_size=3), scale=st.integers(2, 4))
def test_undo_of_an_enlarged_image_cuts_the_enlarged_padding(space: list[int], scale: int) -> None:
    image = gray(*space)
    ready = prepare(image, Input(multiple=5))
    large = ready.pixels
    for axis in range(1, large.ndim):
        large = large.repeat(scale, axis)
    back = ready.undo(large, scale=scale)
    assert back.shape[1:] == tuple(n * scale for n in space)
    every = (slice(None), *(slice(None, None, scale) for _ in space))
    np.testing.assert_array_equal(back[every], ready.undo(ready.pixels))


@pytest.mark.parametrize("fit", ["stretch", "pad"])
def test_a_coarse_map_lands_where_it_belongs(fit: str) -> None:
    need = Input(size=(64, 64), fit="pad" if fit == "pad" else "stretch")
    ready = prepare(gray(30, 60), need)
    coarse = np.zeros((1, 8, 8), np.float32)
    coarse[0, 4, 6] = 1
    back = ready.undo(coarse)
    assert back.shape == (1, 30, 60)
    y, x = np.unravel_index(back.argmax(), (30, 60))
    row = 15 + 30 * 0.5 / 8 if fit == "stretch" else 15 + 60 * 0.5 / 8
    assert y == pytest.approx(row, abs=1.5)
    assert x == pytest.approx(60 * 6.5 / 8, abs=1.5)


def test_a_volume_for_a_planes_network_is_refused() -> None:
    with pytest.raises(BadSetting, match="2 axes, got 3"):
        prepare(gray(3, 4, 5), Input(size=(8, 8)))


@pytest.mark.parametrize(
    ("pixels", "low", "high"),
    [
        (np.array([[[3, 9]]], np.uint8), 0, 255),
        (np.array([[[3, 9]]], np.uint16), 0, 255),
        (np.array([[[3, 2048]]], np.uint16), 0, 4095),
        (np.array([[[3, 65535]]], np.uint16), 0, 65535),
        (np.array([[[-1000, 40]]], np.int16), -1000, 40),
        (np.array([[[0.5, np.nan, 2.5]]], np.float32), 0.5, 2.5),
        (np.array([[[np.nan]]], np.float32), 0, 0),
        (np.array([[[3, 9]], [[7, 65535]]], np.uint16), 0, 255),  # alpha does not count
    ],
)
def test_depth_is_as_many_bits_as_values_need(pixels: Pixels, low: float, high: float) -> None:
    assert limits_of(pixels, Image(pixels), Scaling("depth")) == Window(low, high)
