"""Write a picture that a network drew as a DICOM Secondary Capture, marked as derived, in the
patient where the image lay that it was made of.

Secondary Capture, and not the class of the image: a picture with invented detail must not pass for
one that a scanner took (DICOM PS3.3, A.8; Conversion Type SYN, C.8.6.1). Place and orientation are
added to it, so that viewers lay it over the image (PS3.4, B.3.1: Standard Extended).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..image import Image, Pixels
from ..words import DISCLAIMER, SYNTHETIC
from .dicom_decimal import centred, decimal, line
from .dicom_result import made_by, tell_side, write_result
from .uids import Maker

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

PATIENT = (
    *("PatientID", "IssuerOfPatientID", "PatientBirthDate", "PatientSex", "PatientAge"),
    *("PatientSize", "PatientWeight", "PatientIdentityRemoved", "DeidentificationMethod"),
    *("DeidentificationMethodCodeSequence",),
    *("AccessionNumber", "StudyID", "StudyDate", "StudyTime", "StudyDescription"),
    *("ReferringPhysicianName", "PatientComments"),
)
"""What stays the same for all images of a study."""
KEPT = (
    *("FrameOfReferenceUID", "PositionReferenceIndicator", "BodyPartExamined"),
    *("LossyImageCompression", "LossyImageCompressionRatio", "LossyImageCompressionMethod"),
)
"""What holds for the picture as for the image."""
WANTED = "images that a picture can be filed beside; take the PNG"


def write_sc(
    path: Path,
    image: Image,
    source: Path,
    maker: Maker,
    *,
    how: str,
    kind: str = "sc",
    words: str = SYNTHETIC,
) -> Path:
    """Write a plane (1 or 3 channels, 8 bits in colour) that was made of the DICOM file `source`.

    Args:
        how: What was done, in words.
        kind: sc, or heat where the picture explains an answer.
        words: What the picture is not to be taken for; stands in three places of the header.

    Raises `BadData` where the source lacks what a study's image needs, `CannotWrite`.
    """

    def make(images: list[Dataset]) -> Any:
        made = capture(image, images[0], made_by(maker, kind, images, words))
        made.SpecificCharacterSet = images[0].SpecificCharacterSet
        mark(made, images[0], how=how, words=words)
        lay(made, image)
        return made

    return write_result(path, [source], make, wanted=WANTED)


def capture(image: Image, taken: Dataset, made_so: dict[str, Any]) -> Any:
    """The picture among the patient's study, in a series of its own."""
    from highdicom.sc import SCImage

    gray = image.channels == 1
    values, slope, intercept = unsigned(image.pixels)
    kind = ("MONOCHROME1" if image.inverted else "MONOCHROME2") if gray else "RGB"
    made = SCImage(
        pixel_array=values[0] if gray else np.ascontiguousarray(np.moveaxis(values, 0, -1)),
        photometric_interpretation=kind,
        bits_allocated=8 * values.dtype.itemsize,
        coordinate_system="PATIENT",
        study_instance_uid=taken.StudyInstanceUID,
        patient_orientation=("L", "P"),  # told, or left empty, once the rest is known to be right
        **made_so,
    )
    if gray and (image.units or (slope, intercept) != (1, 0)):
        made.RescaleSlope, made.RescaleIntercept = decimal(slope), decimal(intercept)
        made.RescaleType = image.units or "US"
    if gray and image.window:
        made.WindowCenter, made.WindowWidth = centred(image.window)
    return made


def unsigned(pixels: Pixels) -> tuple[NDArray[np.uint8] | NDArray[np.uint16], float, float]:
    """Stored values of 8 or 16 bits, and the slope and intercept that turn them back."""
    if pixels.dtype in (np.uint8, np.uint16):
        return pixels, 1, 0
    slope, low = line(pixels)
    return np.rint((pixels.astype(np.float64) - low) / slope).astype(np.uint16), slope, low


def mark(made: Any, taken: Dataset, *, how: str, words: str) -> None:
    """Say in the header what the picture is, and of what it was made."""
    from pydicom.dataset import Dataset

    reference = Dataset()
    reference.ReferencedSOPClassUID = taken.SOPClassUID
    reference.ReferencedSOPInstanceUID = taken.SOPInstanceUID
    made.SourceImageSequence = [reference]
    made.Modality = taken.get("Modality") or "OT"
    made.ConversionType = "SYN"
    made.DerivationDescription = f"{how}; {words}"
    made.ImageComments = words if DISCLAIMER in words else f"{words}; {DISCLAIMER}"
    for keyword in (*PATIENT, *KEPT):
        if keyword in taken:
            made[keyword] = taken[keyword]
    tell_side(made, taken)


def lay(made: Any, image: Image) -> None:
    """Spacing, place and orientation, as far as they are known."""
    made.PatientOrientation = ""
    if image.spacing:
        made.PixelSpacing = [decimal(step) for step in image.spacing]
    if image.direction is None:
        return
    down, right = image.direction.T
    made.PatientOrientation = [letter(right), letter(down)]
    if image.origin is not None:
        made.ImagePositionPatient = [decimal(x) for x in image.origin]
        made.ImageOrientationPatient = [decimal(x) for x in (*right, *down)]


def letter(along: NDArray[np.float64]) -> str:
    """Where an axis runs, mostly: to the left, back or head, or away from it."""
    axis = int(np.argmax(np.abs(along)))
    return ("LPH" if along[axis] > 0 else "RAF")[axis]
