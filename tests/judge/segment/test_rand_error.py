"""The Rand error against pairs counted one by one."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from diaphane.judge.segment.rand_error import rand_error, regions, thinned


def grid(*lines: str) -> np.ndarray:
    """# is membrane."""
    return np.array([[c == "#" for c in line] for line in lines])


TRUTH = grid("...#...", "...#...", "...#...", "...#...")
GAP = grid("...#...", "...#...", ".......", "...#...")
MOVED = grid(".#.....", ".#.....", ".#.....", ".#.....")


def test_a_gap_joins_two_cells_and_a_moved_border_does_not() -> None:
    assert rand_error(TRUTH, TRUTH) == 0
    assert rand_error(TRUTH, GAP) == pytest.approx(pairs_say(TRUTH, GAP))
    assert 0 < rand_error(TRUTH, MOVED) < rand_error(TRUTH, GAP)


def test_the_moved_border_by_hand() -> None:
    assert rand_error(TRUTH, MOVED) == pytest.approx(pairs_say(TRUTH, MOVED))


def test_without_any_cell_there_is_none() -> None:
    full = np.ones((3, 3), bool)
    assert np.isnan(rand_error(full, full))
    assert rand_error(TRUTH, np.ones_like(TRUTH)) > 0


def pairs_say(truth: np.ndarray, answer: np.ndarray) -> float:
    """One minus the F-score of pixels said to be of one cell."""
    true, said = regions(truth).ravel(), thinned(regions(answer)).ravel()
    inside = np.flatnonzero(true)
    both = same_true = same_said = 0
    for i, j in combinations(inside, 2):
        same_true += int(true[i] == true[j])
        same_said += int(said[i] == said[j])
        both += int(true[i] == true[j] and said[i] == said[j])
    precision, recall = both / same_said, both / same_true
    return float(1 - 2 * precision * recall / (precision + recall))
