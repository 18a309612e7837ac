"""Write a label map as DICOM Segmentation, beside the images it was found in.

Of type BINARY, one segment a class: label maps of the newer type are refused by many archives.
Axes: labels are (F, Y, X), one frame for each frame of the source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..card import Card, Class
from ..decision import EDITED, Decision
from ..words import DISCLAIMER
from .dicom_person import day_and_time, moment, person_name
from .dicom_result import LONGEST, algorithm, made_by, organise, write_result
from .uids import Maker

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

OF_TUMOURS = "ICDO3"
"""The scheme whose codes name tumours, not parts of a body that is well."""
WANTED = "images that a segmentation can point to; take the NIfTI or PNG label map"


Way = Literal["AUTOMATIC", "SEMIAUTOMATIC", "MANUAL"]
"""How a segment was drawn (DICOM PS3.3, C.8.20.2)."""


@dataclass(frozen=True)
class Edit:
    """Who changed a label map."""

    before: NDArray[np.uint8]
    """(F, Y, X): the model's own labels."""
    decision: Decision

    def way(self, labels: NDArray[np.uint8], number: int) -> Way:
        """How the class of that number came to be as it is in `labels`: as the model drew it,
        changed by the person, or of the person's hand alone."""
        before, after = self.before == number, labels == number
        if np.array_equal(before, after):
            return "AUTOMATIC"
        return "SEMIAUTOMATIC" if np.any(before & after) else "MANUAL"


def write_seg(
    path: Path,
    labels: NDArray[np.uint8],
    card: Card,
    sources: Sequence[Path],
    maker: Maker,
    *,
    edit: Edit | None = None,
) -> Path:
    """Write (F, Y, X) labels: 0 is background, k the card's class number k, from 1.

    Args:
        sources: The DICOM files, in the order of the frames, or one file that holds all frames.
        edit: Who changed the model's labels; None where they are its own.

    Raises `BadData` where the source has not what a segmentation must point to, `CannotWrite`.
    """

    def make(images: list[Dataset]) -> Any:
        made = segmentation(images, labels, card, maker, edit)
        organise(made, maker)
        if "PlaneOrientationSequence" not in made.SharedFunctionalGroupsSequence[0]:
            unplaced(made)
        return made

    return write_result(
        path,
        sources,
        make,
        wanted=WANTED,
        needed=["FrameOfReferenceUID"],
        at=day_and_time(edit.decision.when) if edit else None,
    )


def unplaced(made: Any) -> None:
    """Of images that lie nowhere: how the patient lies must be told, or empty, and a frame of
    reference means nothing."""
    made.PatientOrientation = ""
    for keyword in ("FrameOfReferenceUID", "PositionReferenceIndicator"):
        made.pop(keyword, None)


def segmentation(
    images: list[Dataset],
    labels: NDArray[np.uint8],
    card: Card,
    maker: Maker,
    edit: Edit | None = None,
) -> Any:
    from highdicom.seg import Segmentation

    said = own_words(maker, images) if edit is None else words_of(edit, labels, maker, images)
    return Segmentation(
        source_images=images,
        pixel_array=labels,
        segmentation_type="BINARY",
        segment_descriptions=[
            _described(number, one, maker, edit.way(labels, number) if edit else "AUTOMATIC")
            for number, one in enumerate(card.classes, 1)
        ],
        content_label="SEGMENTATION",
        omit_empty_frames=bool(labels.any()),
        **said,
    )


def own_words(maker: Maker, images: list[Dataset]) -> dict[str, Any]:
    """What is said of labels as the model drew them."""
    return {"content_description": DISCLAIMER, **made_by(maker, "seg", images, DISCLAIMER)}


def words_of(
    edit: Edit, labels: NDArray[np.uint8], maker: Maker, images: list[Dataset]
) -> dict[str, Any]:
    """What is said of labels that a person changed: who, and that it is another object."""
    decision = edit.decision
    drawn = sha256(labels.tobytes()).hexdigest()
    more = (drawn, decision.person, moment(decision.when))
    return {
        "content_description": f"{EDITED}; {DISCLAIMER}"[:LONGEST],
        "content_creator_name": person_name(decision),
        **made_by(maker, "edited", images, f"edited, {DISCLAIMER}", more=more),
    }


def _described(number: int, one: Class, maker: Maker, way: Way) -> Any:
    """A segment: what it is, and how it was drawn."""
    from highdicom.color import CIELabColor
    from highdicom.seg import SegmentDescription

    return SegmentDescription(
        segment_number=number,
        segment_label=(one.title or one.name)[:LONGEST],
        segmented_property_category=_category(one),
        segmented_property_type=_coded(one),
        algorithm_type=way,
        algorithm_identification=None if way == "MANUAL" else algorithm(maker),
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
