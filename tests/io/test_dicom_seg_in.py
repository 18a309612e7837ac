"""DICOM SEG files, written by highdicom, as labels on the grid of their images."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import dcmread
from pydicom.dataset import Dataset

from diaphane.data.pairs import read_pairs
from diaphane.errors import UnreadableImage
from diaphane.image import Image
from diaphane.io import read
from diaphane.io.dicom_seg_in import is_seg, read_seg
from make_dicom import as_bytes, make_dicom

TRUTH = np.zeros((3, 4, 5), np.uint8)
TRUTH[0, 1, 1:3] = 1
TRUTH[2, 2:, 4] = 2


def series(folder: Path) -> Path:
    """Three slices, whose names are not in their order."""
    folder.mkdir(parents=True, exist_ok=True)
    for k, name in enumerate(("b.dcm", "c.dcm", "a.dcm")):
        made = make_dicom(
            np.full((4, 5), k, np.int16),
            SeriesInstanceUID="1.2.3",
            StudyInstanceUID="1.2.4",
            FrameOfReferenceUID="1.2.9",
            SOPInstanceUID=f"1.2.5.{k}",
            Modality="CT",
            PixelSpacing=[0.5, 0.75],
            ImageOrientationPatient=[1, 0, 0, 0, 0.8, 0.6],
            ImagePositionPatient=[10, 20 - 0.6 * 3 * k, 0.8 * 3 * k],
            SliceThickness=3,
            PatientID="",
            PatientName="",
            PatientBirthDate="",
            PatientSex="",
            StudyDate="",
            StudyTime="",
            AccessionNumber="",
            StudyID="",
            ReferringPhysicianName="",
        )
        made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
        (folder / name).write_bytes(as_bytes(made))
    return folder


def segmentation(
    path: Path, images: list[Dataset], labels: NDArray[Any], kind: str = "BINARY"
) -> Path:
    """What highdicom makes of labels, (F, Y, X) or one plane a segment, (F, Y, X, S)."""
    from highdicom.seg import Segmentation, SegmentDescription
    from pydicom.sr.codedict import codes

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = Segmentation(
            source_images=images,
            pixel_array=labels,
            segmentation_type=kind,
            segment_descriptions=[
                SegmentDescription(n, f"part {n}", codes.SCT.Tissue, codes.SCT.Tissue, "MANUAL")
                for n in (1, 2)
            ],
            series_instance_uid="1.2.6",
            series_number=1,
            sop_instance_uid="1.2.7",
            instance_number=1,
            manufacturer="M",
            manufacturer_model_name="M",
            software_versions="1",
            device_serial_number="1",
        )
        made.save_as(path)
    return path


@pytest.fixture
def volume(tmp_path: Path) -> Image:
    return read(series(tmp_path / "images/ct"))


@pytest.fixture
def images(volume: Image) -> list[Dataset]:
    return [dcmread(path) for path in volume.source.files]


def test_frames_are_put_where_they_lie(
    tmp_path: Path, volume: Image, images: list[Dataset]
) -> None:
    path = segmentation(tmp_path / "seg.dcm", images, TRUTH)
    assert is_seg(path)
    found = read_seg(path, volume)
    np.testing.assert_array_equal(found.pixels[0], TRUTH)
    assert (found.axes, found.spacing, found.origin) == (
        volume.axes,
        volume.spacing,
        volume.origin,
    )


def test_a_series_and_its_segmentation_are_a_pair(tmp_path: Path, images: list[Dataset]) -> None:
    (tmp_path / "masks").mkdir()
    segmentation(tmp_path / "masks/ct.dcm", images, TRUTH)
    (pair,) = read_pairs(tmp_path)
    assert (pair.name, pair.image().shape) == ("images/ct", (3, 4, 5))
    np.testing.assert_array_equal(pair.mask().pixels[0], TRUTH)


def test_one_slice_and_its_segmentation(
    tmp_path: Path, volume: Image, images: list[Dataset]
) -> None:
    path = segmentation(tmp_path / "seg.dcm", images[2:], TRUTH[2:])
    plane = read(volume.source.files[2])
    np.testing.assert_array_equal(read_seg(path, plane).pixels[0], TRUTH[2])


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"pixels": np.zeros((1, 3, 4, 4))}, r"expected frames of the image's size, \(4, 4\), got"),
        ({"origin": (0.0, 0.0, 99.0)}, "frame 1 lies off them"),
        ({"pixels": np.zeros((1, 2, 4, 5))}, "frame 2 lies outside; bring the images"),
        ({"direction": np.eye(3)}, "frame 1 lies off them"),
        ({"direction": None}, "expected images whose place in the patient is known"),
    ],
)
def test_other_grids_are_refused(
    tmp_path: Path, volume: Image, images: list[Dataset], facts: dict[str, Any], sentence: str
) -> None:
    path = segmentation(tmp_path / "seg.dcm", images, TRUTH)
    with pytest.raises(UnreadableImage, match=rf"seg\.dcm: .*{sentence}"):
        read_seg(path, volume.but(**facts))


def test_overlaps_and_shares_are_refused(
    tmp_path: Path, volume: Image, images: list[Dataset]
) -> None:
    both = np.stack([TRUTH > 0, TRUTH == 2], axis=-1).astype(np.uint8)
    with pytest.raises(UnreadableImage, match="segment 2 lies on another"):
        read_seg(segmentation(tmp_path / "seg.dcm", images, both), volume)
    parts = (both / 2).astype(np.float32)
    with pytest.raises(UnreadableImage, match=r"yes or no \(BINARY\), got FRACTIONAL"):
        read_seg(segmentation(tmp_path / "seg.dcm", images, parts, "FRACTIONAL"), volume)


def test_other_files_are_no_segmentations(tmp_path: Path, volume: Image) -> None:
    (tmp_path / "a.png").write_bytes(b"x")
    for path in (tmp_path / "a.png", tmp_path / "none", volume.source.files[0]):
        assert not is_seg(path)
