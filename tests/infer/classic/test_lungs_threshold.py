"""Air inside the body is found, air around it and specks are not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from diaphane.image import Image
from diaphane.infer.model import load


def chest() -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
    """A plane (Y, X) in Hounsfield units with a table below, and its lungs."""
    y, x = np.mgrid[:128, :128]
    plane = np.full((128, 128), -1000, np.int16)
    plane[((y - 60) / 45) ** 2 + ((x - 64) / 58) ** 2 < 1] = 40
    lungs = (((y - 60) / 28) ** 2 + ((np.abs(x - 64) - 28) / 18) ** 2) < 1
    plane[lungs] = -850
    plane[55:58, 36:39] = 30  # a vessel
    plane[20:22, 63:65] = -900  # a bubble
    plane[112:120, 10:118] = 100  # a table, hollow
    plane[114:118, 12:116] = -1000
    return plane, lungs


def test_lungs_of_a_drawn_chest() -> None:
    plane, lungs = chest()
    model = load("lungs-threshold")
    result = model.predict(Image(plane[None], spacing=(2.0, 2.0), units="HU"))
    assert result.image is not None
    np.testing.assert_array_equal(result.image.pixels[0] > 0, lungs)
    assert result.measures["lungs_components"] == 2
    assert result.measures["lungs_area_mm2"] == lungs.sum() * 4
    assert result.provenance["runtime"] == "numpy"
    assert "scipy" in result.provenance["versions"]


def test_a_volume_is_done_plane_by_plane() -> None:
    plane, lungs = chest()
    volume = Image(np.stack([plane, np.full_like(plane, -1000)])[None], "zyx")
    found = load("lungs-threshold").predict(volume).image
    assert found is not None
    np.testing.assert_array_equal(found.pixels[0, 0] > 0, lungs)
    assert not found.pixels[0, 1].any()


def test_where_there_are_no_hounsfield_units_nothing_is_found() -> None:
    result = load("lungs-threshold").predict(Image(np.full((1, 20, 30), 128, np.uint8)))
    assert "nothing was found of: Lungs" in result.notes
