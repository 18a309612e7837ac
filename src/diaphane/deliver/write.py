"""Write the files of one answer: all that make sense for it, and last the record that names
them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..card import Card
from ..errors import BadData
from ..io.write import write_json
from .answer import Answer
from .kinds import BY_TASK, JSON, KINDS, PDF, REPORTS, Kind, kinds_of

Told = Callable[[str], None]


@dataclass(frozen=True)
class Written:
    """What came of an answer."""

    files: Mapping[str, Path]
    """By kind. What could not be made is absent, and a note says why."""
    record: Mapping[str, Any]
    """What the JSON file holds: the answer, all notes, the names of the files."""


def silent(note: str) -> None:
    """Tell nobody."""


def write_answer(
    folder: Path,
    name: str,
    answer: Answer,
    *,
    asked: str = "",
    dicom: bool = True,
    pdf: bool = False,
    told: Told = silent,
) -> Written:
    """Write `folder/name.png` and all else that there is of an answer. Raises `CannotWrite`.

    Args:
        asked: What was asked about, as the record is to call it; empty leaves it out.
        dicom: A report and heat as DICOM, too, where the model names classes; and where no DICOM
            came in, a note that none can come out.
        pdf: The report on one page, too, in English. Raises `MissingPackage` without the extra
            `serve`.
        told: Called with each note that joins those of the answer, as soon as it is known.
    """
    notes = Notes(told)
    if dicom and not answer.sources:
        notes.add(no_dicom(answer))
    files: dict[str, Path] = {}
    for kind, how in kinds_of(answer).items():
        path = folder / f"{name}{how.ending}"
        skipped = kind == JSON or (kind in REPORTS and not dicom) or (kind == PDF and not pdf)
        if not skipped and tried(how, path, answer, notes):
            files[kind] = path
    files[JSON] = folder / f"{name}{KINDS[JSON].ending}"
    record = recorded(answer, asked, notes.said, files)
    write_json(files[JSON], record)
    return Written(files, record)


class Notes:
    """What was met while files were written, told at once and kept."""

    def __init__(self, told: Told) -> None:
        self.said: list[str] = []
        self._told = told

    def add(self, note: str) -> None:
        self.said.append(note)
        self._told(note)


def tried(kind: Kind, path: Path, answer: Answer, notes: Notes) -> bool:
    """Make a file; where it is DICOM and cannot be made, say why: no reason to lose the rest."""
    try:
        said = kind.write(path, answer)
    except BadData as error:
        if not kind.dicom:
            raise
        notes.add(f"no DICOM {kind.dicom} was written: {error}")
        return False
    for note in said:
        notes.add(note)
    return True


def no_dicom(answer: Answer) -> str:
    return (
        f"no DICOM was written: the input is {answer.image.source.format}, and a DICOM result must "
        "refer to DICOM images"
    )


def recorded(
    answer: Answer, asked: str, notes: list[str], files: Mapping[str, Path]
) -> dict[str, Any]:
    """The answer as plain values, with what became of it."""
    record = {**({"input": asked} if asked else {}), **answer.to_plain()}
    if notes:
        record["notes"] = [*record.get("notes", ()), *notes]
    return {**record, "files": [str(file) for file in files.values()]}


def planned(folder: Path, name: str, card: Card) -> list[Path]:
    """All that may be written for one answer, but for the maps that may be asked for."""
    return [folder / f"{name}{KINDS[kind].ending}" for kind in BY_TASK[card.task] if kind != PDF]
