"""Answers beside the truth."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image as Pillow

from diaphane.image import Image
from diaphane.judge.segment.pictures import (
    FALSE,
    MISSED,
    MIXED,
    RIGHT,
    SIDE,
    case_picture,
    errors,
    pictures,
    veiled,
    worst_slice,
)
from judge.segment.conftest import DISCS, TWO, Stub, discs


def test_each_kind_of_error_has_its_colour() -> None:
    shown = np.full((1, 6, 3), 100, np.uint8)
    truth = np.array([[0, 1, 0, 1, 1, 1]], np.uint8)
    answer = np.array([[0, 1, 1, 0, 2, 0]], np.uint8)
    inside = np.array([[True, True, True, True, True, False]])
    page = errors(shown, truth, answer, inside)
    assert [tuple(pixel) for pixel in page[0, 1:5].tolist()] == [RIGHT, FALSE, MISSED, MIXED]
    assert page[0, 0].tolist() == page[0, 5].tolist() == [45, 45, 45]


def test_masks_lie_over_the_image_in_the_colours_of_the_card() -> None:
    shown = np.zeros((1, 2, 3), np.uint8)
    over = veiled(shown, np.array([[0, 1]], np.uint8), DISCS)
    assert over[0, 0].tolist() == [0, 0, 0]
    assert over[0, 1].tolist() == [153, 96, 0]  # 0.6 of the default orange


def test_of_a_volume_the_slice_with_the_most_errors() -> None:
    truth = np.zeros((5, 8, 8), np.uint8)
    truth[:, 2:6, 2:6] = 1
    answer = truth.copy()
    answer[3, 2:4] = 0
    volume = Image(truth[None], axes="zyx", spacing=(3.0, 1.0, 1.0))
    where = np.ones(truth.shape, bool)
    assert worst_slice(volume, truth, answer, where) == 4
    where[3] = False
    assert worst_slice(volume, truth, answer, where) == 1
    picture = case_picture(volume, truth, answer, TWO)
    assert picture.shape[1] == 2 * SIDE + 6
    assert (picture == MISSED).all(axis=-1).sum() == 2 * 4 * (SIDE // 8) ** 2


def test_the_cut_is_along_the_thick_axis() -> None:
    truth = np.zeros((8, 8, 5), np.uint8)
    answer = truth.copy()
    answer[1:7, 1:7, 2] = 1
    volume = Image(truth[None], axes="zyx", spacing=(1.0, 1.0, 4.0))
    assert worst_slice(volume, truth, answer, np.ones(truth.shape, bool)) == 3
    assert (case_picture(volume, truth, answer, DISCS) == FALSE).all(axis=-1).any()


def test_planes_whose_pixels_are_not_square_are_shown_square() -> None:
    truth = np.ones((10, 20), np.uint8)
    plane = Image(truth[None] * 50, spacing=(2.0, 1.0))
    picture = case_picture(plane, truth, truth, DISCS)
    assert (picture == RIGHT).all(axis=-1).sum() == SIDE * SIDE


def test_pictures_of_those_that_are_there(stub: Stub) -> None:
    made = pictures(stub, discs(3, fov=True), ("01.png", "gone.png"), DISCS)
    assert list(made) == ["01.png"]
    assert Pillow.open(BytesIO(made["01.png"])).format == "JPEG"
