"""Windows and percentiles to 0..1."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.image import Image, Window
from diaphane.pixels.window import percentiles, shown, windowed


def test_a_window_is_straight_between_its_ends() -> None:
    values = windowed(np.array([[-200, -100, 0, 100, 200]], np.int16), Window(-100, 100))
    np.testing.assert_allclose(values, [[0, 0, 0.5, 1, 1]])
    assert values.dtype == np.float32


def test_a_window_without_width_parts_black_from_white() -> None:
    np.testing.assert_array_equal(windowed(np.array([[4, 5, 6]]), Window(5, 5)), [[0, 0, 1]])


def test_percentiles_pass_over_what_is_no_number() -> None:
    pixels = np.append(np.arange(101.0), np.nan)[None]
    assert percentiles(pixels, low=10, high=90) == Window(10.0, 90.0)
    assert percentiles(np.full((1, 3), np.nan)) == Window(0.0, 0.0)


def test_shown_as_on_a_screen() -> None:
    gray = np.array([[[0, 255]]], np.uint8)
    np.testing.assert_allclose(shown(Image(gray)), [[[0, 1]]])
    np.testing.assert_allclose(shown(Image(gray, inverted=True)), [[[1, 0]]])
    np.testing.assert_allclose(shown(Image(gray, window=Window(0, 510))), [[[0, 0.5]]])
    ct = np.linspace(-1000, 1000, 1001)[None, None]
    assert shown(Image(ct)).max() == 1


@pytest.mark.parametrize("n", [1, 2, 50, 5000])
def test_percentiles_of_bytes_are_numpys(n: int) -> None:
    flat = np.random.default_rng(n).integers(0, 256, (1, n), np.uint8)
    for low, high in ((0.5, 99.5), (0, 100), (33.3, 50)):
        window = percentiles(flat, low=low, high=high)
        expected = np.percentile(flat, (low, high))
        np.testing.assert_allclose((window.low, window.high), expected, atol=1e-9)
