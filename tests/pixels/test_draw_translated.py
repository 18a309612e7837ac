"""The picture of an answer shows image, picture and what changed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from diaphane.card import Card, Input, Scaling
from diaphane.image import Floats, Image
from diaphane.infer.model import Model
from diaphane.pixels.draw_translated import translated_picture
from diaphane.pixels.panels import BAND, GAP, SIDE, WIDE

RANDOM = np.random.default_rng(0)
NEED = Input(channels=3, tile=(96, 96), scaling=Scaling("depth"))


def invert(batch: Floats) -> Mapping[str, Floats]:
    return {"picture": 1 - batch}


MODEL = Model(invert, Card("negative", "translate", NEED, domains=("photo", "negative")))


@pytest.mark.parametrize("shape", [(3, 130, 100), (1, 1, 1), (1, 1, 60), (4, 20, 30)])
def test_any_picture_can_be_drawn(shape: tuple[int, ...]) -> None:
    image = Image(RANDOM.integers(0, 256, shape, np.uint8))
    drawn = translated_picture(image, MODEL.predict(image), MODEL.card)
    assert drawn.shape[0] == 3
    assert drawn.shape[2] == WIDE


def test_image_and_picture_stand_side_by_side() -> None:
    image = Image(RANDOM.integers(0, 256, (3, 96, 96), np.uint8))
    drawn = translated_picture(image, MODEL.predict(image), MODEL.card)
    large = image.pixels.repeat(4, 1).repeat(4, 2)
    tops = [
        y
        for y in range(BAND, drawn.shape[1] - SIDE)
        if (drawn[:, y : y + SIDE, GAP : GAP + SIDE] == large).all()
    ]
    assert len(tops) == 1
    left = GAP + SIDE + GAP
    shown = drawn[:, tops[0] : tops[0] + SIDE, left : left + SIDE]
    np.testing.assert_array_equal(shown, 255 - large)


def test_sixteen_bits_are_shown_by_one_window_in_both_panels() -> None:
    image = Image(RANDOM.integers(900, 1100, (1, 40, 40), np.uint16), spacing=(1.0, 1.0))
    drawn = translated_picture(image, MODEL.predict(image), MODEL.card)
    assert drawn.std() > 10
