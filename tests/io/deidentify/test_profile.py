"""The table is the standard's: rows read in PS3.15, Table E.1-1."""

from __future__ import annotations

import pytest
from pydicom.datadict import tag_for_keyword

from diaphane.io.deidentify.profile import DESCRIPTORS, deeds


@pytest.mark.parametrize(
    ("keyword", "expected"),
    [
        ("AccessionNumber", "empty"),
        ("AcquisitionComments", "remove"),
        ("AcquisitionContextSequence", "empty"),
        ("AcquisitionDateTime", "dummy"),
        ("ClinicalTrialProtocolID", "dummy"),
        ("ConcatenationUID", "renumber"),
        ("ContainerIdentifier", "dummy"),
        ("ContentCreatorName", "dummy"),
        ("DataSetTrailingPadding", "remove"),
        ("DeviceSerialNumber", "dummy"),
        ("DigitalSignaturesSequence", "remove"),
        ("IconImageSequence", "remove"),
        ("PatientBirthDate", "empty"),
        ("ReferencedImageSequence", "renumber"),
        ("StudyInstanceUID", "renumber"),
        ("VerifyingObserverIdentificationCodeSequence", "empty"),
        ("XRaySourceID", "dummy"),
    ],
)
def test_rows(keyword: str, expected: str) -> None:
    tag = tag_for_keyword(keyword)
    assert tag is not None
    assert deeds()[tag] == expected


def test_the_table_is_whole() -> None:
    assert len(deeds()) == 652  # and curves, overlay comments and overlay data by their groups
    assert deeds().keys() >= DESCRIPTORS
