"""DICOM files without their patients: what stays related, what stays as it was, what is refused.

That nothing of the patient is left is tested in `tests/cli/test_anonymize.py`.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import FileDataset
from pydicom.uid import UID, ExplicitVRBigEndian, RLELossless

from diaphane.errors import UnreadableImage
from diaphane.io import decode
from diaphane.io.deidentify import deidentify
from diaphane.io.deidentify.account import Account, Cleaned
from diaphane.io.deidentify.pseudonyms import Pseudonyms
from diaphane.io.deidentify.regions import Region, Rule
from diaphane.io.deidentify.settings import Settings
from make_dicom import as_bytes, compressed, empty, item, make_dicom

KEY = Pseudonyms(b"k" * 32)
PLAIN = Settings(KEY)


def clean(made: FileDataset | bytes, settings: Settings = PLAIN) -> tuple[FileDataset, Cleaned]:
    data = made if isinstance(made, bytes) else as_bytes(made)
    done = deidentify(data, PurePosixPath("name"), settings)
    return dcmread(BytesIO(done.data)), done


def gray(**elements: Any) -> FileDataset:
    pixels = np.arange(600, dtype=np.uint16).reshape(20, 30)
    return make_dicom(pixels, PatientID="p", **elements)


def test_relations_hold_between_files() -> None:
    first, done = clean(gray(SOPInstanceUID="1.2.3.41", StudyDate="20200102"))
    second, _ = clean(
        gray(
            SOPInstanceUID="1.2.3.42",
            StudyDate="20200112",
            ReferencedImageSequence=[item(ReferencedSOPInstanceUID="1.2.3.41")],
        )
    )
    assert first.PatientID == second.PatientID == first.PatientName
    assert first.SeriesInstanceUID == second.SeriesInstanceUID != "1.2.3.1"
    assert second.ReferencedImageSequence[0].ReferencedSOPInstanceUID == first.SOPInstanceUID
    assert first.StudyDate < "20190103"
    days = date.fromisoformat(second.StudyDate) - date.fromisoformat(first.StudyDate)
    assert days.days == 10
    assert done.name.parts == (
        first.PatientID,
        first.SeriesInstanceUID,
        f"{first.SOPInstanceUID}.dcm",
    )


def test_the_header_says_what_was_done() -> None:
    made, _ = clean(gray())
    assert made.PatientIdentityRemoved == "YES"
    assert made.LongitudinalTemporalInformationModified == "MODIFIED"
    codes = [one.CodeValue for one in made.DeidentificationMethodCodeSequence]
    assert codes == ["113100", "113105", "113107"]
    assert made.SOPClassUID == made.file_meta.MediaStorageSOPClassUID
    assert made.SOPInstanceUID == made.file_meta.MediaStorageSOPInstanceUID


@pytest.mark.parametrize("syntax", [ExplicitVRBigEndian, RLELossless])
def test_pixels_and_geometry_stay(syntax: UID, tmp_path: Path) -> None:
    place = {"PixelSpacing": [0.5, 0.5], "ImagePositionPatient": [1, 2, 3]}
    if syntax == RLELossless:
        data = compressed(gray(**place), RLELossless, tmp_path)
    else:
        data = as_bytes(make_dicom(np.arange(24, dtype=np.uint16).reshape(4, 6), syntax=syntax))
    _, done = clean(data)
    before, after = decode(data), decode(done.data)
    np.testing.assert_array_equal(before.pixels, after.pixels)
    assert before.spacing == after.spacing
    assert before.origin == after.origin


def test_what_tells_of_the_patient_is_looked_for_everywhere() -> None:
    made = gray(
        PatientName="Quenzel^Otto",
        Manufacturer="ACME",
        ManufacturerModelName="Quenzel 3000",
        ReceiveCoilName="quenzel_coil",
        FilterType="OTTOMAN",
        BodyPartExamined="OTTO",
        InstanceNumber="7",
    )
    made.private_block(0x0011, "MAKER", create=True).add_new(1, "LO", "ACME")
    cleaned, done = clean(made)
    assert (cleaned.Manufacturer, cleaned.FilterType) == ("ACME", "OTTOMAN")
    assert not cleaned.ManufacturerModelName
    assert not cleaned.ReceiveCoilName
    assert not cleaned.BodyPartExamined
    assert cleaned.InstanceNumber == 7
    assert done.account.counts["emptied"]["ReceiveCoilName"] == 1


def test_meanings_of_codes_stay_where_the_scheme_is_public() -> None:
    public = item(CodeValue="1", CodingSchemeDesignator="SCT", CodeMeaning="Left ventricle")
    local = item(CodeValue="2", CodingSchemeDesignator="99HERE", CodeMeaning="Dr Meier chest")
    unknown = item(CodeValue="3", CodingSchemeDesignator="99HERE", CodeMeaning="Meier")
    made, _ = clean(gray(AnatomicRegionSequence=[public, local, unknown]))
    meanings = [one.CodeMeaning for one in made.AnatomicRegionSequence]
    assert meanings == ["Left ventricle", "chest", "ANONYMIZED"]


def test_ultrasound_is_blanked_outside_its_regions() -> None:
    region = item(
        RegionLocationMinX0=5, RegionLocationMinY0=4, RegionLocationMaxX1=24, RegionLocationMaxY1=15
    )
    made, done = clean(gray(Modality="US", SequenceOfUltrasoundRegions=[region]))
    expected = np.zeros((20, 30), np.uint16)
    expected[4:16, 5:25] = np.arange(600).reshape(20, 30)[4:16, 5:25]
    np.testing.assert_array_equal(made.pixel_array, expected)
    assert made.BurnedInAnnotation == "NO"
    assert "113101" in [one.CodeValue for one in made.DeidentificationMethodCodeSequence]
    assert "look whether all text is gone" in done.account.warnings[0]


def test_rules_and_regions(tmp_path: Path) -> None:
    rules = (
        Rule((Region(0, 0, 30, 2),), modality="CT", manufacturer="acme", rows=20),
        Rule((Region(0, 5, 30, 2),), model="other"),
    )
    settings = Settings(KEY, blank=(Region(28, 18, 99, 99),), rules=rules)
    data = compressed(gray(Manufacturer="ACME Ltd"), RLELossless, tmp_path)
    made, _ = clean(data, settings)
    pixels = made.pixel_array
    assert (pixels[:2] == 0).all()
    assert (pixels[18:, 28:] == 0).all()
    assert pixels[5, 0] == 150
    inverted, _ = clean(gray(PhotometricInterpretation="MONOCHROME1"), settings)
    assert (inverted.pixel_array[18:, 28:] == 599).all()


def test_overlays_in_unused_bits_are_cleared() -> None:
    pixels = np.arange(64, dtype=np.uint16).reshape(8, 8)
    made = make_dicom(pixels | 0x8000, bits_stored=12)
    made.add_new(0x60000100, "US", 16)
    made.add_new(0x60000102, "US", 15)
    cleaned, done = clean(made)
    np.testing.assert_array_equal(cleaned.pixel_array, pixels)
    assert done.account.counts["removed"]["overlay elements"] == 3


@pytest.mark.parametrize(
    ("elements", "words"),
    [
        ({"Modality": "US"}, "ultrasound"),
        ({"BurnedInAnnotation": "YES"}, "the header says so"),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.7"}, "a captured screen"),
        ({"Modality": "XC"}, "faces were not looked for"),
        ({"BodyPartExamined": "HEAD"}, "a face can be rendered"),
    ],
)
def test_what_cannot_be_known_is_said(elements: dict[str, str], words: str) -> None:
    _, done = clean(gray(**elements))
    assert any(words in sentence for sentence in done.account.warnings)


@pytest.mark.parametrize("keyword", ["EncapsulatedDocument", "DirectoryRecordSequence"])
def test_documents_are_refused(keyword: str) -> None:
    made = empty()
    setattr(made, keyword, b"%PDF" if keyword.startswith("E") else [item(PatientID="x")])
    with pytest.raises(UnreadableImage, match=r"^expected an image, got a .*; leave it out$"):
        clean(made)


def test_sequences_without_end_are_refused() -> None:
    deep = item(CodeMeaning="x")
    for _ in range(60):
        deep = item(ConceptCodeSequence=[deep])
    with pytest.raises(UnreadableImage, match=r"^expected sequences at most 40 deep"):
        clean(gray(ConceptCodeSequence=[deep]))


def test_every_file_of_the_zoo_is_anonymised_or_refused(zoo: Path) -> None:
    broken = []
    for path in sorted((zoo / "valid/real").glob("pydicom__*"))[:60]:
        data = path.read_bytes()
        try:
            done = deidentify(data, PurePosixPath("x"), PLAIN)
            before = decode(data).pixels
        except UnreadableImage:
            continue
        if "blanked" not in done.account.counts:
            after = decode(done.data).pixels
            if before.shape != after.shape or not np.array_equal(before, after, equal_nan=False):
                broken.append(path.name)
    assert broken == []


def test_an_account_counts_names_alone() -> None:
    account = Account()
    account.add("removed", "PatientAge")
    account.add("removed", "PatientAge", 2)
    account.warn("mind")
    account.warn("mind")
    assert account.plain() == {"removed": {"PatientAge": 3}}
    assert account.warnings == ["mind"]
