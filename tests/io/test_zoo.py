"""Single files of the zoo: the unusual ones are read right, the broken ones refused."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from diaphane.errors import UnreadableImage
from diaphane.image import Image
from diaphane.io import read
from diaphane.io.dicom_dataset import parse
from diaphane.io.dicom_header import read_header
from diaphane.io.dicom_pixels import decode_pixels

WANTS_A_WORKER = {"nifti/gz_bomb_honest.nii.gz", "malformed/deflate_bomb.dcm"}
"""Read or refused as asked, but only a process with a cap can bound their seconds and memory."""

NO_DECODER = {"valid/real/pydicomdat__JLSL_08_07_0_1F.dcm"}
"""JPEG-LS of 7 bits, which no decoder with a permissive licence at hand reads: refused."""

UNSEEN = {"malformed/charset_bad_bytes.dcm"}
"""The fault lies in text that is not read for an image."""

Row = dict[str, str]


@pytest.fixture(scope="module")
def rows(zoo: Path) -> list[Row]:
    with (zoo / "manifest.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def single_files(rows: list[Row], kinds: tuple[str, ...]) -> Iterator[Row]:
    left_out = WANTS_A_WORKER | NO_DECODER | UNSEEN
    return (row for row in rows if row["kind"].startswith(kinds) and row["file"] not in left_out)


def outcome(path: Path) -> Image | str:
    try:
        return read(path)
    except UnreadableImage as error:
        return str(error)


def test_every_file_is_read_or_refused_as_the_manifest_asks(zoo: Path, rows: list[Row]) -> None:
    wrong = []
    for row in single_files(rows, ("dicom-valid", "dicom-equiv", "dicom-malf", "nifti", "raster")):
        got, must = outcome(zoo / row["file"]), row["must"]
        is_read = isinstance(got, Image)
        if must == "DECODE" or must.startswith("EQUIV") or must == "NEUTRALISE":
            right = is_read
        elif must in ("REJECT", "HEADER"):
            right = not is_read
        else:
            right = must != "WARN" or not isinstance(got, Image) or bool(got.warnings)
        if not right:
            wrong.append((row["file"], must, got if isinstance(got, str) else got.warnings))
    assert wrong == []


def test_stored_pixels_equal_the_reference(zoo: Path, rows: list[Row]) -> None:
    wrong = []
    for row in single_files(rows, ("dicom-valid",)):
        if row["must"] == "DECODE" and not matches(zoo / row["file"], row):
            wrong.append(row["file"])
    assert wrong == []


def matches(path: Path, row: Row) -> bool:
    """Equal where the reference has a hash; for lossy files as near as the manifest allows."""
    notes: list[str] = []
    dataset = parse(path.read_bytes(), notes.append)
    header = read_header(dataset, notes.append)
    pixels = decode_pixels(dataset, header)
    if row["ref_sha256"]:
        small = pixels.astype(pixels.dtype.newbyteorder("<"), copy=False)
        return hashlib.sha256(small.tobytes()).hexdigest() == row["ref_sha256"]
    low, high, mean = (float(row[f"ref_{name}"]) for name in ("min", "max", "mean"))
    near = abs(pixels.min() - low) <= 6 and abs(pixels.max() - high) <= 6
    return bool(near and abs(pixels.mean() - mean) <= 1)


def test_one_picture_told_in_many_ways_is_one_picture(zoo: Path) -> None:
    expected = np.load(zoo / "valid/equiv_hu.npy")
    for path in sorted((zoo / "valid").glob("equiv_hu_*.dcm")):
        image = read(path)
        assert image.units == "HU", path.name
        np.testing.assert_array_equal(image.pixels[0], expected, err_msg=path.name)
    reference = read(zoo / "valid/equiv_mono2_8.dcm").pixels[0].astype(int)
    for path in sorted((zoo / "valid").glob("equiv_mono?_*.dcm")):
        image = read(path)
        values = 255 - image.pixels.astype(int) if image.inverted else image.pixels.astype(int)
        # YBR has rounding of its own
        assert max(np.abs(c - reference).max() for c in values) <= 1, path.name


def test_a_mirrored_volume_lies_where_the_plain_one_does(zoo: Path) -> None:
    plain, mirrored = read(zoo / "nifti/good_i2.nii"), read(zoo / "nifti/flip_lr.nii")
    assert plain.direction is not None
    assert mirrored.direction is not None
    np.testing.assert_array_equal(plain.pixels[..., ::-1], mirrored.pixels)
    np.testing.assert_allclose(plain.direction * (1, 1, -1), mirrored.direction, atol=1e-6)
