"""Write a label map as DICOM Segmentation, beside the images it was found in.

Of type BINARY, one segment a class: label maps of the newer type are refused by many archives.
Axes: labels are (F, Y, X), one frame for each frame of the source.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..card import Card, Class
from ..words import DISCLAIMER
from .dicom_result import LONGEST, algorithm, made_by, organise, write_result
from .uids import Maker

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

OF_TUMOURS = "ICDO3"
"""The scheme whose codes name tumours, not parts of a body that is well."""
WANTED = "images that a segmentation can point to; take the NIfTI or PNG label map"


def write_seg(
    path: Path, labels: NDArray[np.uint8], card: Card, sources: Sequence[Path], maker: Maker
) -> Path:
    """Write (F, Y, X) labels: 0 is background, k the card's class number k, from 1.

    Args:
        sources: The DICOM files, in the order of the frames, or one file that holds all frames.

    Raises `BadData` where the source has not what a segmentation must point to, `CannotWrite`.
    """

    def make(images: list[Dataset]) -> Any:
        made = segmentation(images, labels, card, maker)
        organise(made, maker)
        if "PlaneOrientationSequence" not in made.SharedFunctionalGroupsSequence[0]:
            unplaced(made)
        return made

    return write_result(path, sources, make, wanted=WANTED, needed=["FrameOfReferenceUID"])


def unplaced(made: Any) -> None:
    """Of images that lie nowhere: how the patient lies must be told, or empty, and a frame of
    reference means nothing."""
    made.PatientOrientation = ""
    for keyword in ("FrameOfReferenceUID", "PositionReferenceIndicator"):
        made.pop(keyword, None)


def segmentation(images: list[Dataset], labels: NDArray[np.uint8], card: Card, maker: Maker) -> Any:
    from highdicom.seg import Segmentation

    return Segmentation(
        source_images=images,
        pixel_array=labels,
        segmentation_type="BINARY",
        segment_descriptions=[
            _described(number, one, maker) for number, one in enumerate(card.classes, 1)
        ],
        content_label="SEGMENTATION",
        content_description=DISCLAIMER,
        omit_empty_frames=bool(labels.any()),
        **made_by(maker, "seg", images, DISCLAIMER),
    )


def _described(number: int, one: Class, maker: Maker) -> Any:
    """A segment: what it is, and that a machine drew it."""
    from highdicom.color import CIELabColor
    from highdicom.seg import SegmentDescription

    return SegmentDescription(
        segment_number=number,
        segment_label=(one.title or one.name)[:LONGEST],
        segmented_property_category=_category(one),
        segmented_property_type=_coded(one),
        algorithm_type="AUTOMATIC",
        algorithm_identification=algorithm(maker),
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

    if one.code is None:
        return codes.SCT.Tissue
    if one.code.scheme == OF_TUMOURS:
        return codes.SCT.MorphologicallyAbnormalStructure
    return codes.SCT.AnatomicalStructure
