"""Which TFRecord files are meant by a path, which part each holds, and how their features are
called.

    DATA.tfrecord                       DATA/train.tfrecord, DATA/test.tfrecord
    DATA.tfrecord?image=x&label=y       DATA/out-train-00001.tfrecord, ..., DATA/out-test.tfrecord

Behind the question mark stand the names of the features, where they are not the usual ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

from ..errors import BadData

SUFFIXES = (".tfrecord", ".tfrecords")

PARTS = ("train", "validation", "calibration", "test")

ROLES = ("image", "label", "fov")


@dataclass(frozen=True)
class RecordFiles:
    """TFRecord files of one place."""

    files: Mapping[Path, str]
    """Each with the part that its name says, `train`; empty where it says none."""
    named: Mapping[str, str]
    """Names of features by what they hold, where a person gave them: image, label, fov."""

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that the files' names bring; none where train and test are not both there."""
        there = set(self.files.values())
        return tuple(p for p in PARTS if p in there) if {"train", "test"} <= there else ()

    def of(self, part: str | None) -> tuple[Path, ...]:
        """The files of a part; all of them for None, and where they are in no parts."""
        if not self.parts or part is None:
            return tuple(self.files)
        return tuple(path for path, own in self.files.items() if own == part)


def record_files(root: Path) -> RecordFiles | None:
    """The TFRecord files that `root` means; None where it means something else.

    Raises `BadData` for a question that names nothing known.
    """
    place, question = _asked(root)
    if place.is_dir():
        files = sorted(path for path in place.iterdir() if _holds_records(path))
    else:
        files = [place] if _holds_records(place) else []
    if not files or any((place / inner).is_dir() for inner in ("images", "train")):
        return None
    return RecordFiles({path: _part(path) for path in files}, _named(question))


def anything_at(root: Path) -> bool:
    """Is there a file or a folder, whatever is asked of it behind a question mark?"""
    return _asked(root)[0].exists()


def _asked(root: Path) -> tuple[Path, str]:
    """The place, and what stands behind the question mark."""
    text, mark, question = str(root).rpartition("?")
    return (Path(text), question) if mark and not root.exists() else (root, "")


def _holds_records(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in SUFFIXES


def _part(path: Path) -> str:
    """The part in a file's name: `drive-train.tfrecord`, `test-00000-of-00002.tfrecord`."""
    words = re.split(r"[-_.]", path.stem.lower())
    return next((w for w in words if w in PARTS), "")


def _named(question: str) -> dict[str, str]:
    named = dict(parse_qsl(question, keep_blank_values=True))
    if (question and not named) or any(role not in ROLES or not named[role] for role in named):
        raise BadData(
            "expected the names of features behind the question mark, as in "
            f"data.tfrecord?image=NAME&label=NAME (also fov=NAME), got {question!r}"
        )
    return named
