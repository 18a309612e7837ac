"""Middle planes and montages."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.image import Image, Window
from diaphane.pixels.draw_inspected import montage, name_of, planes_picture, windowed
from diaphane.pixels.panels import BAND, GAP, WIDE
from diaphane.pixels.planes import cut_at
from placed import AXIAL, DIRECTIONS


def made(**facts: object) -> Image:
    """8 slices of 32 x 16, each brighter than the one before; 4 mm apart, 1 mm within."""
    pixels = np.repeat(np.arange(8, dtype=np.int16) * 100, 32 * 16).reshape(1, 8, 32, 16)
    return Image(pixels, "zyx", spacing=(4.0, 1.0, 1.0), direction=AXIAL).but(**facts)


@pytest.mark.parametrize(
    ("name", "plane"),
    [("axial", "axial"), ("sagittal", "sagittal"), ("coronal", "coronal"), ("z negated", "axial")],
)
def test_planes_are_named_by_how_they_lie(name: str, plane: str) -> None:
    assert name_of(cut_at(made(direction=DIRECTIONS[name]), 0, 4)) == plane


def test_oblique_planes_are_called_so() -> None:
    assert name_of(cut_at(made(direction=DIRECTIONS["oblique"]), 0, 4)) == "oblique, mostly axial"
    assert name_of(cut_at(made(direction=None), 0, 4)) == "plane"


def test_planes_are_as_high_and_wide_as_in_the_patient() -> None:
    """Coronal: 8 slices of 4 mm are twice as high as 16 columns of 1 mm are wide."""
    picture = planes_picture(made())
    assert picture.shape[1] == WIDE
    room = (WIDE - 4 * GAP) // 3
    coronal = picture[BAND:, 2 * GAP + room :][:, :room]
    bright = (coronal == 255).all(axis=-1)
    rows, columns = np.flatnonzero(bright.any(axis=1)), np.flatnonzero(bright.any(axis=0))
    assert rows[0] < 5  # the head is up
    assert len(columns) == pytest.approx(room / 2, abs=2)


def test_a_montage_shows_slices_and_a_plane_has_none() -> None:
    assert montage(Image(np.zeros((1, 4, 4), np.uint8))) is None
    frames = montage(made(axes="tyx", direction=None, spacing=None))
    assert frames is not None
    assert frames.shape[1] == WIDE


def test_a_window_in_which_all_is_gray_is_not_taken() -> None:
    assert windowed(made(window=Window(-5, 9000))).window == windowed(made()).window
    assert windowed(made(window=Window(0, 500))).window == Window(0, 500)
    assert windowed(made(units="HU")).window == Window(-150, 250)
    plain = Image(np.zeros((1, 4, 4), np.uint8))
    assert windowed(plain) is plain
