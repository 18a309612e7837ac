"""What is told of a DICOM header, and what never is."""

from __future__ import annotations

from pathlib import Path

from diaphane.io.dicom_facts import header_facts
from make_series import save


def test_words_and_numbers_of_the_standard(tmp_path: Path) -> None:
    folder = save(tmp_path, "a", SliceThickness=2.5, PatientName="Doe^Jane", SpacingBetweenSlices=3)
    assert header_facts(folder / "a") == {
        "transfer_syntax": "Explicit VR Little Endian",
        "object": "CT Image Storage",
        "photometric": "MONOCHROME2",
        "slice_thickness_mm": 2.5,
        "spacing_between_slices_mm": 3.0,
        "bits_stored": 16,
    }


def test_what_a_person_entered_is_not_told(tmp_path: Path) -> None:
    folder = save(tmp_path, "a", SOPClassUID="1.2.840.99999", PhotometricInterpretation="JANE DOE")
    assert "JANE" not in str(header_facts(folder / "a"))
    assert "99999" not in str(header_facts(folder / "a"))
