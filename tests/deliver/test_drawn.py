"""Pixels as PNG files hold them; what is said where words do not fit. The rest is tested with
the files of each task."""

from __future__ import annotations

import numpy as np

from diaphane.card import Card, Input
from diaphane.deliver.drawn import as_png, signed, texts_of
from diaphane.image import Image, Window

RANDOM = np.random.default_rng(0)
CARD = Card("painter", "translate", Input())


def test_deep_colours_become_eight_bits_in_png() -> None:
    pixels = RANDOM.integers(0, 256, (3, 9, 7)).astype(np.uint16) * 257
    values, said = as_png(Image(pixels))
    assert values.dtype == np.uint8
    np.testing.assert_array_equal(np.moveaxis(values, -1, 0), pixels // 257)
    assert said == {"Description": "16 bits a colour were written as 8"}


def test_values_with_a_window_are_written_by_it() -> None:
    image = Image(np.array([[[-1000, 0, 400]]], np.int16), window=Window(-1000, 400), units="HU")
    values, said = as_png(image)
    assert values.dtype == np.uint16
    np.testing.assert_array_equal(values, [[0, round(65535 * 1000 / 1400), 65535]])
    assert said == {"Description": "black is -1000 and white 400 HU"}


def test_words_fit_or_it_is_said() -> None:
    large, notes = signed(Image(np.zeros((1, 99, 300), np.uint8)), CARD)
    assert large.pixels.max() > 200
    assert notes == ()
    small, (note,) = signed(Image(np.zeros((1, 5, 300), np.uint8)), CARD)
    assert small.pixels.max() == 0
    assert note.startswith("too small for the words 'synthetic picture, not for")


def test_texts_say_what_the_task_draws() -> None:
    assert texts_of(CARD)["Warning"] == "synthetic picture, not for diagnosis"
    assert texts_of(CARD.but(task="enhance"))["Warning"] == "synthetic detail, not for diagnosis"
