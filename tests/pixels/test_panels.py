"""Panels: maps in colours, pictures brought to one size, windows that hold for all parts."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.image import Image, Window
from diaphane.pixels.panels import BAND, GAP, SIDE, WIDE, evenly, fit, mapped, row, some


def test_maps_go_from_cold_to_hot() -> None:
    drawn = mapped(np.array([[0, 0.1, 0.2, 0.9]], np.float32), 0.2)
    assert drawn[0, 0].tolist() == [40, 10, 90]
    assert drawn[0, 2].tolist() == drawn[0, 3].tolist() == [255, 250, 180]


@pytest.mark.parametrize(
    ("shape", "fitted"), [((1, 1), (384, 384)), ((100, 50), (300, 150)), ((768, 96), (384, 48))]
)
def test_a_panel_is_as_large_as_fits(shape: tuple[int, int], fitted: tuple[int, int]) -> None:
    assert fit(np.zeros((*shape, 3), np.uint8)).shape == (*fitted, 3)


def test_of_a_large_picture_a_part_of_the_samples_is_drawn() -> None:
    assert some(np.zeros((3, 4000, 100))).shape == (3, 2000, 50)


def test_all_parts_of_deep_gray_are_shown_by_one_window() -> None:
    deep = Image(np.linspace(900, 1100, 400).reshape(2, 10, 20).astype(np.uint16))
    shown = evenly(deep)
    assert shown.channels == 1
    assert shown.window
    assert evenly(shown.but(window=Window(0, 9))).window == Window(0, 9)


def test_panels_stand_beside_each_other() -> None:
    page = row({"a": np.full((96, 96, 3), 255, np.uint8), "b": np.full((48, 96, 3), 99, np.uint8)})
    assert page.shape == (BAND + SIDE + GAP // 2, WIDE, 3)
    assert (page[BAND : BAND + SIDE, GAP : GAP + SIDE] == 255).all()
    assert (page[BAND : BAND + SIDE // 2, 2 * GAP + SIDE : 2 * (GAP + SIDE)] == 99).all()
