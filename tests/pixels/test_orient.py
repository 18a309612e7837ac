"""Turning a volume is exact in all 48 ways that it can lie, and so is turning back."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest

from diaphane.image import Image
from diaphane.pixels.orient import UPRIGHT, Turn, as_it_is, closest, turned, upright
from diaphane.pixels.planes import plane, stacked_turn

TURNS = [
    Turn(order, flips)
    for order in permutations(range(3))
    for flips in product((False, True), repeat=3)
]


def lying(turn: Turn, *, tilt: float = 0.0, spacing: tuple[float, ...] = (3.0, 1.1, 1.0)) -> Image:
    """A volume that is upright but for `turn`, and a tilt of the table in radians."""
    c, s = np.cos(tilt), np.sin(tilt)
    tilted = np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    values = np.arange(2 * 3 * 4 * 5, dtype=np.int16).reshape(2, 3, 4, 5)[:1]
    straight = Image(
        values,
        "zyx",
        spacing=spacing,
        direction=tilted @ np.stack(UPRIGHT, axis=1),
        origin=(10.0, 20.0, 30.0),
    )
    return turned(straight, turn)


def place_of(image: Image, value: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Where the sample of this value lies in the patient."""
    assert image.direction is not None
    assert image.spacing is not None
    assert image.origin is not None
    index = np.argwhere(image.pixels[0] == value)[0]
    return np.asarray(image.origin + image.direction @ (index * np.array(image.spacing)))


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("tilt", [0.0, 0.4])
def test_a_volume_is_brought_upright_and_back(turn: Turn, tilt: float) -> None:
    image = lying(turn, tilt=tilt)
    way = upright(image)
    there = turned(image, way)
    straight = lying(as_it_is(3), tilt=tilt)
    np.testing.assert_array_equal(there.pixels, straight.pixels)
    assert there.spacing == straight.spacing
    np.testing.assert_allclose(np.array(there.origin), np.array(straight.origin), atol=1e-9)
    np.testing.assert_array_equal(way.undo(there.pixels), image.pixels)
    assert np.shares_memory(way.undo(there.pixels), image.pixels)


@pytest.mark.parametrize("turn", TURNS)
def test_a_sample_stays_where_it_is_in_the_patient(turn: Turn) -> None:
    image = lying(turn)
    for value in (0, 7, 59):
        np.testing.assert_allclose(
            place_of(turned(image, upright(image)), value), place_of(image, value), atol=1e-9
        )


@pytest.mark.parametrize("turn", TURNS)
def test_a_volume_is_the_stack_of_its_planes(turn: Turn) -> None:
    for spacing in ((3.0, 1.1, 1.0), (1.0, 1.0, 1.0)):
        image = lying(turn, spacing=spacing)
        stack = turned(image, stacked_turn(image))
        for k in range(stack.shape[0]):
            np.testing.assert_array_equal(stack.pixels[:, k], plane(image, k + 1)[0].pixels)


def test_what_lies_in_an_unknown_way_is_left_as_it_is() -> None:
    image = Image(np.zeros((1, 2, 3, 4)), "zyx")
    assert upright(image) == as_it_is(3)
    assert stacked_turn(image) == as_it_is(3)


def test_the_nearest_axis_is_chosen_together_not_one_by_one() -> None:
    c, s = np.cos(0.7), np.sin(0.7)  # a little less than an eighth of a turn
    direction = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
    assert closest(direction, tuple(np.eye(3))) == as_it_is(3)
