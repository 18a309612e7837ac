"""Maps of real values become gray the same way, however large they are."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.pixels.gray import BAND, gray


@pytest.mark.parametrize("shape", [(3 * BAND + 5, 7), (BAND + 1, 4, 3)])
def test_all_rows_are_made_gray(shape: tuple[int, ...]) -> None:
    values = np.random.default_rng(0).uniform(-0.1, 0.3, shape).astype(np.float32)
    whole = np.rint(np.clip(values / np.float32(0.2), 0, 1) * 255).astype(np.uint8)
    np.testing.assert_array_equal(gray(values, 0.2), whole)


def test_ends() -> None:
    ends = np.array([[-1, 0, 0.25, 0.5, 2]], np.float32)
    assert gray(ends, 0.5).tolist() == [[0, 0, 128, 255, 255]]
