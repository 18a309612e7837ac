"""Masks beside their image: panels of one size, colours of the card, shares of covered pixels."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.card import Class
from diaphane.pixels.beside import SIDE, WIDE, Row, beside, colours_of, covered, fit, laid_over

CLASSES = (Class("a", colour=(200, 0, 0)), Class("b", colour=(0, 0, 100)))


def test_colours_cover_half_of_the_image_where_the_mask_is() -> None:
    picture = np.full((2, 2, 3), 100, np.uint8)
    mask = np.array([[0, 1], [2, 0]], np.uint8)
    over = laid_over(picture, colours_of(CLASSES)[mask], covered(mask))
    assert over[0, 0].tolist() == over[1, 1].tolist() == [100, 100, 100]
    assert over[0, 1].tolist() == [150, 50, 50]
    assert over[1, 0].tolist() == [50, 50, 100]


@pytest.mark.parametrize(
    ("size", "shown"), [((50, 96), (100, 192)), ((384, 192), (192, 96)), ((1, 4000), (1, 192))]
)
def test_panels_are_enlarged_by_whole_factors_or_shrunk(
    size: tuple[int, int], shown: tuple[int, int]
) -> None:
    picture = np.random.default_rng(0).integers(0, 255, (*size, 3), np.uint8)
    fitted = fit(picture)
    assert fitted.shape == (*shown, 3)
    assert float(fitted.mean()) == pytest.approx(float(picture.mean()), abs=1)


def test_many_classes_and_long_names_have_room() -> None:
    mask = np.zeros((40, 60), np.uint8)
    row = Row(np.zeros((40, 60, 3), np.uint8), mask, mask)
    classes = [Class(f"a class of a name that is long {k}") for k in range(40)]
    page = beside([row, row], classes, "epoch 1 of 2")
    assert page.shape[1] == WIDE
    assert page.shape[0] > 2 * 40 * (SIDE // 60)
