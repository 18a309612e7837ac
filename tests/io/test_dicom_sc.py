"""Captures keep their values whatever kind they are of, and lie where the image lay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import dcmread, examples

from diaphane import read
from diaphane.errors import BadData
from diaphane.image import Image, Window
from diaphane.io.dicom_sc import letter, write_sc
from diaphane.io.uids import Maker

RANDOM = np.random.default_rng(0)
MAKER = Maker("tiny")
TAKEN = Path(str(examples.get_path("mr")))


def written(path: Path, image: Image) -> Image:
    return read(write_sc(path / "made.dcm", image, TAKEN, MAKER, how="enlarged"))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16, np.int32, np.float32])
@pytest.mark.parametrize("inverted", [False, True])
def test_values_are_kept(tmp_path: Path, dtype: type[Any], inverted: bool) -> None:
    low, high = (-1000, 3000) if np.dtype(dtype).kind in "if" else (0, 255)
    pixels = RANDOM.integers(low, high, (1, 9, 7)).astype(dtype)
    if dtype == np.float32:
        pixels += np.float32(0.37)
    made = written(tmp_path, Image(pixels, inverted=inverted))
    assert made.inverted == inverted
    # 16 bits for a range of 4000: a step of 0.06
    np.testing.assert_allclose(made.pixels, pixels, atol=0.04 if dtype == np.float32 else 0)


def test_an_even_picture_of_real_numbers(tmp_path: Path) -> None:
    made = written(tmp_path, Image(np.full((1, 4, 4), -2.5, np.float32)))
    np.testing.assert_array_equal(made.pixels, -2.5)


def test_colours(tmp_path: Path) -> None:
    pixels = RANDOM.integers(0, 256, (3, 9, 7), np.uint8)
    np.testing.assert_array_equal(written(tmp_path, Image(pixels)).pixels, pixels)


def test_place_window_and_units(tmp_path: Path) -> None:
    across = np.array([[0, 1], [0.6, 0], [-0.8, 0]], np.float64)
    image = Image(
        RANDOM.integers(-1000, 900, (1, 5, 6), np.int16),
        spacing=(0.5, 0.25),
        direction=across,
        origin=(1.0, 2.0, 3.0),
        units="HU",
        window=Window(-160.0, 240.0),
    )
    made = written(tmp_path, image)
    assert made.spacing == (0.5, 0.25)
    assert made.origin == (1.0, 2.0, 3.0)
    assert made.direction is not None
    np.testing.assert_allclose(made.direction, across)
    assert made.window == image.window


def test_without_a_place_it_is_left_empty(tmp_path: Path) -> None:
    path = write_sc(
        tmp_path / "made.dcm", Image(np.zeros((1, 4, 4), np.uint8)), TAKEN, MAKER, how=""
    )
    assert dcmread(path).PatientOrientation in ("", None)
    assert read(path).spacing is None


@pytest.mark.parametrize(
    ("along", "name"), [((1, 0.1, 0), "L"), ((0, -1, 0.2), "A"), ((0, 0.5, -0.8), "F")]
)
def test_axes_have_the_names_of_the_standard(along: tuple[float, ...], name: str) -> None:
    assert letter(np.array(along)) == name


def test_a_source_without_identifiers_is_refused(tmp_path: Path) -> None:
    bare = examples.mr
    del bare.SOPInstanceUID
    bare.save_as(tmp_path / "bare.dcm", enforce_file_format=False)
    with pytest.raises(
        BadData, match="DICOM images that a picture can be filed beside, got some without SOPInst"
    ):
        write_sc(
            tmp_path / "made.dcm",
            Image(np.zeros((1, 4, 4), np.uint8)),
            tmp_path / "bare.dcm",
            MAKER,
            how="",
        )
    assert not (tmp_path / "made.dcm").exists()
