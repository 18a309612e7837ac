"""Patches: where they lie, what they hold, and that they are the same again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from diaphane.card import Card, Class, Input, Scaling
from diaphane.data.masks import Labels
from diaphane.data.pairs import Pair
from diaphane.errors import BadData, BadSetting
from diaphane.image import Floats, Image, Pixels
from diaphane.learn.objective import Batch
from diaphane.learn.patches import Patches, begin
from diaphane.pixels.planes import plane
from diaphane.recipe import Patch, Recipe, named

TWO = (Class("inner"), Class("outer"))


def card_of(tile: tuple[int, ...], **need: Any) -> Card:
    scaling = Scaling("none")
    return Card("x", "segment", Input(tile=tile, scaling=scaling, **need), TWO)


def pair(pixels: Pixels, mask: Pixels, field: Pixels | None = None, **geometry: Any) -> Pair:
    """A pair in memory: pixels (*space)."""
    axes: Any = "yx" if pixels.ndim == 2 else "zyx"

    def image(values: Pixels) -> Image:
        return Image(values[None], axes=axes, **geometry)

    fov = None if field is None else partial(image, field)
    return Pair("made up", partial(image, pixels), partial(image, mask), fov)


def drawn(size: tuple[int, ...], seed: int = 0) -> tuple[Floats, Labels]:
    """A value of its own at every sample, and a mask in which class 2 is rare."""
    chance = np.random.default_rng(seed)
    halves = chance.permutation(np.arange(0x2000, 0x2000 + np.prod(size), dtype=np.uint16))
    mask = np.zeros(size, np.uint8)
    mask[tuple(slice(n // 4, n // 2) for n in size)] = 1
    mask[tuple(n // 2 for n in size)] = 2
    return halves.view(np.float16).reshape(size).astype(np.float32), mask


def patches(pairs: Sequence[Pair], card: Card, **settings: Any) -> Patches:
    """Of a recipe with these settings; `weigh`, `process`, `processes` and `room` are no part of
    it."""
    own = {k: settings.pop(k) for k in ("weigh", "process", "processes", "room") if k in settings}
    return Patches(pairs, card, Recipe(card, named("unet"), **settings), **own)


def batches(one: Patches, epoch: int = 0) -> list[Batch]:
    return list(one.epoch(epoch))


SPACES = [((40, 50), (16, 16)), ((20, 24, 22), (8, 12, 8))]


@pytest.mark.parametrize(("space", "tile"), SPACES)
def test_patches_are_pieces_of_image_and_mask(
    space: tuple[int, ...], tile: tuple[int, ...]
) -> None:
    pixels, mask = drawn(space)
    found = {value: place for place, value in np.ndenumerate(pixels.astype(np.float16))}
    one = patches([pair(pixels, mask)], card_of(tile), batch=4, patch=Patch(steps=5))
    for batch in batches(one):
        assert batch["image"].shape == (4, 1, *tile)
        assert batch["image"].dtype == batch["weight"].dtype == torch.float32
        assert batch["truth"].shape == batch["weight"].shape == (4, *tile)
        assert batch["truth"].dtype == torch.int64
        assert batch["weight"].all()
        for image, truth in zip(batch["image"].numpy(), batch["truth"].numpy(), strict=True):
            corner = found[np.float16(image[0][(0,) * len(tile)])]
            there = tuple(slice(a, a + n) for a, n in zip(corner, tile, strict=True))
            assert np.array_equal(truth, mask[there])


def same(one: Sequence[Batch], other: Sequence[Batch]) -> bool:
    return all(torch.equal(a[k], b[k]) for a, b in zip(one, other, strict=True) for k in a)


@pytest.mark.parametrize(("space", "tile"), SPACES)
def test_an_epoch_is_the_same_again_and_others_are_not(
    space: tuple[int, ...], tile: tuple[int, ...]
) -> None:
    pairs = [pair(*drawn(space, seed)) for seed in range(3)]
    made = partial(
        patches,
        pairs,
        card_of(tile),
        batch=2,
        augment=named("warp", rotate=30, elastic=1, elastic_grid=8, flip=0.5, noise=0.1, gamma=0.2),
        seed=3,
    )
    first = batches(made(), 1)
    assert len(first) == 2  # three images, each shown once
    assert same(first, batches(made(), 1))
    assert same(first, batches(made(room=0), 1))  # nothing is kept: all is read again
    assert not same(first, batches(made(), 2))
    assert not same(first, batches(made(process=1, processes=2, patch=Patch(steps=2)), 1))


def test_middles_lie_on_each_class_equally_often() -> None:
    pixels, mask = drawn((64, 64))
    empty = pair(pixels, np.zeros_like(mask))
    full = pair(pixels, mask)
    settings: dict[str, Any] = {"batch": 1, "patch": Patch((5, 5), steps=300, foreground=0.8)}
    one = patches([empty, full], card_of((16, 16)), **settings)
    middles = [int(batch["truth"][0, 2, 2]) for batch in batches(one)]
    rare, common = middles.count(2) / 300, middles.count(1) / 300
    assert rare == pytest.approx(0.4, abs=0.08)
    assert common == pytest.approx(0.4, abs=0.08)


def test_a_patch_lies_inside_where_it_can() -> None:
    assert begin(0, 20, 8) == 0
    assert begin(10, 20, 8) == 6
    assert begin(19, 20, 8) == 12
    assert begin(2, 6, 9) == -1


def test_what_is_not_the_image_has_no_weight() -> None:
    pixels, mask = drawn((6, 30))
    one = patches([pair(pixels, mask)], card_of((10, 16)), batch=2, patch=Patch(steps=4))
    for batch in batches(one):
        assert torch.equal(batch["weight"].amax(2)[0], torch.tensor([0, 0] + [1] * 6 + [0, 0]))
        assert torch.equal(batch["image"][:, 0, 1], batch["image"][:, 0, 3])  # mirrored


def test_patches_lie_in_the_field_of_view() -> None:
    pixels, mask = drawn((40, 40))
    field = np.zeros_like(mask)
    field[20:, 20:] = 255
    one = patches(
        [pair(pixels, mask, field)], card_of((5, 5)), batch=8, patch=Patch(steps=10, foreground=0)
    )
    for batch in batches(one):
        assert batch["weight"][:, 2, 2].all()
    whole = patches([pair(pixels, mask, field)], card_of((40, 40)), batch=1)
    assert np.array_equal(batches(whole)[0]["weight"][0].numpy(), field // 255)


def test_what_lies_outside_may_count_a_little() -> None:
    pixels, mask = drawn((16, 16))
    field = np.zeros_like(mask)
    field[:, 4:] = 255
    one = [pair(pixels, mask, field)]
    made = patches(one, card_of((20, 16)), batch=1, patch=Patch(outside=0.25))
    (weight,) = batches(made)[0]["weight"]
    assert not weight[:2].any()  # beyond the image
    assert torch.equal(weight[2:18], torch.tensor([0.25] * 4 + [1.0] * 12).expand(16, 16))


def test_borders_may_weigh_more() -> None:
    pixels, mask = drawn((16, 16))

    def weigh(labels: Labels) -> Floats:
        return np.where(labels == 2, np.float32(9), np.float32(1))

    (batch,) = batches(patches([pair(pixels, mask)], card_of((16, 16)), batch=1, weigh=weigh))
    assert torch.equal(batch["weight"], torch.where(batch["truth"] == 2, 9.0, 1.0))


def test_valid_networks_get_truth_for_the_inner_part() -> None:
    pixels, mask = drawn((32, 32))
    one = patches([pair(pixels, mask)], card_of((24, 24), margin=4), batch=4)
    (batch,) = batches(one)
    assert batch["image"].shape == (4, 1, 24, 24)
    assert batch["truth"].shape == batch["weight"].shape == (4, 16, 16)
    assert batch["weight"].all()  # beyond the image lies context at most


def volume(**geometry: Any) -> tuple[Pair, Image]:
    pixels, mask = drawn((4, 12, 10))
    one = pair(pixels, mask, spacing=(5.0, 1.0, 1.0), **geometry)
    return one, one.image()


def test_a_network_of_planes_is_shown_each_plane_of_a_volume() -> None:
    direction = np.array([[0.0, 0, -1], [0, 1, 0], [1, 0, 0]])  # columns: Z Y X in L P S
    one, image = volume(direction=direction, origin=(0.0, 0.0, 0.0))
    made = patches([one], card_of((12, 10)), batch=1, patch=Patch(foreground=0))
    assert len(made) == 4
    shown = [batch["image"][0, 0].numpy() for batch in batches(made)]
    for k in range(4):
        seen = plane(image, k + 1)[0].pixels[0]
        assert sum(np.array_equal(seen, one) for one in shown) == 1


def test_spacing_is_what_the_network_wants() -> None:
    one, _ = volume()
    made = patches([one], card_of((8, 6, 6), spacing=(2.0, 2.0, 2.0)), batch=1)
    assert made.kept[0, 0].size == (10, 6, 5)
    assert set(made.kept[0, 0].labels.flatten().tolist()) <= {0, 1, 2}


def test_values_are_changed_before_they_are_normalised() -> None:
    pixels = np.full((8, 8), 0.5, np.float32)
    one = pair(pixels, np.zeros((8, 8), np.uint8))
    card = card_of((8, 8), mean=(0.5,), std=(0.25,))
    augment = named("warp", brightness=0.1)
    made = patches([one], card, batch=64, augment=augment)
    values = batches(made)[0]["image"]
    assert 0.3 < float(values.abs().max()) <= 0.1 / 0.25 + 1e-6


def test_what_does_not_fit_is_told() -> None:
    flat = pair(*drawn((16, 16)))
    with pytest.raises(BadData, match="expected a volume, got a single plane"):
        patches([flat], card_of((8, 8, 8)))
    with pytest.raises(BadSetting, match="expected one probability of flips, or 2"):
        patches([flat], card_of((8, 8)), augment=named("warp", flip=[0.5, 0.5, 0.5]))


def test_nothing_counts_and_nothing_breaks() -> None:
    pixels, mask = drawn((16, 16))
    none: NDArray[np.uint8] = np.zeros_like(mask)
    (batch,) = batches(patches([pair(pixels, mask, none)], card_of((8, 8)), batch=2))
    assert not batch["weight"].any()
