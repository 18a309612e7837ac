"""The warping error by hand, and simple points against a count of components."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import label

from diaphane.judge.segment.warping import AROUND, simple_rings, warped, warping_error
from judge.segment.test_rand_error import GAP, TRUTH, grid

MOVED = grid("..#....", "..#....", "..#....", "..#....")


def test_a_moved_border_is_no_error() -> None:
    assert warping_error(TRUTH, MOVED) == 0
    np.testing.assert_array_equal(warped(~TRUTH, ~MOVED), ~MOVED)


def test_a_gap_is_one_pixel_of_error() -> None:
    assert warping_error(TRUTH, GAP) == pytest.approx(1 / TRUTH.size)
    assert warping_error(GAP, TRUTH) == pytest.approx(1 / TRUTH.size)


def test_a_cell_that_is_not_there_and_one_too_many() -> None:
    one, none = grid("####", "#..#", "####"), grid("####", "####", "####")
    assert warping_error(one, none) == pytest.approx(1 / 12)
    assert warping_error(none, one) == pytest.approx(2 / 12)


def test_bending_keeps_the_number_of_cells_and_holes() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        truth, goal = rng.random((2, 14, 15)) < 0.7
        assert topology(warped(truth, goal)) == topology(truth)


def test_a_point_is_simple_where_turning_it_changes_nothing() -> None:
    for ring, simple in enumerate(simple_rings()):
        block = np.zeros((3, 3), bool)
        for n, (y, x) in enumerate(AROUND):
            block[1 + y, 1 + x] = ring >> n & 1
        on = block.copy()
        on[1, 1] = True
        assert simple == (locally(block, on))


def locally(off: np.ndarray, on: np.ndarray) -> bool:
    """Cells that touch the middle along an axis: one. Pieces of membrane around it: one."""
    cells, _ = label(off)
    touching = {int(cells[y, x]) for y, x in ((0, 1), (1, 0), (1, 2), (2, 1))} - {0}
    membrane = label(~on, np.ones((3, 3)))[1]
    return len(touching) == 1 and membrane == 1


def topology(cells: np.ndarray) -> tuple[int, int]:
    padded = np.pad(cells, 1)
    return label(padded)[1], label(~padded, np.ones((3, 3)))[1]
