"""Write a volume as a DICOM series, one file a slice, marked as derived.

Axes: images are (C, Z, Y, X) with one channel; slices are cut along Z. Coordinates are the
patient's L P S, millimetres.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import dcmread
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import (
    CTImageStorage,
    ExplicitVRLittleEndian,
    MRImageStorage,
    SecondaryCaptureImageStorage,
    generate_uid,
)

from ..errors import BadData
from ..image import Image, Pixels
from ..words import DISCLAIMER
from .dicom_decimal import MOST, centred, decimal, line
from .dicom_element import numbers, value
from .foreign import LISTENER, foreign
from .write import write_bytes

CLASSES = {"CT": CTImageStorage, "MR": MRImageStorage}
"""By modality; all else is a Secondary Capture, which some readers put at no place."""

SERIES = 9100
"""Number of a series that no scanner gives by itself."""

SQUARE = 1e-4
"""Cosine between the rows and columns of a slice, below which they are taken to be at a right
angle."""

KEPT = {
    "PatientName": "",
    "PatientID": "",
    "PatientBirthDate": "",
    "PatientSex": "",
    "StudyDate": "",
    "StudyTime": "",
    "StudyID": "",
    "AccessionNumber": "",
    "ReferringPhysicianName": "",
    "PatientPosition": "",
    "Laterality": "",
    "PositionReferenceIndicator": "",
    "BodyPartExamined": None,
    "LossyImageCompression": None,
    "LossyImageCompressionRatio": None,
    "LossyImageCompressionMethod": None,
}
"""What stays as in the source, and what stands where there is none: of type 2 an empty value (DICOM
PS3.3, C.7); None leaves the element out."""

OF_MODALITY: dict[str, dict[str, Any]] = {
    "CT": {"KVP": None, "AcquisitionNumber": None},
    "MR": {
        "ScanningSequence": "RM",  # research mode: how it was taken is not known
        "SequenceVariant": "NONE",
        "ScanOptions": "",
        "MRAcquisitionType": "",
        "EchoTime": None,
        "EchoTrainLength": None,
        "RepetitionTime": None,
    },
}
"""What a class asks for and a derived image does not know (C.8.2.1, C.8.3.1)."""


def write_volume(
    folder: Path, image: Image, *, sources: Sequence[Path] = (), modality: str = ""
) -> list[Path]:
    """Write the slices of a volume as 0001.dcm, 0002.dcm, ... into a folder; a plane is one file.

    Args:
        sources: DICOM files of the series it was made of: patient, study and frame of reference
            are theirs, and each slice refers to the one that lies nearest.
        modality: CT, MR or another code, where it is not that of the image or of the sources.

    Raises `BadData` where no series can hold the image, `CannotWrite`.
    """
    refuse_unplaced(image)
    with LISTENER.listening():
        taken = [header_of(path) for path in sources]
        files = []
        stored, slope, intercept = stored_values(image.pixels)
        common = series_of(image, taken, modality)
        planes = stored[0] if image.axes == "zyx" else stored
        for k, plane in enumerate(planes):
            made = slice_of(common, plane, k, image, slope, intercept)
            refer(made, taken)
            file = BytesIO()
            made.save_as(file, enforce_file_format=True)
            files.append(write_bytes(folder / f"{k + 1:04}.dcm", file.getvalue()))
    return files


def refuse_unplaced(image: Image) -> None:
    """Raise `BadData` for what does not lie in a patient as a series of slices must."""
    if image.channels != 1 or image.axes not in ("yx", "zyx"):
        raise BadData(
            "expected a gray picture or volume for a DICOM series, got colours or frames; write "
            "PNG files"
        )
    if image.direction is None or image.spacing is None or image.origin is None:
        raise BadData(
            "expected an image that says where it lies in the patient for a DICOM series, got one "
            "without; write NIfTI or PNG files"
        )
    down, right = image.direction[:, -2:].T
    if abs(float(down @ right)) > SQUARE:
        raise BadData(
            "expected rows and columns at a right angle for a DICOM series, got a sheared volume; "
            "resample it to right angles"
        )


def header_of(path: Path) -> Dataset:
    with foreign("read the DICOM header"):
        return dcmread(path, stop_before_pixels=True, force=True)


def stored_values(pixels: Pixels) -> tuple[Pixels, float, float]:
    """Values of 16 bits, and the slope and intercept that turn them back; whole numbers
    come back as they were where 16 bits hold them."""
    if pixels.dtype in (np.int16, np.uint16):
        return pixels, 1, 0
    if pixels.dtype in (np.bool_, np.uint8):  # CT and MR images have 12 bits and more
        return pixels.astype(np.uint16), 1, 0
    slope, low = line(pixels)
    # Readers multiply by what the header can hold: 16 letters.
    slope, low = float(decimal(slope)), float(decimal(low))
    return np.rint((pixels.astype(np.float64) - low) / slope).clip(0, MOST).astype("u2"), slope, low


def series_of(image: Image, taken: Sequence[Dataset], modality: str) -> FileDataset:
    """What all slices share."""
    code = modality or image.source.modality or (str(taken[0].get("Modality", "")) if taken else "")
    code = code or ("CT" if image.units == "HU" else "OT")
    uid = CLASSES.get(code, SecondaryCaptureImageStorage)
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = uid
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    made.SpecificCharacterSet = "ISO_IR 192"
    made.SOPClassUID = uid
    for keyword, empty in {**KEPT, **OF_MODALITY.get(code, {})}.items():
        if taken and keyword in taken[0]:
            made.add(taken[0][keyword])
        elif empty is not None or keyword in OF_MODALITY.get(code, {}):
            setattr(made, keyword, empty)
    first = taken[0] if taken else Dataset()
    made.StudyInstanceUID = value(first, "StudyInstanceUID") or generate_uid()
    made.FrameOfReferenceUID = value(first, "FrameOfReferenceUID") or generate_uid()
    made.SeriesInstanceUID = generate_uid()
    made.SeriesNumber = SERIES
    made.SeriesDescription = f"derived; {DISCLAIMER}"
    made.Modality = code
    made.Manufacturer = "Diaphane"
    made.ImageType = ["DERIVED", "SECONDARY", *(["AXIAL"] if code == "CT" else ["OTHER"])]
    made.DerivationDescription = f"resampled or converted; {DISCLAIMER}"
    if uid == SecondaryCaptureImageStorage:
        made.ConversionType = "WSD"
        made.PatientOrientation = ""  # type 2C: may be empty, not absent
    return made


def slice_of(
    common: FileDataset, plane: Pixels, number: int, image: Image, slope: float, intercept: float
) -> FileDataset:
    """The slice `number`, from 0, with its place."""
    made = FileDataset("", dict(common.items()), file_meta=common.file_meta, preamble=b"\0" * 128)
    made.SOPInstanceUID = generate_uid()
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
    made.InstanceNumber = number + 1
    lay(made, image, number)
    made.SamplesPerPixel = 1
    made.PhotometricInterpretation = "MONOCHROME1" if image.inverted else "MONOCHROME2"
    made.Rows, made.Columns = plane.shape
    made.BitsAllocated = made.BitsStored = 16
    made.HighBit = 15
    made.PixelRepresentation = int(plane.dtype.kind == "i")
    if common.Modality == "CT" or image.units or (slope, intercept) != (1, 0):
        made.RescaleSlope, made.RescaleIntercept = decimal(slope), decimal(intercept)
        made.RescaleType = image.units or ("HU" if common.Modality == "CT" else "US")
    if image.window:
        made.WindowCenter, made.WindowWidth = centred(image.window)
    made.PixelData = plane.astype(plane.dtype.newbyteorder("<")).tobytes()
    made["PixelData"].VR = "OW"
    return made


def lay(made: Dataset, image: Image, number: int) -> None:
    """Where the slice lies."""
    assert image.direction is not None
    assert image.spacing
    down, right = image.direction[:, -2:].T
    made.ImageOrientationPatient = [decimal(x) for x in (*right, *down)]
    made.PixelSpacing = [decimal(step) for step in image.spacing[-2:]]
    made.ImagePositionPatient = [decimal(x) for x in place_of(image, number)]
    made.SliceThickness = decimal(image.spacing[0]) if image.axes == "zyx" else None


def place_of(image: Image, number: int) -> NDArray[np.float64]:
    """Centre of the first pixel of a slice."""
    origin = np.array(image.origin)
    if image.axes != "zyx":
        return origin
    assert image.direction is not None
    assert image.spacing
    moved: NDArray[np.float64] = origin + number * image.spacing[0] * image.direction[:, 0]
    return moved


def refer(made: Dataset, taken: Sequence[Dataset]) -> None:
    """Name the source that lies nearest, and say that it is one."""
    if not taken:
        return
    here = np.array(made.ImagePositionPatient, float)
    nearest = min(taken, key=lambda one: distance(one, here))
    reference = Dataset()
    reference.ReferencedSOPClassUID = nearest.SOPClassUID
    reference.ReferencedSOPInstanceUID = nearest.SOPInstanceUID
    made.SourceImageSequence = [reference]


def distance(one: Dataset, here: NDArray[np.float64]) -> float:
    """Between two slices along the source's normal, millimetres; 0 where it has no place."""
    cosines = np.array(numbers(one, "ImageOrientationPatient"))
    place = np.array(numbers(one, "ImagePositionPatient"))
    if cosines.shape != (6,) or place.shape != (3,):
        return 0.0
    return abs(float(np.cross(cosines[:3], cosines[3:]) @ (here - place)))
