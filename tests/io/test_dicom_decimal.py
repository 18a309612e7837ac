"""Numbers of headers: short enough, and what they stand for comes back."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.image import Window
from diaphane.io.dicom_decimal import MOST, centred, decimal, line


def test_at_most_sixteen_letters() -> None:
    assert len(str(decimal(-1 / 3e-7))) <= 16
    assert float(decimal(0.1)) == 0.1


def test_a_window_by_the_linear_function() -> None:
    """Centre 40 and width 400 show -160 to 239 (PS3.3, C.11.2.1.2.1: c - 0.5 -+ (w - 1) / 2)."""
    assert [float(x) for x in centred(Window(-160, 239))] == [40, 400]


def test_the_line_from_stored_values() -> None:
    assert line(np.array([[-1000, 3000]], np.int32)) == (1, -1000)
    assert line(np.array([[0.25, 0.25]], np.float32)) == (1, 0.25)
    slope, low = line(np.array([[-1.0, 3.0]], np.float32))
    assert (slope * MOST + low, low) == pytest.approx((3, -1))
