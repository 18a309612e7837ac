"""How often values occur, drawn."""

from __future__ import annotations

import numpy as np

from diaphane.image import Image
from diaphane.pixels.histogram import SIZE, TISSUES, column, counts, histogram
from diaphane.pixels.page import FAINT


def test_tissues_are_marked_in_their_colours() -> None:
    values = np.array([-1000, -700, -75, 0, 40, 1000] * 100, np.int16)
    picture = histogram(Image(values.reshape(1, 20, 30), units="HU"))
    assert picture.shape[1] == SIZE[1]
    for one in TISSUES:
        middle = column((one.low + min(one.high, 1000)) / 2, -1000, 1000)
        drawn = picture[: SIZE[0], middle].reshape(-1, 3).tolist()
        assert any(np.abs(np.array(pixel) - one.colour).max() < 200 for pixel in drawn)
    bar = picture[: SIZE[0], column(40, -1000, 1000)].tolist()
    assert list(TISSUES[4].colour) in bar


def test_no_tissues_where_there_are_no_hounsfield_units() -> None:
    picture = histogram(Image(np.arange(64, dtype=np.uint8).reshape(1, 8, 8)))
    assert picture.shape == (*SIZE, 3)
    assert (picture == FAINT).all(axis=-1).any()


def test_columns_of_whole_numbers_are_no_comb() -> None:
    values = np.repeat(np.arange(-1000, 1500, dtype=np.float32), 3)
    found = counts(values, -1000, 1499, whole=True)
    assert set(found[1:-1].tolist()) <= {6, 9}


def test_one_value_alone_and_colours() -> None:
    assert histogram(Image(np.full((1, 4, 4), 7, np.int16))).any()
    assert histogram(Image(np.zeros((4, 4, 4), np.uint8))).any()
    assert histogram(Image(np.linspace(0, 1, 16, dtype=np.float32).reshape(1, 4, 4))).any()
