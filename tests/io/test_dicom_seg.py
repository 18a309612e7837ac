"""A segmentation is read back by highdicom and pydicom as it was written, and points to its
source."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from highdicom.seg import segread
from pydicom import dcmread, examples
from pydicom.uid import generate_uid

from diaphane.card import Card, Class, Code, Input
from diaphane.errors import BadData
from diaphane.io.dicom_seg import write_seg
from diaphane.io.uids import Maker
from make_dicom import make_dicom

CARD = Card(
    "lungs",
    "segment",
    Input(tile=(8, 8)),
    classes=(
        Class("lung", "Lung", Code("SCT", "39607008", "Lung"), (90, 170, 255)),
        Class("other"),
    ),
)
MAKER = Maker("lungs", sha256="abc123" + 58 * "0")
FRAMES = 3


@pytest.fixture
def series(tmp_path: Path) -> list[Path]:
    """Three slices, made of pydicom's own CT."""
    paths = []
    for k in range(FRAMES):
        slice_ = examples.ct
        slice_.SOPInstanceUID = generate_uid()
        slice_.file_meta.MediaStorageSOPInstanceUID = slice_.SOPInstanceUID
        slice_.ImagePositionPatient = [-158.1, -179.0, -75.7 + 5 * k]
        slice_.InstanceNumber = k + 1
        paths.append(tmp_path / f"{k}.dcm")
        slice_.save_as(paths[-1])
    return paths


def drawn(frames: int = FRAMES) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    labels = np.zeros((frames, 128, 128), np.uint8)
    labels[0, 10:20, 30:50] = 1
    labels[frames - 1, 60:70, 5:9] = 2
    return labels


def test_what_was_written_is_read_back(tmp_path: Path, series: list[Path]) -> None:
    path = write_seg(tmp_path / "out.dcm", drawn(), CARD, series, MAKER)
    found = segread(path)
    sources = [dcmread(one).SOPInstanceUID for one in series]
    read = found.get_pixels_by_source_instance(
        sources, combine_segments=True, assert_missing_frames_are_empty=True
    )
    np.testing.assert_array_equal(read, drawn())
    assert found.SegmentationType == "BINARY"
    assert found.SeriesDescription == "lungs: research use only, not for diagnosis"
    assert (found.PatientID, found.PatientName) == ("1CT1", "CompressedSamples^CT1")
    assert found.StudyInstanceUID == examples.ct.StudyInstanceUID
    lung, other = (found.get_segment_description(number) for number in (1, 2))
    assert lung.segmented_property_type.meaning == "Lung"
    assert lung.SegmentAlgorithmType == "AUTOMATIC"
    assert lung.SegmentationAlgorithmIdentificationSequence[0].AlgorithmVersion == "abc123000000"
    assert other.segmented_property_type.meaning == "Tissue"
    assert dcmread(path).pixel_array.shape == (2, 128, 128)


def test_an_empty_answer_is_written_too(tmp_path: Path, series: list[Path]) -> None:
    path = write_seg(tmp_path / "out.dcm", np.zeros((3, 128, 128), np.uint8), CARD, series, MAKER)
    assert not dcmread(path).pixel_array.any()


def test_a_single_picture(tmp_path: Path, series: list[Path]) -> None:
    path = write_seg(tmp_path / "out.dcm", drawn(1), CARD, series[:1], MAKER)
    assert segread(path).number_of_segments == 2


def test_names_that_were_taken_away_stay_away(tmp_path: Path, series: list[Path]) -> None:
    for path in series:
        nameless = dcmread(path)
        for keyword in ("PatientName", "PatientBirthDate", "PatientSex", "StudyID"):
            nameless.pop(keyword, None)
        nameless.save_as(path)
    made = dcmread(write_seg(tmp_path / "out.dcm", drawn(), CARD, series, MAKER))
    assert (made.PatientName, made.PatientBirthDate) == ("", "")


def test_a_source_that_nothing_can_point_to_is_told(tmp_path: Path) -> None:
    bare = tmp_path / "bare.dcm"
    make_dicom(np.zeros((128, 128), np.uint8), StudyInstanceUID=None).save_as(bare)
    with pytest.raises(
        BadData, match="can point to, got some without StudyInstanceUID; take the NIfTI"
    ):
        write_seg(tmp_path / "out.dcm", drawn(1), CARD, [bare], MAKER)


def test_no_name_is_said_aloud(
    tmp_path: Path, series: list[Path], caplog: pytest.LogCaptureFixture
) -> None:
    for path in series:
        odd = dcmread(path)
        odd.PatientName = "Odd Name Without Components"
        odd.save_as(path)
    made = write_seg(tmp_path / "out.dcm", drawn(), CARD, series, MAKER)
    assert dcmread(made).PatientName == "Odd Name Without Components"
    assert "Odd" not in caplog.text  # and pytest makes an error of any warning
