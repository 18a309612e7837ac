"""Whole images and volumes by tiles: seamless, on the grid of the input, however it lies."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations, product
from typing import Any

import numpy as np
import pytest
from scipy import ndimage

from diaphane.card import Card, Class, Input, Scaling
from diaphane.errors import BadData, BadModel, BadSetting
from diaphane.image import Floats, Image, Pixels
from diaphane.infer.dense import TOGETHER, dense
from diaphane.infer.model import Model
from diaphane.pixels.orient import UPRIGHT, Turn, turned
from diaphane.pixels.planes import plane
from diaphane.result import Result

RANDOM = np.random.default_rng(0)
NEED = Input(tile=(16, 16), multiple=4, scaling=Scaling("none"))
ONE = Card("one", "segment", NEED, classes=(Class("high"),))
TWO = ONE.but(classes=(Class("middle"), Class("high")))
PLANE = Image(ndimage.gaussian_filter(RANDOM.normal(0, 9, (1, 37, 50)), (0, 2, 2)))
VOLUME = Image(
    ndimage.gaussian_filter(RANDOM.normal(0, 30, (1, 13, 20, 31)), (0, 2, 2, 2)),
    "zyx",
    spacing=(3.0, 1.2, 1.0),
    direction=np.stack(UPRIGHT, axis=1),
    origin=(1.0, 2.0, 3.0),
)


def points(batch: Floats) -> Mapping[str, Floats]:
    """Looks at one sample at a time: the class is told by the value."""
    return {"logits": 3 * batch}


def three(batch: Floats) -> Mapping[str, Floats]:
    """Background, middle, high."""
    return {"logits": np.concatenate([0 * batch, 2 * batch + 1, 5 * batch - 2], axis=1)}


def valid(batch: Floats) -> Mapping[str, Floats]:
    """The mean of 3 x 3 samples, without padding."""
    blurred = ndimage.uniform_filter(batch, (0, 0, 3, 3))
    return {"logits": blurred[:, :, 1:-1, 1:-1]}


def card_with(card: Card, **changes: Any) -> Card:
    need: dict[str, Any] = {**card.input.__dict__, **changes}
    return card.but(input=Input(**need))


def labels(result: Result) -> Pixels:
    assert result.image is not None
    return np.asarray(result.image.pixels[0])


@pytest.mark.parametrize("tile", [(8, 8), (16, 12), (40, 52), (64, 64)])
@pytest.mark.parametrize("overlap", [0.0, 0.25, 0.6])
def test_the_size_of_tiles_does_not_show(tile: tuple[int, int], overlap: float) -> None:
    card = card_with(TWO, tile=tile, overlap=overlap)
    result = Model(three, card).predict(PLANE, maps=True)
    logits = three(PLANE.pixels[None].astype(np.float32))["logits"][0]
    np.testing.assert_array_equal(labels(result), logits.argmax(axis=0))
    p = np.exp(logits) / np.exp(logits).sum(axis=0)
    np.testing.assert_allclose(result.maps["probability_high"], p[2], atol=1e-5)


@pytest.mark.parametrize("tile", [(10, 10), (14, 18), (64, 64)])
def test_a_network_that_does_not_pad_sees_the_image_mirrored(tile: tuple[int, int]) -> None:
    card = card_with(ONE, tile=tile, margin=1, multiple=4)
    result = Model(valid, card).predict(PLANE, maps=True)
    mirrored = ndimage.uniform_filter(PLANE.pixels[0].astype(np.float32), 3, mode="mirror")
    np.testing.assert_array_equal(labels(result), mirrored > 0)
    expected = 1 / (1 + np.exp(-mirrored))
    np.testing.assert_allclose(result.maps["probability_high"], expected, atol=1e-5)


def test_tiles_have_lengths_that_the_network_takes() -> None:
    seen: set[tuple[int, ...]] = set()

    def network(batch: Floats) -> Mapping[str, Floats]:
        seen.add(batch.shape[2:])
        return points(batch)

    for shape in [(1, 1), (37, 50), (16, 17), (300, 5)]:
        Model(network, ONE).predict(Image(np.zeros((1, *shape))))
    assert all(n % 4 == 0 and n <= 16 for size in seen for n in size)


def test_few_samples_go_through_together() -> None:
    most = 0

    def network(batch: Floats) -> Mapping[str, Floats]:
        nonlocal most
        most = max(most, batch[:, 0].size)
        return points(batch)

    image = Image(np.zeros((1, 40, 128, 128), np.int16), "zyx")
    Model(network, card_with(ONE, tile=(128, 128))).predict(image)
    assert TOGETHER / 2 < most <= TOGETHER


def test_flips_are_the_mean_of_the_mirrored() -> None:
    def slanted(batch: Floats) -> Mapping[str, Floats]:
        """Higher to the right and to the bottom of a tile."""
        y, x = np.mgrid[: batch.shape[2], : batch.shape[3]]
        return {"logits": batch * 0 + np.float32(x + 2 * y - 20)}

    card = card_with(ONE, tile=(64, 64))
    plain = Model(slanted, card).predict(PLANE, maps=True).maps["probability_high"]
    even = Model(slanted, card).predict(PLANE, maps=True, flips=True).maps["probability_high"]
    assert np.ptp(plain) > 0.9
    tile = 1 / (1 + np.exp(-(np.mgrid[:40, :52][1] + 2 * np.mgrid[:40, :52][0] - 20.0)))
    mean = np.mean([tile, tile[::-1], tile[:, ::-1], tile[::-1, ::-1]], axis=0)
    np.testing.assert_allclose(even, mean[:37, :50], atol=1e-5)


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("flips", list(product((False, True), repeat=3)))
def test_however_a_volume_lies_its_labels_lie_on_it(
    order: tuple[int, ...], flips: tuple[bool, ...]
) -> None:
    """The network knows up from down: it finds the upper left back eighth of what it is shown."""

    def corner(batch: Floats) -> Mapping[str, Floats]:
        logits = np.full(batch.shape, -9, np.float32)
        logits[(slice(None), slice(None), *(slice(n // 2, None) for n in batch.shape[2:]))] = 9
        return {"logits": logits}

    turn = Turn(order, flips)
    image = turned(VOLUME, turn)
    for tile in ((64, 64, 64), (64, 64)):
        card = card_with(ONE, tile=tile, multiple=1)
        straight = labels(Model(corner, card).predict(VOLUME))
        result = Model(corner, card).predict(image)
        np.testing.assert_array_equal(labels(result), turn.apply(straight))
        assert result.image is not None
        assert (result.image.spacing, result.image.origin) == (image.spacing, image.origin)


def test_a_volume_is_seen_slice_by_slice_as_radiology_shows_it() -> None:
    shown: list[Floats] = []

    def network(batch: Floats) -> Mapping[str, Floats]:
        shown.extend(batch)
        return points(batch)

    image = turned(VOLUME, Turn((2, 0, 1), (True, False, True)))
    result = Model(network, card_with(ONE, tile=(64, 64), multiple=1)).predict(image)
    assert len(shown) == 13
    for k, one in enumerate(shown):
        np.testing.assert_allclose(one, plane(image, k + 1)[0].pixels, rtol=1e-6)
    np.testing.assert_array_equal(labels(result), image.pixels[0] > 0)


def test_frames_are_seen_one_by_one_as_they_are() -> None:
    frames = Image(VOLUME.pixels, "tyx")
    result = Model(points, ONE).predict(frames)
    np.testing.assert_array_equal(labels(result), VOLUME.pixels[0] > 0)
    assert result.image is not None
    assert result.image.axes == "tyx"


def test_one_slice_alone_where_it_is_asked_for() -> None:
    result = Model(points, ONE).predict(VOLUME, slice=4)
    np.testing.assert_array_equal(labels(result), VOLUME.pixels[0, 3] > 0)
    assert result.notes[0] == "slice 4 of 13 was read"


@pytest.mark.parametrize("tile", [(16, 16), (8, 16, 16)])
def test_another_spacing_comes_back_on_the_grid_of_the_image(tile: tuple[int, ...]) -> None:
    need = {"tile": tile, "spacing": (1.0, 1.0, 1.0)[-len(tile) :], "multiple": 4}
    seen: list[int] = []

    def network(batch: Floats) -> Mapping[str, Floats]:
        seen.append(batch[:, 0].size)
        return three(batch)

    result = Model(network, card_with(TWO, **need)).predict(VOLUME, maps=True)
    direct = Model(three, card_with(TWO, tile=tile)).predict(VOLUME, maps=True)
    assert labels(result).shape == VOLUME.shape
    assert sum(seen) > VOLUME.pixels.size
    same = labels(result) == labels(direct)
    assert same.mean() > 0.9  # what is smooth changes little by linear resampling
    for p in result.maps.values():
        assert p.dtype == np.float32
        assert 0 <= p.min() <= p.max() <= 1


def test_a_constant_survives_another_spacing() -> None:
    def network(batch: Floats) -> Mapping[str, Floats]:
        return {"logits": np.full(batch.shape, 2.0, np.float32)}

    card = card_with(ONE, tile=(8, 16, 16), spacing=(1.0, 0.7, 2.3))
    p = Model(network, card).predict(VOLUME, maps=True).maps["probability_high"]
    np.testing.assert_allclose(p, 1 / (1 + np.exp(-2.0)), atol=5e-4)


def test_the_image_is_read_and_not_written() -> None:
    before = VOLUME.pixels.copy()
    dense(points, VOLUME, ONE, maps=True, flips=True)
    np.testing.assert_array_equal(VOLUME.pixels, before)


def test_what_the_model_cannot_look_at_is_refused() -> None:
    model = Model(points, card_with(ONE, tile=(8, 8, 8)))
    with pytest.raises(BadData, match="expected a volume, got a single plane"):
        model.predict(PLANE)
    with pytest.raises(BadData, match="expected a picture, got a row of numbers"):
        Model(points, ONE).predict([1.0, 2.0])
    with pytest.raises(BadSetting, match="expected a slice from 1 to 13, got 14"):
        Model(points, ONE).predict(VOLUME, slice=14)


def test_rubbish_from_the_network_is_refused() -> None:
    with pytest.raises(BadModel, match="expected finite numbers"):
        Model(lambda batch: {"logits": batch * np.float32(np.nan)}, ONE).predict(PLANE)
