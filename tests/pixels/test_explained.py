"""The picture of an explanation holds image, heat, curve, words, and the disclaimer."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.explanation import Deletion, Explanation, Sanity
from diaphane.image import Image
from diaphane.pixels.curve import HOT
from diaphane.pixels.explained import explanation_picture
from diaphane.pixels.page import WARNING, WIDTH, Colour, Picture
from diaphane.result import Result
from tiny_models import CARD, bright_picture

IMAGE = Image(bright_picture(0)[None])
FOUND = Explanation(
    Result("classify", "left", {"left": 0.7, "middle": 0.2, "right": 0.1}, ("left",)),
    "right",
    "cam",
    "class activation map",
    "the last feature maps",
    heat=np.linspace(0, 1, 64 * 64, dtype=np.float32).reshape(64, 64),
    sanity=Sanity(0.1, 4),
    deletion=Deletion((0, 0.5, 1), (0.9, 0, 0), np.full((19, 3), 0.5), "black"),
)


def count(picture: Picture, colour: Colour) -> int:
    away = np.abs(np.moveaxis(picture, 0, -1).astype(int) - np.array(colour)).max(axis=-1)
    return int((away < 8).sum())


def test_the_curve_and_the_disclaimer_are_there() -> None:
    picture = explanation_picture(IMAGE, FOUND, CARD)
    assert picture.shape[0] == 3
    assert picture.shape[2] == WIDTH
    assert count(picture, HOT) > 300
    assert count(picture, WARNING) > 100


def test_a_failed_check_is_red() -> None:
    good = explanation_picture(IMAGE, FOUND, CARD)
    bad = explanation_picture(IMAGE, FOUND.but(sanity=Sanity(0.9, 4)), CARD)
    assert count(bad, WARNING) > count(good, WARNING) + 300


@pytest.mark.parametrize("sanity", [None, Sanity(0.1, 4)])
def test_without_heat_or_checks_the_words_stay(sanity: Sanity | None) -> None:
    none = FOUND.but(heat=None, blank="the image is blank", deletion=None, sanity=sanity)
    picture = explanation_picture(IMAGE, none, CARD)
    assert picture.shape[2] == WIDTH
    assert picture.shape[1] < explanation_picture(IMAGE, FOUND, CARD).shape[1]
