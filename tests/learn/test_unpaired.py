"""Crops of two domains, drawn apart, the same again for the same seed."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import torch

from diaphane.data.pictures import Sharp
from diaphane.errors import BadSetting, UnknownName
from diaphane.image import Image
from diaphane.learn.unpaired import Unpaired, how, shown
from diaphane.recipe import Recipe, named
from diaphane.recipes.translate import van_gogh

TINY = van_gogh.with_settings(["patch.size=[8,8]", "augment.load=0", "batch=2"])


def picture(value: int, size: tuple[int, int] = (12, 16)) -> Image:
    pixels = np.full((3, *size), value, np.uint8)
    pixels[:, :, : size[1] // 2] += 1
    return Image(pixels)


def members(values: range) -> list[Sharp]:
    return [Sharp(str(value), partial(picture, value), partial(picture, value)) for value in values]


def crops(recipe: Recipe = TINY, **settings: int) -> Unpaired:
    return Unpaired(members(range(5)), members(range(100, 103)), recipe.card, recipe, **settings)


def test_an_epoch_shows_each_picture_of_the_larger_domain() -> None:
    batches = list(crops().epoch(0))
    assert len(batches) == len(crops()) == 3
    assert batches[0]["image"].shape == batches[0]["truth"].shape == (2, 3, 8, 8)
    values = [torch.cat([batch[name] for batch in batches]) * 255 for name in ("image", "truth")]
    a, b = ({round(float(crop.min())) for crop in part} for part in values)
    assert a >= {0, 1, 2, 3, 4} - {5}
    assert b <= {100, 101, 102, 103}


def test_seed_and_epoch_decide() -> None:
    once, again, later = (
        torch.cat([batch["image"] for batch in crops().epoch(number)]) for number in (1, 1, 2)
    )
    assert torch.equal(once, again)
    assert not torch.equal(once, later)


def test_domains_are_shuffled_apart() -> None:
    both = crops(TINY.with_settings(["patch.steps=6"]))
    assert both.order(0, 0)[:3] != both.order(0, 1)[:3] or both.order(1, 0) != both.order(1, 1)
    assert sorted(both.order(0, 1)) == sorted([0, 1, 2] * 4)


def test_processes_share_an_epoch() -> None:
    steps = ["patch.steps=2", "augment.flip=false", "batch=1"]
    parts = [crops(TINY.with_settings(steps), process=p, processes=2) for p in (0, 1)]
    seen = [[round(float(b["image"].min()) * 255) for b in part.epoch(0)] for part in parts]
    assert len({*seen[0], *seen[1]}) >= 3


def test_pictures_without_room_are_read_again() -> None:
    full, none = crops(), crops(room=0)
    assert len(full.kept) == 8
    assert not none.kept
    for a, b in zip(full.epoch(0), none.epoch(0), strict=True):
        assert torch.equal(a["image"], b["image"])


def test_the_shorter_side_is_loaded() -> None:
    assert shown(picture(0), TINY.card, 24).shape == (3, 24, 32)
    assert shown(picture(0, (30, 10)), TINY.card, 5).shape == (3, 15, 5)


def test_white_is_one_however_it_is_stored() -> None:
    inverted = Image(np.full((1, 4, 4), 255, np.uint8), inverted=True)
    assert shown(inverted, TINY.card, 0).max() == 0


def test_what_it_does_not_take_is_told() -> None:
    with pytest.raises(UnknownName, match="crop"):
        how(named("warp"))
    with pytest.raises(BadSetting, match="does not take these settings"):
        how(named("crop", zoom=2))
    with pytest.raises(BadSetting, match=r"expected augment.load of at least 0, got -1"):
        how(named("crop", load=-1))
