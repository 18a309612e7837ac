"""Crops lie at one place in both pictures, whatever way they are turned, and come again."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import torch

from diaphane.card import Card, Input, Scaling
from diaphane.data.degrade import smaller
from diaphane.data.pictures import Sharp
from diaphane.image import Image
from diaphane.learn.crops import WAYS, Crops, turned, unit
from diaphane.recipe import Patch, Recipe, named

CARD = Card("tiny", "enhance", Input(channels=3, tile=(4, 4), scaling=Scaling("depth")), scale=4)


def one_of(number: int, dtype: type = np.uint8, channels: int = 3) -> Sharp:
    """A picture of its own colours, 24 x 32, smooth so that both sizes have one mean."""
    rng, most = np.random.default_rng(number), np.iinfo(dtype).max
    coarse = rng.uniform(0.2, 0.8, (channels, 6, 8)).repeat(4, 1).repeat(4, 2)
    image = Image((coarse * most).astype(dtype))
    return Sharp(str(number), truth=lambda: image, low=partial(smaller, image, 4))


def crops(pictures: int = 5, room: int | None = None, **changes: object) -> Crops:
    recipe = Recipe(CARD, named("compact"), batch=2, augment=named("bicubic")).but(**changes)
    found = [one_of(number) for number in range(pictures)]
    return Crops(found, CARD, recipe, **({} if room is None else {"room": room}))


def test_both_crops_show_one_place() -> None:
    for batch in crops(patch=Patch(steps=8)).epoch(0):
        image, truth = batch["image"], batch["truth"]
        assert image.shape == (2, 3, 4, 4)
        assert truth.shape == (2, 3, 16, 16)
        shrunk = torch.nn.functional.avg_pool2d(truth, 4)
        assert float((shrunk - image).abs().mean()) < 0.06
        assert float((shrunk.flip(2) - image).abs().mean()) > 0.08


@pytest.mark.parametrize("room", [None, 0])
def test_an_epoch_comes_again_whether_pictures_are_kept_or_read_again(room: int | None) -> None:
    one, other = list(crops().epoch(3)), list(crops(room=room).epoch(3))
    assert len(one) == len(crops()) == 3
    for a, b in zip(one, other, strict=True):
        assert torch.equal(a["image"], b["image"])
        assert torch.equal(a["truth"], b["truth"])
    assert not torch.equal(one[0]["image"], next(crops().epoch(4))["image"])


def test_every_picture_has_its_turn() -> None:
    seen = [n for wanted in crops(patch=Patch(steps=5)).wanted(0) for n in wanted.pictures]
    assert sorted(seen) == sorted([*range(5), *range(5)])


def test_a_square_has_eight_ways() -> None:
    square = torch.arange(9.0).view(1, 3, 3)
    assert torch.equal(turned(square, 0), square)
    assert len({tuple(turned(square, way).flatten().tolist()) for way in range(WAYS)}) == WAYS


def test_faults_change_the_small_crop_alone() -> None:
    plain = next(crops().epoch(0))
    worse = next(crops(augment=named("realistic", noise=0.2)).epoch(0))
    again = next(crops(augment=named("realistic", noise=0.2)).epoch(0))
    assert torch.equal(plain["truth"], worse["truth"])
    assert not torch.equal(plain["image"], worse["image"])
    assert torch.equal(worse["image"], again["image"])


def test_nothing_is_turned_where_it_must_not_be() -> None:
    ways = {way for w in crops(augment=named("none")).wanted(0) for way in w.ways}
    assert ways - {0}  # drawn all the same, so that the places stay
    batch = next(crops(pictures=1, augment=named("none"), patch=Patch(size=(6, 8))).epoch(0))
    whole = torch.from_numpy(unit(one_of(0), CARD)[1]).half().float()
    assert torch.equal(batch["truth"][0], whole)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_gray_and_deep_pictures_are_shown_in_the_card_s_colours(dtype: type) -> None:
    low, truth = unit(one_of(0, dtype, channels=1), CARD)
    assert low.shape == (3, 6, 8)
    assert truth.shape == (3, 24, 32)
    assert 0.1 < truth.min() < truth.max() < 0.9


def test_inverted_pictures_are_turned_over() -> None:
    sharp = one_of(0)
    negative = Sharp(
        "",
        truth=lambda: sharp.truth().but(inverted=True),
        low=lambda: sharp.low().but(inverted=True),
    )
    for plain, other in zip(unit(sharp, CARD), unit(negative, CARD), strict=True):
        np.testing.assert_allclose(plain, 1 - other, atol=1e-6)
