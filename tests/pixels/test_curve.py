"""The curve of a deletion lies where its numbers say."""

from __future__ import annotations

import numpy as np

from diaphane.explanation import Deletion
from diaphane.pixels.curve import BELOW, HEIGHT, HOT, LEFT, TOP, deletion_curve
from diaphane.pixels.page import PANEL


def test_the_curve_goes_from_the_first_to_the_last_value() -> None:
    shares = (0.0, 0.5, 1.0)
    random = np.full((19, 3), 0.5)
    page = deletion_curve(Deletion(shares, (1.0, 0.0, 0.0), random, "black"))
    assert page.shape == (HEIGHT, PANEL, 3)
    rows, columns = np.nonzero((page[TOP:, LEFT:] == np.array(HOT)).all(axis=-1))
    high = HEIGHT - BELOW - TOP
    assert rows[columns == 1].min() <= 4
    assert rows[columns > (PANEL - LEFT) * 0.55].min() >= high - 4
