"""Panels stand below their names, each in the middle of its column."""

from __future__ import annotations

import numpy as np

from diaphane.pixels.beside import BAND, GAP, WIDE
from diaphane.pixels.side_by_side import SIDE, side_by_side

HEAD = BAND + GAP + BAND


def test_a_row_for_each_picture() -> None:
    panels = [np.full((SIDE, SIDE, 3), 40 * k, np.uint8) for k in range(4)]
    small = [np.full((20, 40, 3), 200, np.uint8)] * 4
    page = side_by_side([panels, small], ("small", "bicubic", "network", "sharp"), "epoch 1 of 2")
    assert page.shape == (HEAD + SIDE + GAP + 20 + GAP + BAND + GAP, WIDE, 3)
    for k in range(4):
        left = GAP + k * (SIDE + GAP)
        assert (page[HEAD : HEAD + SIDE, left : left + SIDE] == 40 * k).all()
        below = page[HEAD + SIDE + GAP : HEAD + SIDE + GAP + 20]
        assert (below[:, left + 100 : left + 140] == 200).all()
        assert (below[:, left : left + 100] == 255).all()
    assert (page[: BAND + GAP] < 255).any()  # the title
    assert (page[-BAND:] < 255).any()  # the disclaimer
