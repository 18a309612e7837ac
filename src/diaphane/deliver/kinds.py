"""Which kinds of files can be made of an answer, and how each is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ..card import TaskName
from ..io.write import write_json
from ..words import DRAWN
from . import dicom, drawn, labels, pdf, shown
from .answer import Answer
from .sentences import Language

JSON, PDF = "json", "pdf"
MAPS = ("-{}.png", "-{}.nii.gz")
"""What the maps of planes and of volumes are called, by the name of each."""


def always(answer: Answer) -> bool:
    return True


def write_picture(path: Path, answer: Answer) -> tuple[str, ...]:
    """The picture that a network drew; of other answers what is drawn of them for people."""
    write = drawn.write_picture if answer.card.task in DRAWN else shown.write_shown
    return write(path, answer)


def write_record(path: Path, answer: Answer) -> tuple[str, ...]:
    """The answer as plain values."""
    write_json(path, answer.to_plain())
    return ()


@dataclass(frozen=True)
class Kind:
    """One kind of file."""

    ending: str
    """Of the file's name."""
    write: Callable[[Path, Answer], tuple[str, ...]]
    """Makes the file of that path. Gives notes for a person, mostly none. Raises `CannotWrite`; of
    DICOM `BadData`, where the images that came in lack what it must tell."""
    has: Callable[[Answer], bool] = always
    """True where there is something of the answer to be put into such a file."""
    dicom: str = ""
    """What it is called where it is DICOM; else empty."""


def is_plane(answer: Answer) -> bool:
    return labels.labels_in(answer).axes == "yx"


def is_stack(answer: Answer) -> bool:
    return not is_plane(answer)


def of_dicom(answer: Answer) -> bool:
    return bool(answer.sources)


def of_whole_dicom(answer: Answer) -> bool:
    """All of what came in was looked at, so that a label map can lie over it."""
    same = labels.labels_in(answer).shape == answer.image.shape
    return answer.whole and same and of_dicom(answer)


def has_heat(answer: Answer) -> bool:
    result = answer.result
    looked = result.heat is not None and bool(result.probabilities) and not result.out_of_reach
    return looked and of_dicom(answer)


def has_decision(answer: Answer) -> bool:
    return answer.decision is not None and of_dicom(answer)


KINDS: Mapping[str, Kind] = {
    "png": Kind(".png", write_picture),
    "compare": Kind("-compare.png", drawn.write_compare),
    "added": Kind("-added.png", drawn.write_added),
    "labels-png": Kind("-labels.png", labels.write_labels, is_plane),
    "nifti": Kind(".nii.gz", labels.write_labels, is_stack),
    "seg": Kind(".dcm", dicom.write_labels, of_whole_dicom, "Segmentation"),
    "capture": Kind(".dcm", drawn.write_capture, of_dicom, "picture"),
    "report": Kind("-report.dcm", dicom.write_report, of_dicom, "report"),
    "heat-picture": Kind("-heat-picture.dcm", dicom.write_heat_picture, has_heat, "heat picture"),
    "decision": Kind("-decision.dcm", dicom.write_decision, has_decision, "decision"),
    "heat-values": Kind("-heat-values.dcm", dicom.write_heat_values, has_heat, "heat map"),
    PDF: Kind(".pdf", pdf.write_pdf),
    JSON: Kind(".json", write_record),
}
"""By name, in no order. The maps of a label map have kinds of their own: see `map_kinds`."""

BY_TASK: Mapping[TaskName, tuple[str, ...]] = {
    "classify": ("png", "report", "heat-picture", "heat-values", "decision", PDF, JSON),
    "segment": ("png", "labels-png", "nifti", "seg", "decision", PDF, JSON),
    "enhance": ("png", "compare", "added", "capture", "decision", PDF, JSON),
    "translate": ("png", "compare", "capture", "decision", PDF, JSON),
}
"""What may be made of the answers of each task, in the order in which it is named."""

REPORTS = ("report", "heat-picture", "heat-values")
"""What is made of an answer that names a class where DICOM is asked for."""


def kinds_of(answer: Answer, *, language: Language = "en") -> dict[str, Kind]:
    """The kinds that this answer has, by name; the record comes last. The report on one page is
    written in `language`."""
    found = {name: KINDS[name] for name in BY_TASK[answer.card.task]}
    found[PDF] = replace(found[PDF], write=partial(pdf.write_pdf, language=language))
    found = {name: kind for name, kind in found.items() if kind.has(answer)}
    if answer.card.task == "segment":
        after = ("seg", "decision", PDF, JSON)
        found |= map_kinds(answer) | {name: found.pop(name) for name in after if name in found}
    return found


def map_kinds(answer: Answer) -> dict[str, Kind]:
    """A kind for each map that was asked for of a model that segments, by the map's name."""
    ending = MAPS[is_stack(answer)]
    return {name: Kind(ending.format(name), labels.map_writer(name)) for name in answer.result.maps}
