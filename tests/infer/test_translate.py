"""Repainted pictures, as a whole and by tiles: any size, depth and colours, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import ndimage

from diaphane.card import Card, Input, Scaling
from diaphane.errors import BadData, BadModel
from diaphane.image import Floats, Image, Pixels
from diaphane.infer.model import Model, load
from diaphane.infer.translate import fitted, whole
from diaphane.pixels.orient import as_it_is
from diaphane.pixels.view import view
from diaphane.result import Result
from tiny_translator import tiny_translator

RANDOM = np.random.default_rng(0)
NEED = Input(channels=3, tile=(32, 32), overlap=0.25, multiple=8, scaling=Scaling("depth"))
CARD = Card("painter", "translate", NEED, domains=("photo", "painting"))
SMOOTH = ndimage.gaussian_filter(RANDOM.uniform(0, 255, (3, 67, 41)), (0, 9, 9), mode="reflect")
PHOTO = Image(np.rint((SMOOTH - SMOOTH.min()) * 255 / np.ptp(SMOOTH)).astype(np.uint8))
BOTH = pytest.mark.parametrize("tiles", [False, True])


def same(batch: Floats) -> Mapping[str, Floats]:
    """Gives back what it got, and takes what a network with three halvings takes."""
    assert batch.shape[2] % 8 == batch.shape[3] % 8 == 0
    return {"picture": batch}


def invert(batch: Floats) -> Mapping[str, Floats]:
    return {"picture": 1 - same(batch)["picture"]}


def level(batch: Floats) -> Mapping[str, Floats]:
    """Hangs on all it sees, as networks with instance normalisation do."""
    return {"picture": batch - batch.mean(axis=(2, 3), keepdims=True) + np.float32(0.5)}


def card_with(**changes: Any) -> Card:
    return CARD.but(input=replace(NEED, **changes))


def pixels(result: Result) -> Pixels:
    assert result.image is not None
    return result.image.pixels


@pytest.mark.parametrize(
    "shape", [(1, 1), (1, 300), (300, 1), (3, 5), (32, 32), (33, 32), (70, 31), (200, 90)]
)
@BOTH
def test_any_size(shape: tuple[int, int], tiles: bool) -> None:
    even = np.arange(shape[0])[:, None] + np.arange(shape[1])
    image = Image((even * 200 // max(1, even.max())).astype(np.uint8)[None])
    result = Model(invert, CARD).predict(image, tiles=tiles)
    assert pixels(result).shape == image.pixels.shape
    assert result.maps["changed"].shape == shape
    # tiles: the very values; a slope as a whole: the bends of linear and bicubic at its ends
    most = np.abs(pixels(result).astype(int) - (255 - image.pixels)).max()
    assert most <= (0 if tiles else 200 / max(shape) + 2)


def test_as_a_whole_an_image_is_seen_at_the_size_of_training_and_brought_back() -> None:
    seen: list[tuple[int, ...]] = []

    def network(batch: Floats) -> Mapping[str, Floats]:
        seen.append(batch.shape)
        return same(batch)

    result = Model(network, CARD).predict(PHOTO)
    assert seen == [(1, 3, 48, 32)]  # 41 x 25, and what is missing to multiples of 8
    assert result.notes[0].startswith("translated at 25 x 41 and brought back")
    assert np.abs(pixels(result).astype(int) - PHOTO.pixels).mean() < 2


def test_by_tiles_it_is_seen_at_its_own() -> None:
    result = Model(same, CARD).predict(PHOTO, tiles=True)
    np.testing.assert_array_equal(pixels(result), PHOTO.pixels)
    assert result.notes[0] == "translated at its own size, tile by tile"


def test_what_a_tile_becomes_hangs_on_the_tile() -> None:
    """And where tiles overlap, one answer goes over into the other."""
    steps = np.zeros((3, 32, 128), np.uint8)
    steps[..., 64:] = 200
    at_once = pixels(Model(level, CARD).predict(Image(steps)))
    tiled = pixels(Model(level, CARD).predict(Image(steps), tiles=True))
    assert np.ptp(at_once) > 190
    np.testing.assert_allclose(tiled[:, :, [0, -1]], 127.5, atol=0.51)
    jumps = np.abs(np.diff(tiled.astype(int), axis=2))
    assert np.delete(jumps, 63, axis=2).max() < 40


@pytest.mark.parametrize(
    ("shape", "size"),
    [((256, 256), (256, 256)), ((1, 1), (256, 256)), ((3000, 4000), (222, 296)),
     ((1, 4000), (1, 1024)), ((500, 2), (1024, 4))],
)  # fmt: skip
def test_sizes_of_training(shape: tuple[int, int], size: tuple[int, int]) -> None:
    assert fitted(shape, (256, 256)) == size


def test_bands_of_rows_make_the_same_whole() -> None:
    seen = view(PHOTO, replace(NEED, size=(61, 23)), as_it_is(2))
    every = seen.piece((range(64), range(24)))
    np.testing.assert_allclose(whole(seen), every, atol=1e-6)


def rim(batch: Floats) -> Mapping[str, Floats]:
    """Draws a frame around all it sees, as networks do that pad with zeros."""
    framed = same(batch)["picture"].copy()
    framed[..., [0, -1], :] = framed[..., [0, -1]] = 1
    return {"picture": framed}


@BOTH
def test_what_lies_at_the_ends_of_what_is_seen_is_left_out(tiles: bool) -> None:
    for shape in ((3, 1, 1), (3, 24, 24), (3, 60, 37)):
        dark = Image(np.full(shape, 50, np.uint8))
        framed = Model(rim, CARD).predict(dark, tiles=tiles)
        assert pixels(framed).max() > 50
        inside = Model(rim, card_with(margin=8)).predict(dark, tiles=tiles)
        np.testing.assert_array_equal(pixels(inside), dark.pixels)


def test_the_margin_shows_what_lies_beside_a_tile() -> None:
    """Tiles with a margin see their neighbours' samples there, and at the image's ends its mirror
    image: a network that looks at both sides answers as of the whole image."""

    def mean_of_three(batch: Floats) -> Mapping[str, Floats]:
        said = ndimage.uniform_filter1d(same(batch)["picture"], 3, axis=3, mode="constant")
        return {"picture": said}

    made = Model(mean_of_three, card_with(margin=8)).predict(PHOTO, tiles=True)
    expected = ndimage.uniform_filter1d(PHOTO.pixels.astype(float), 3, axis=2, mode="mirror")
    assert np.abs(pixels(made) - expected).max() <= 1


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("network", [1, 3])
@BOTH
def test_channels_come_back_as_they_went_in(channels: int, network: int, tiles: bool) -> None:
    image = Image(RANDOM.integers(0, 256, (channels, 32, 32), np.uint8))
    result = pixels(Model(invert, card_with(channels=network)).predict(image, tiles=tiles))
    colours = channels - (channels in (2, 4))
    np.testing.assert_array_equal(result[:colours], 255 - image.pixels[:colours])
    np.testing.assert_array_equal(result[colours:], image.pixels[colours:])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16, np.float32])
@pytest.mark.parametrize("inverted", [False, True])
@BOTH
def test_values_come_back_exactly(dtype: type[Any], inverted: bool, tiles: bool) -> None:
    low, high = (-1000, 3000) if dtype in (np.int16, np.float32) else (0, np.iinfo(dtype).max)
    image = Image(RANDOM.integers(low, high, (1, 32, 32)).astype(dtype), inverted=inverted)
    made = pixels(Model(same, CARD).predict(image, tiles=tiles))
    assert made.dtype == dtype
    np.testing.assert_allclose(made, image.pixels, atol=1e-3 if dtype == np.float32 else 0)


def test_no_value_leaves_the_range_of_the_image() -> None:
    """Bicubic overshoots at edges; what lies beyond black and white is cut."""
    image = Image(RANDOM.choice(np.array([-1000, 3000], np.int16), (1, 90, 90)))
    made = pixels(Model(same, CARD).predict(image))
    assert (made.min(), made.max()) >= (-1000, -1000)
    assert made.max() <= 3000


def test_of_a_volume_the_middle_slice_is_translated_and_said_so() -> None:
    volume = Image(RANDOM.integers(0, 99, (1, 5, 8, 9), np.int16), "zyx", spacing=(5, 1, 1))
    result = Model(same, CARD).predict(volume)
    assert pixels(result).shape == (1, 8, 9)
    assert result.notes[0] == "slice 3 of 5 (the middle) was read"


def test_many_are_asked_in_the_same_way(tmp_path: Path) -> None:
    from diaphane.io.write import write_png

    path = write_png(tmp_path / "photo.png", np.moveaxis(PHOTO.pixels, 0, -1))
    model = load(tiny_translator(tmp_path / "tiny.onnx", card_with()))
    for tiles in (False, True):
        ((_, answer),) = model.predict_many([path], tiles=tiles)
        assert isinstance(answer, Result)
        one = model.predict(path, tiles=tiles)
        np.testing.assert_array_equal(pixels(answer), pixels(one))
        assert ("tile by tile" in answer.notes[0]) == tiles


@BOTH
def test_a_picture_too_large_is_refused_before_anything_is_done(tiles: bool) -> None:
    huge = Image(np.broadcast_to(np.uint8(0), (1, 20000, 20000)))
    with pytest.raises(BadData, match="at most 64 megapixels to translate, got 20000 x 20000"):
        Model(same, CARD).predict(huge, tiles=tiles)


def test_rows_are_refused() -> None:
    with pytest.raises(BadData, match="expected a picture, got a row of numbers"):
        Model(same, CARD).predict(Image(np.zeros((1, 9), np.float32), "x"))


@BOTH
def test_a_network_that_changes_the_size_is_refused(tiles: bool) -> None:
    def larger(batch: Floats) -> Mapping[str, Floats]:
        return {"picture": batch.repeat(2, axis=2)}

    with pytest.raises(BadModel, match=r"expected a picture of 3 x \d+ x \d+ for the card's"):
        Model(larger, CARD).predict(PHOTO, tiles=tiles)


@BOTH
def test_numbers_that_are_none_are_refused(tiles: bool) -> None:
    def broken(batch: Floats) -> Mapping[str, Floats]:
        return {"picture": batch * np.float32(np.nan)}

    with pytest.raises(BadModel, match="finite numbers in the output 'picture'"):
        Model(broken, CARD).predict(PHOTO, tiles=tiles)
