"""Every task that is tiled has its way, and each choice reaches the task it is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from diaphane.card import Card, Class, Input, Scaling
from diaphane.image import Floats, Image
from diaphane.infer.every import EVERY, Ways
from diaphane.tasks import TASKS

NEED = Input(tile=(32, 32), scaling=Scaling("depth"))
IMAGE = Image(np.random.default_rng(0).integers(0, 256, (1, 40, 90), np.uint8))


def network(batch: Floats) -> Mapping[str, Floats]:
    return {"picture": batch, "logits": batch}


def test_no_task_is_left_out() -> None:
    assert {*EVERY} == {name for name, task in TASKS.items() if task.tiled}


def test_maps_are_of_what_segments() -> None:
    card = Card("dots", "segment", NEED, classes=(Class("dot"),))
    plain, _ = EVERY["segment"](network, IMAGE, card, Ways())
    more, _ = EVERY["segment"](network, IMAGE, card, Ways(maps=True, flips=True))
    assert {*plain} == {"labels"}
    assert {*more} == {"labels", "probability_dot", "uncertainty"}


def test_tiles_are_of_what_translates() -> None:
    card = Card("same", "translate", replace(NEED, multiple=4))
    for tiles in (False, True):
        outputs, seen = EVERY["translate"](network, IMAGE, card, Ways(tiles=tiles))
        assert outputs["picture"].shape == (1, 40, 90)
        assert seen.grid == ((40, 90) if tiles else (21, 48))


def test_larger_pictures_take_no_choice() -> None:
    outputs, _ = EVERY["enhance"](network, IMAGE, Card("same", "enhance", NEED), Ways())
    np.testing.assert_array_equal(outputs["picture"], IMAGE.pixels)
