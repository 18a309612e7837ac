"""Surfaces and parts of bodies whose surfaces and parts are known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from diaphane.tasks.extent import components, crumbs, filled, surface


def ball(radius: float, spacing: tuple[float, ...]) -> NDArray[np.bool_]:
    """(Z, Y, X): a ball of so many millimetres, off the grid's points."""
    half = [int(radius / s) + 3 for s in spacing]
    axes = np.meshgrid(*(np.arange(-n, n + 1) * s for n, s in zip(half, spacing, strict=True)))
    z, y, x = (axis.swapaxes(0, 1) for axis in (axes[0], axes[1], axes[2]))
    return np.asarray((z - 0.3) ** 2 + (y + 0.2) ** 2 + (x - 0.1) ** 2 <= radius**2)


@pytest.mark.parametrize("spacing", [(1.0, 1.0, 1.0), (2.0, 1.0, 1.0), (3.0, 0.7, 0.7)])
def test_the_surface_of_a_ball(spacing: tuple[float, ...]) -> None:
    mask = ball(20, spacing)
    assert surface(mask, spacing) == pytest.approx(4 * np.pi * 20**2, rel=0.03)


def test_the_surface_of_a_box() -> None:
    mask = np.zeros((50, 60, 70), np.bool_)
    mask[5:45, 5:55, 5:65] = True  # the worst case: of a flat face 13 directions miss 8 %
    true = 2 * (40 * 50 + 50 * 60 + 40 * 60)
    assert surface(mask, (1.0, 1.0, 1.0)) == pytest.approx(true, rel=0.09)


def test_a_body_at_the_border_is_closed_there() -> None:
    whole = np.ones((20, 20, 20), np.bool_)
    inner = np.pad(whole, 3)
    assert surface(whole, (1.0, 1.0, 1.0)) == surface(inner, (1.0, 1.0, 1.0)) > 0


def test_nothing_has_no_crumbs() -> None:
    found, n = crumbs(np.zeros((4, 5, 6), np.bool_), 0.1)
    assert found.shape == (4, 5, 6)
    assert not found.any()
    assert n == 0


def test_nothing_has_no_surface_and_no_parts() -> None:
    empty = np.zeros((4, 5, 6), np.bool_)
    assert surface(empty, (1.0, 1.0, 1.0)) == 0
    assert components(empty) == 0
    assert filled(empty) == (slice(0, 0),) * 3


def test_parts_that_touch_at_a_corner_are_one() -> None:
    mask = np.zeros((6, 6), np.bool_)
    mask[0, 0] = mask[1, 1] = mask[4, 4] = True
    assert components(mask) == 2
