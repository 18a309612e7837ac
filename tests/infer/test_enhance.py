"""Larger pictures by tiles: no seams, any size, depth and colours, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from scipy import ndimage

from diaphane.card import Card, Input, Scaling
from diaphane.errors import BadData, BadModel
from diaphane.image import Floats, Image, Pixels
from diaphane.infer.model import Model
from diaphane.result import Result

RANDOM = np.random.default_rng(0)
NEED = Input(channels=3, tile=(24, 24), overlap=0.1, margin=6, scaling=Scaling("depth"))
CARD = Card("larger", "enhance", NEED, scale=4)
PHOTO = Image(RANDOM.integers(0, 256, (3, 67, 41), np.uint8))


def blur(batch: Floats) -> Mapping[str, Floats]:
    """Looks six samples to every side, takes what lies outside for black, as networks do."""
    near = ndimage.uniform_filter(batch, (0, 0, 13, 13), mode="constant")
    return {"picture": (2 * batch - near).repeat(4, axis=2).repeat(4, axis=3)}


def far(batch: Floats) -> Mapping[str, Floats]:
    """Looks much farther than the margin, though hardly."""
    near = ndimage.gaussian_filter(batch, (0, 0, 3, 3), mode="constant", truncate=6)
    return {"picture": (0.8 * batch + 0.2 * near).repeat(4, axis=2).repeat(4, axis=3)}


def nearest(batch: Floats) -> Mapping[str, Floats]:
    return {"picture": batch.repeat(4, axis=2).repeat(4, axis=3)}


def card_with(**changes: Any) -> Card:
    return CARD.but(input=Input(**{**NEED.__dict__, **changes}))


def pixels(result: Result) -> Pixels:
    assert result.image is not None
    return result.image.pixels


@pytest.mark.parametrize(("tile", "overlap"), [((24, 24), 0.1), ((32, 20), 0.0), ((64, 64), 0.5)])
def test_tiles_do_not_show_where_the_margin_is_the_reach(
    tile: tuple[int, int], overlap: float
) -> None:
    tiled = Model(blur, card_with(tile=tile, overlap=overlap)).predict(PHOTO)
    unit = np.asarray(PHOTO.pixels[None] / 255, np.float32)
    whole = np.clip(blur(unit)["picture"][0], 0, 1)
    np.testing.assert_allclose(pixels(tiled), whole * 255, atol=0.51)


def test_where_a_network_looks_farther_the_seams_stay_below_one_in_255() -> None:
    photo = PHOTO.but(pixels=ndimage.gaussian_filter(PHOTO.pixels, (0, 3, 3)))
    tiled = Model(far, card_with(overlap=0.4)).predict(photo)
    whole = Model(far, card_with(tile=(128, 128))).predict(photo)
    most = np.abs(pixels(tiled).astype(int) - pixels(whole).astype(int)).max()
    assert most <= 1


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (3, 5), (24, 24), (25, 24), (49, 30)])
@pytest.mark.parametrize("multiple", [1, 4])
def test_any_size(shape: tuple[int, int], multiple: int) -> None:
    image = Image(RANDOM.integers(0, 256, (1, *shape), np.uint8))
    result = Model(nearest, card_with(multiple=multiple)).predict(image)
    np.testing.assert_array_equal(pixels(result), image.pixels.repeat(4, 1).repeat(4, 2))
    assert result.maps["residual"].shape == shape
    assert result.maps["added"].shape == (shape[0] * 4, shape[1] * 4)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("network", [1, 3])
def test_channels_come_back_as_they_went_in(channels: int, network: int) -> None:
    image = Image(RANDOM.integers(0, 256, (channels, 30, 9), np.uint8))
    result = Model(nearest, card_with(channels=network)).predict(image)
    large = pixels(result)
    assert large.shape == (channels, 120, 36)
    colours = channels - (channels in (2, 4))
    expected = image.pixels.repeat(4, 1).repeat(4, 2)
    np.testing.assert_array_equal(large[:colours], expected[:colours])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16, np.float32])
@pytest.mark.parametrize("inverted", [False, True])
def test_values_come_back_exactly(dtype: type[Any], inverted: bool) -> None:
    low, high = (-1000, 3000) if dtype in (np.int16, np.float32) else (0, np.iinfo(dtype).max)
    image = Image(RANDOM.integers(low, high, (1, 20, 20)).astype(dtype), inverted=inverted)
    large = pixels(Model(nearest, CARD).predict(image))
    assert large.dtype == dtype
    expected = image.pixels.repeat(4, 1).repeat(4, 2)
    np.testing.assert_allclose(large, expected, atol=1e-3 if dtype == np.float32 else 0)


def test_alpha_is_kept() -> None:
    image = Image(RANDOM.integers(0, 256, (4, 12, 12), np.uint8))
    image.pixels[3, :6], image.pixels[3, 6:] = 255, 0
    alpha = pixels(Model(nearest, CARD).predict(image))[3]
    assert (alpha[:16] == 255).all()
    assert (alpha[32:] == 0).all()
    assert 0 < alpha[24, 0] < 255


def test_of_a_volume_the_middle_slice_is_enlarged_and_said_so() -> None:
    volume = Image(RANDOM.integers(0, 99, (1, 5, 8, 9), np.int16), "zyx", spacing=(5, 1, 1))
    result = Model(nearest, CARD).predict(volume)
    assert pixels(result).shape == (1, 32, 36)
    assert result.notes[0] == "slice 3 of 5 (the middle) was read"


def test_a_picture_too_large_is_refused_before_anything_is_done() -> None:
    huge = Image(np.broadcast_to(np.uint8(0), (1, 20000, 20000)))
    with pytest.raises(
        BadData, match="at most 16 megapixels to enlarge 4 times, got 20000 x 20000"
    ):
        Model(nearest, CARD).predict(huge)


def test_rows_are_refused() -> None:
    with pytest.raises(BadData, match="expected a picture, got a row of numbers"):
        Model(nearest, CARD).predict(Image(np.zeros((1, 9), np.float32), "x"))


def test_a_network_of_another_scale_is_refused() -> None:
    with pytest.raises(
        BadModel, match=r"expected a picture of 3 x \d+ x \d+ for the card's scale of 2"
    ):
        Model(nearest, CARD.but(scale=2)).predict(PHOTO)


def test_numbers_that_are_none_are_refused() -> None:
    def broken(batch: Floats) -> Mapping[str, Floats]:
        return {"picture": nearest(batch)["picture"] * np.float32(np.nan)}

    with pytest.raises(BadModel, match="finite numbers in the output 'picture'"):
        Model(broken, CARD).predict(PHOTO)
