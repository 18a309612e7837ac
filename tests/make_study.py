"""A patient's images as scanners send them, with all that the standard asks for: a series of CT or
MR, a single X-ray image, or many slices in one file. The patient is made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import FileDataset
from pydicom.uid import (
    UID,
    ComputedRadiographyImageStorage,
    CTImageStorage,
    DigitalXRayImageStorageForPresentation,
    MRImageStorage,
    MultiFrameGrayscaleWordSecondaryCaptureImageStorage,
)

from make_dicom import item, make_dicom, save
from tiny_models import bright_picture

Modality = Literal["CT", "MR", "CR", "DX"]

PATIENT: dict[str, Any] = {
    "PatientName": "Müller^Jürgen",
    "PatientID": "made-up-1",
    "PatientBirthDate": "19500203",
    "PatientSex": "M",
    "PatientAge": "074Y",
    "StudyDate": "20240506",
    "StudyTime": "101112",
    "StudyID": "7",
    "AccessionNumber": "A12",
    "ReferringPhysicianName": "",
    "StudyDescription": "made up",
    "SpecificCharacterSet": "ISO_IR 100",
}
ROOT = "1.2.826.0.1.3680043.8.498.99"
CLASSES = {
    "CT": CTImageStorage,
    "MR": MRImageStorage,
    "CR": ComputedRadiographyImageStorage,
    "DX": DigitalXRayImageStorageForPresentation,
}
OF_XRAYS: dict[str, dict[str, Any]] = {
    "CR": {"BodyPartExamined": "CHEST", "Laterality": ""},
    "DX": {"BodyPartExamined": "KNEE", "ImageLaterality": "L", "ImagerPixelSpacing": [0.2, 0.2]},
}


def make_study(modality: Modality, folder: Path, *, slices: int = 1) -> list[Path]:
    """Files of a series, each bright in another third; X-rays have one and no place."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        save(one(modality, bright_picture(k % 3), k), folder / f"{k}.dcm") for k in range(slices)
    ]


def one(modality: Modality, pixels: NDArray[Any], number: int) -> FileDataset:
    """An image of (Y, X) pixels; of CT and MR slice `number` from the feet up, 5 mm apart."""
    number_of_study = [*CLASSES].index(modality) + 1
    study = f"{ROOT}.{number_of_study}"
    placed = of_slice(study, number) if modality in ("CT", "MR") else OF_XRAYS[modality]
    made = make_dicom(
        pixels.astype(np.uint16),
        bits_stored=12,
        SOPClassUID=CLASSES[modality],
        SOPInstanceUID=f"{study}.1.{number + 1}",
        StudyInstanceUID=study,
        SeriesInstanceUID=f"{study}.1",
        FrameOfReferenceUID=None,
        Modality=modality,
        SeriesNumber=3,
        InstanceNumber=number + 1,
        Manufacturer="Nobody",
        ManufacturerModelName="none",
        WindowCenter=128,
        WindowWidth=256,
        **PATIENT,
    )
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID
    made.file_meta.MediaStorageSOPInstanceUID = UID(made.SOPInstanceUID)
    for keyword, value in placed.items():
        setattr(made, keyword, value)
    return made


def of_slice(study: str, number: int) -> dict[str, Any]:
    """Where an axial slice lies."""
    return {
        "FrameOfReferenceUID": f"{study}.9",
        "PositionReferenceIndicator": "",
        "ImagePositionPatient": [-20.0, -30.0, 5.0 * number],
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
        "PixelSpacing": [0.7, 0.7],
        "SliceThickness": 5,
        "AcquisitionDate": "20240506",
        "AcquisitionTime": "101500",
    }


def make_frames(path: Path, *, slices: int = 3) -> Path:
    """All slices in one file, each with its place (DICOM PS3.3, C.7.6.16)."""
    pixels = np.stack([bright_picture(k % 3) for k in range(slices)]).astype(np.uint16)
    made = make_dicom(
        pixels,
        bits_stored=12,
        SOPClassUID=MultiFrameGrayscaleWordSecondaryCaptureImageStorage,
        SOPInstanceUID=f"{ROOT}.8.1.1",
        StudyInstanceUID=f"{ROOT}.8",
        SeriesInstanceUID=f"{ROOT}.8.1",
        FrameOfReferenceUID=f"{ROOT}.8.9",
        Modality="MR",
        InstanceNumber=1,
        SeriesNumber=3,
        SharedFunctionalGroupsSequence=[
            item(
                PixelMeasuresSequence=[item(PixelSpacing=[0.7, 0.7], SliceThickness=5)],
                PlaneOrientationSequence=[item(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])],
            )
        ],
        PerFrameFunctionalGroupsSequence=[
            item(PlanePositionSequence=[item(ImagePositionPatient=[-20.0, -30.0, 5.0 * k])])
            for k in range(slices)
        ],
        **PATIENT,
    )
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID
    made.file_meta.MediaStorageSOPInstanceUID = UID(made.SOPInstanceUID)
    return save(made, path)
