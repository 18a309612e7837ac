"""A DICOM file without its patient: the whole story, by PS3.15, Annex E.

Basic Application Level Confidentiality Profile with Retain Longitudinal Temporal Information With
Modified Dates, Clean Descriptors and, where regions are known, Clean Pixel Data.
"""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath

from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import SecondaryCaptureImageStorage

from ...errors import UnreadableImage
from ..dicom_dataset import parse
from ..dicom_element import text
from ..foreign import LISTENER, foreign
from ..sniff import Format
from .account import Account, Cleaned
from .burnt import clean_pixels
from .elements import Cleaner
from .nifti import HEAD
from .profile import EDITION
from .settings import Settings
from .traces import Traces

METHOD = f"Diaphane; PS3.15 {EDITION} Basic Profile"

CODES = {
    "113100": "Basic Application Confidentiality Profile",
    "113101": "Clean Pixel Data Option",
    "113105": "Clean Descriptors Option",
    "113107": "Retain Longitudinal Temporal Information Modified Dates Option",
}
"""PS3.16, CID 7050."""

CLEAN_PIXELS = "113101"

DOCUMENTS = {
    "EncapsulatedDocument": "expected an image, got a document inside a DICOM file, which cannot "
    "be cleaned; leave it out",
    "DirectoryRecordSequence": "expected an image, got a DICOMDIR, which lists files by their old "
    "names; leave it out",
}

OF_EVERY_FILE = (
    *("FileMetaInformationGroupLength", "FileMetaInformationVersion", "TransferSyntaxUID"),
    *("MediaStorageSOPClassUID", "MediaStorageSOPInstanceUID"),
    *("ImplementationClassUID", "ImplementationVersionName"),
)
"""File meta information that is written anew."""

HEADS = ("HEAD", "BRAIN", "SKULL", "FACE", "NECK", "ORBIT", "HEADNECK", "SINUS")


def deidentify(data: bytes, format: Format, name: PurePosixPath, settings: Settings) -> Cleaned:  # noqa: A002
    """The file without its patient; see `deidentify` of the package.

    `name` is not used: files are called by patient, series and instance.
    """
    account = Account()
    with LISTENER.listening():  # pydicom's warnings quote the header
        dataset = parse(data, lambda _: None)
        refuse_documents(dataset)
        identity = identity_of(dataset, data)
        cleaner = Cleaner(
            settings.pseudonyms,
            settings.pseudonyms.patient(identity),
            settings.pseudonyms.days(identity),
            Traces(dataset),
            account,
        )
        warn_of_heads(dataset, account)
        blanked = clean_pixels(dataset, data, settings, account)
        cleaner.clean(dataset)
        ensure_instance(dataset, cleaner.uid(sha256(data).hexdigest()), account)
        mark(dataset, blanked)
        clean = written(dataset, data, account)
    return Cleaned(clean, place_of(dataset, cleaner.patient), account)


def refuse_documents(dataset: Dataset) -> None:
    """Raise `UnreadableImage` for what is no image and cannot be cleaned."""
    for keyword, sentence in DOCUMENTS.items():
        if keyword in dataset:
            raise UnreadableImage(sentence)


def identity_of(dataset: Dataset, data: bytes) -> str:
    """What the same patient has in all files: ID and its issuer, else name and birth date, else
    the study."""
    for keywords in (
        ("PatientID", "IssuerOfPatientID"),
        ("PatientName", "PatientBirthDate"),
        ("StudyInstanceUID",),
    ):
        if text(dataset, keywords[0]):
            return "\0".join(text(dataset, keyword) for keyword in keywords)
    return sha256(data).hexdigest()


def warn_of_heads(dataset: Dataset, account: Account) -> None:
    """A face can be rendered from slices of a head."""
    said = f"{text(dataset, 'BodyPartExamined')} {text(dataset, 'StudyDescription')}".upper()
    if text(dataset, "Modality") in ("MR", "CT", "PT") and any(part in said for part in HEADS):
        account.warn(HEAD)


def ensure_instance(dataset: FileDataset, uid: str, account: Account) -> None:
    """A file must say which instance it is, and of which class (PS3.10, 7.1)."""
    if not text(dataset, "SOPInstanceUID"):
        dataset.SOPInstanceUID = uid
    if not text(dataset, "SOPClassUID"):
        named = dataset.file_meta.get("MediaStorageSOPClassUID")
        if not named:
            account.warn("the file named no class of object; it is called a Secondary Capture now")
        dataset.SOPClassUID = named or SecondaryCaptureImageStorage


def mark(dataset: Dataset, blanked: bool) -> None:
    """Say in the header what was done (PS3.15, E.1.1, and PS3.3, C.7.1.1)."""
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.PatientIdentityRemoved = "YES"
    dataset.DeidentificationMethod = METHOD
    dataset.DeidentificationMethodCodeSequence = Sequence(
        coded(code) for code in CODES if blanked or code != CLEAN_PIXELS
    )
    dataset.LongitudinalTemporalInformationModified = "MODIFIED"
    if blanked:
        dataset.BurnedInAnnotation = "NO"


def coded(code: str) -> Dataset:
    """An item of a code sequence."""
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = code, "DCM", CODES[code]
    return item


def written(dataset: FileDataset, data: bytes, account: Account) -> bytes:
    """The file, with a preamble of zeros and file meta information of our own."""
    if data[128:132] == b"DICM" and any(data[:128]):
        account.add("removed", "preamble")
    old = dataset.file_meta
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = old.TransferSyntaxUID
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    for element in old:
        if element.keyword not in OF_EVERY_FILE:
            account.add("removed", element.keyword or "private elements")
    dataset.file_meta = meta
    dataset.preamble = bytes(128)
    buffer = BytesIO()
    with foreign("write the DICOM file"):
        dataset.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def place_of(dataset: Dataset, patient: str) -> PurePosixPath:
    """A folder a patient, and a folder a series in it."""
    series = text(dataset, "SeriesInstanceUID") or "series"
    return PurePosixPath(patient, series, f"{dataset.SOPInstanceUID}.dcm")
