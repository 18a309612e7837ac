"""Heat is read back as it was written, in its place, by highdicom."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from highdicom.pm import ParametricMap
from pydicom import dcmread

from diaphane import read
from diaphane.errors import BadData
from diaphane.io.dicom_pm import write_heat
from diaphane.io.uids import Maker
from diaphane.pixels.planes import plane
from make_study import make_frames, make_study

MAKER = Maker("tiny")
HEAT = np.random.default_rng(0).random((64, 64), np.float32)


def test_values_and_place(tmp_path: Path) -> None:
    (source,) = make_study("MR", tmp_path)
    path = write_heat(tmp_path / "made.dcm", HEAT, read(source), source, MAKER, of="left")
    made = ParametricMap.from_dataset(dcmread(path))
    np.testing.assert_array_equal(made.get_volume().array[0], HEAT)
    assert made.FrameOfReferenceUID == dcmread(source).FrameOfReferenceUID
    assert made.ContentDescription == "research use only, not for diagnosis"
    (mapping,) = made.SharedFunctionalGroupsSequence[0].RealWorldValueMappingSequence
    assert mapping.LUTExplanation == "what spoke for: left"
    assert mapping.QuantityDefinitionSequence[0].ConceptCodeSequence[0].CodeMeaning == "Saliency"
    (reference,) = made.SourceImageSequence
    assert reference.ReferencedSOPInstanceUID == dcmread(source).SOPInstanceUID


def test_a_slice_of_many_lies_where_that_slice_lies(tmp_path: Path) -> None:
    source = make_frames(tmp_path / "frames.dcm")
    image, _ = plane(read(source), 2)
    path = write_heat(tmp_path / "made.dcm", HEAT, image, source, MAKER, of="left")
    made = ParametricMap.from_dataset(dcmread(path))
    volume = made.get_volume()
    np.testing.assert_array_equal(volume.array[0], HEAT)
    assert image.origin
    np.testing.assert_allclose(np.array(volume.position), np.array(image.origin))
    (frame,) = made.PerFrameFunctionalGroupsSequence
    (from_,) = frame.DerivationImageSequence[0].SourceImageSequence
    assert from_.ReferencedFrameNumber == 2


def test_an_image_that_lies_nowhere_has_no_map(tmp_path: Path) -> None:
    (source,) = make_study("DX", tmp_path)
    with pytest.raises(BadData, match="known, got some without ImagePositionPatient; take the pic"):
        write_heat(tmp_path / "made.dcm", HEAT, read(source), source, MAKER, of="left")
