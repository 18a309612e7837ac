"""Files that need no decoder are told by their first bytes alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    RLELossless,
)

from diaphane.errors import UnreadableImage
from diaphane.io.dicom_dataset import parse
from diaphane.io.dicom_header import is_compressed
from diaphane.io.plain import is_plain
from make_dicom import as_bytes, make_dicom


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_pixels_as_they_are(syntax: UID) -> None:
    data = as_bytes(make_dicom(np.zeros((2, 2), np.uint8), syntax=syntax))
    assert is_plain(data, "dicom")


def test_compressed_pixels() -> None:
    made = make_dicom(np.zeros((2, 2), np.uint8))
    made.compress(RLELossless)
    assert not is_plain(as_bytes(made), "dicom")
    deflated = make_dicom(np.zeros((2, 2), np.uint8), syntax=DeflatedExplicitVRLittleEndian)
    assert not is_plain(as_bytes(deflated), "dicom")


def test_nifti_is_read_in_place_and_pictures_need_a_decoder() -> None:
    assert is_plain(b"\x5c\x01\0\0", "nifti")
    assert is_plain(b"\x1f\x8b", "nifti")
    assert not is_plain(b"\x89PNG", "png")


def test_pydicom_agrees_on_the_whole_zoo(zoo: Path) -> None:
    """What is read here must hold nothing that pydicom would take to a decoder."""
    assert [path.name for path in dicom_in(zoo) if is_misled(path.read_bytes())] == []


def dicom_in(zoo: Path) -> Sequence[Path]:
    return [path for path in sorted(zoo.rglob("*")) if path.suffix == ".dcm" and path.is_file()]


def is_misled(data: bytes) -> bool:
    if not is_plain(data, "dicom"):
        return False
    try:
        syntax = parse(data, lambda _: None).file_meta.TransferSyntaxUID
        return is_compressed(syntax) or syntax.is_deflated
    except UnreadableImage:
        return False
