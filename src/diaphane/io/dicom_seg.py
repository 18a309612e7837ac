"""Write a label map as DICOM Segmentation, beside the images it was found in.

Of type BINARY, one segment a class: label maps of the newer type are refused by many archives.
Axes: labels are (F, Y, X), one frame for each frame of the source.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version as package_version
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..card import Card, Class
from ..errors import BadData
from ..words import DISCLAIMER
from .foreign import LISTENER
from .write import write_bytes

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

SERIES = 9000
"""Number of a series that no scanner gives by itself."""
MAY_BE_EMPTY = (
    *("PatientID", "PatientName", "PatientBirthDate", "PatientSex", "StudyID", "StudyDate"),
    *("StudyTime", "AccessionNumber", "ReferringPhysicianName"),
)
"""Of type 2 (DICOM PS3.3, C.7.1.1 and C.7.2.1): who takes names away often takes these away too."""
LONGEST = 64
"""Letters of a Long String (LO; DICOM PS3.5, section 6.2)."""


def write_seg(
    path: Path, labels: NDArray[np.uint8], card: Card, sources: Sequence[Path], *, version: str = ""
) -> Path:
    """Write (F, Y, X) labels: 0 is background, k the card's class number k, from 1.

    Args:
        sources: The DICOM files, in the order of the frames, or one file that holds all frames.
        version: Of the model: the start of its hash.

    Raises `BadData` where the source has not what a segmentation must point to, `CannotWrite`.
    """
    buffer = BytesIO()
    with LISTENER.listening():  # warnings of the libraries quote the header
        images = [_without_pixels(source) for source in sources]
        name = images[0].PatientName
        for image in images:
            image.PatientName = ""  # highdicom writes names it finds odd into the log
        try:
            made = _segmentation(images, labels, card, version)
            made.PatientName = name
            if "FrameOfReferenceUID" not in made:  # then how a patient lies must be told, or empty
                made.PatientOrientation = ""
            made.save_as(buffer)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise BadData(
                "expected DICOM images that a segmentation can point to, got some without "
                f"{_missing(images, error)}; take the NIfTI or PNG label map"
            ) from error
    return write_bytes(path, buffer.getvalue())


def _without_pixels(source: Path) -> Dataset:
    from pydicom import dcmread

    image = dcmread(source, stop_before_pixels=True, force=True)
    for keyword in MAY_BE_EMPTY:
        if keyword not in image:
            setattr(image, keyword, "")
    return image


def _segmentation(
    images: list[Dataset], labels: NDArray[np.uint8], card: Card, version: str
) -> Any:
    from highdicom import UID
    from highdicom.seg import Segmentation

    return Segmentation(
        source_images=images,
        pixel_array=labels,
        segmentation_type="BINARY",
        segment_descriptions=[
            _described(number, one, card, version) for number, one in enumerate(card.classes, 1)
        ],
        series_instance_uid=UID(),
        series_number=SERIES,
        sop_instance_uid=UID(),
        instance_number=1,
        manufacturer="Diaphane",
        manufacturer_model_name="Diaphane",
        software_versions=package_version("diaphane"),
        device_serial_number=version or "0",
        content_label="SEGMENTATION",
        content_description=DISCLAIMER,
        series_description=f"{card.name}: {DISCLAIMER}"[:LONGEST],
        omit_empty_frames=bool(labels.any()),
    )


def _described(number: int, one: Class, card: Card, version: str) -> Any:
    """A segment: what it is, and that a machine drew it."""
    from highdicom import AlgorithmIdentificationSequence
    from highdicom.color import CIELabColor
    from highdicom.seg import SegmentDescription
    from pydicom.sr.codedict import codes

    return SegmentDescription(
        segment_number=number,
        segment_label=(one.title or one.name)[:LONGEST],
        segmented_property_category=_category(one),
        segmented_property_type=_coded(one),
        algorithm_type="AUTOMATIC",
        algorithm_identification=AlgorithmIdentificationSequence(
            name=card.name[:LONGEST],
            family=codes.DCM.ArtificialIntelligence,
            version=version or package_version("diaphane"),
        ),
        display_color=CIELabColor.from_rgb(*one.colour),
    )


def _coded(one: Class) -> Any:
    """The card's code, or `Tissue` where it has none."""
    from highdicom.sr import CodedConcept
    from pydicom.sr.codedict import codes

    if one.code is None:
        return codes.SCT.Tissue
    return CodedConcept(one.code.value, one.code.scheme, one.code.meaning)


def _category(one: Class) -> Any:
    from pydicom.sr.codedict import codes

    return codes.SCT.Tissue if one.code is None else codes.SCT.AnatomicalStructure


def _missing(images: Sequence[Dataset], error: Exception) -> str:
    """What is not there. The library's own words are not repeated: they may quote the header."""
    needed = (getattr(error, "name", None) or "", "FrameOfReferenceUID", "StudyInstanceUID")
    gone = (name for name in needed if name and any(name not in image for image in images))
    return next(gone, f"what DICOM asks for ({type(error).__name__})")
