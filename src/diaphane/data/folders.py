"""Labelled images in folders: one folder a class, or a table `labels.csv` beside the files.

    DATA/glioma/1.png                    DATA/labels.csv   file,label[,group,site,sex,age,...]
    DATA/notumor/2.dcm                   DATA/1.png
    DATA/manifest.csv (optional): path, and any of split, label, group, neardup_group, ...
    DATA.csv, or DATA/any.csv: no images but a table, a sample a row (see `table.py`)

Any of them may lie below DATA/train and DATA/test; both must exist then, and DATA/validation and
DATA/calibration may.
"""

from __future__ import annotations

import csv
import logging
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from io import StringIO
from pathlib import Path, PurePosixPath
from typing import Literal

from ..card import Input
from ..errors import BadData, DiaphaneError, attempt, refuse
from ..image import Image
from ..io.below import hidden
from ..io.safe_path import leads_out
from . import table
from .record_files import record_files
from .table import Row

log = logging.getLogger(__name__)

Part = Literal["train", "validation", "calibration", "test"]
PARTS: tuple[Part, ...] = ("train", "validation", "calibration", "test")

LABELS = "labels.csv"
MANIFEST = "manifest.csv"

SUFFIXES = frozenset(
    {
        *(".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".tif", ".tiff", ".bmp", ".dib", ".webp"),
        *(".dcm", ".dicom", ".ima", ".nii"),
    }
)
"""Names that may hold an image; what a file really is, its bytes say when it is read."""

GROUPS = ("patient", "study", "group", "neardup_group")
"""Columns that name images which belong together, the widest first."""


@dataclass(frozen=True)
class Sample:
    """One labelled image file, or one row of a table."""

    path: Path
    label: str
    group: str = ""
    """Images of one group (patient, study, cluster) stay in one part; empty: on its own."""
    extra: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Further columns of the tables: site, sex, age, max_train_corr, ..."""
    name: str = ""
    """The path below the data folder, with forward slashes: how reports call the sample. Of a row
    also the line it stands in."""
    row: Row | None = None
    """None for a file that is an image."""

    @property
    def asked(self) -> Path | Row:
        """What a model is asked about."""
        return self.row or self.path


def read_sample(
    sample: Sample, *, columns: Sequence[str] = (), read: Callable[[Path], Image] | None = None
) -> Image:
    """The image of a sample; a row with its values in the order of `columns`.

    `read` reads a file; None: `diaphane.io.read`. Raises `UnreadableImage`, `BadData`.
    """
    if sample.row:
        return sample.row.image(columns)
    if read is None:
        from ..io import read as read_file

        read = read_file
    return read(sample.path)


def read_classes(
    root: Path | str,
    part: Part | None = None,
    *,
    classes: Sequence[str] | None = None,
    need: Input | None = None,
) -> tuple[Sample, ...]:
    """The labelled images below `root`, sorted by name.

    `part`, one of `parts_in`, chooses where the data is in parts (None: all of them) and says
    nothing elsewhere.
    With `classes` labels are matched to these names, whatever their case and punctuation; samples
    of other classes are left out, which the log says, as long as all of `classes` are there.
    With `need`, what a model takes, a table is read as that model's.
    Raises `BadData` where the folder is laid out otherwise, and `Several` where in several ways.
    """
    samples = _all(root, part, need)
    if classes is not None:
        samples = _known(samples, classes)
    labels = sorted({s.label for s in samples})
    if len(labels) < 2:
        raise BadData(
            f"expected at least two classes below {str(root)!r}, got only {labels[0]!r}; "
            "put each class into a folder of its own"
        )
    return tuple(sorted(samples, key=_place))


def strangers(
    root: Path | str, part: Part | None, classes: Sequence[str], need: Input | None = None
) -> dict[str, int]:
    """How many samples `read_classes` leaves out, by their label."""
    known = {_plain(name) for name in classes}
    return counts(s for s in _all(root, part, need) if _plain(s.label) not in known)


def _all(root: Path | str, part: Part | None, need: Input | None = None) -> list[Sample]:
    """Samples of every class, labelled as folders or tables say."""
    root = Path(root)
    if not root.exists():
        raise BadData(
            f"expected a folder of labelled images or a table, found nothing at {str(root)!r}"
        )
    wrong: list[DiaphaneError] = []
    found = [attempt(partial(_labelled, root, p, need), wrong) for p in _places(root, part)]
    refuse(wrong)
    samples = [sample for there in found for sample in there or ()]
    if any(s.row for s in samples):
        if part != "test":
            table.refuse_unfit(samples[0].path, [(s.row, s.label) for s in samples if s.row])
        return samples
    manifest = read_manifest(root)
    _refuse_contradiction(samples, manifest)
    return [_enriched(sample, manifest) for sample in samples]


def has_parts(root: Path) -> bool:
    """Are there both a train/ and a test/ folder?"""
    return all((root / part).is_dir() for part in ("train", "test"))


def parts_in(root: Path) -> tuple[Part, ...]:
    """The parts that the data brings; none where it is not in parts."""
    if records := record_files(root):
        return tuple(part for part in PARTS if part in records.parts)
    if (root / LABELS).exists() or not has_parts(root):
        return ()
    return tuple(part for part in PARTS if (root / part).is_dir())


def counts(samples: Iterable[Sample]) -> dict[str, int]:
    """How many samples each class has, by class name."""
    return dict(sorted(Counter(s.label for s in samples).items()))


def _places(root: Path, part: Part | None) -> tuple[Path, ...]:
    """The folders that hold the asked part."""
    parts = parts_in(root)
    return tuple(root / p for p in parts if part in (None, p)) if parts else (root,)


def _labelled(root: Path, place: Path, need: Input | None) -> list[Sample]:
    rows, axes = table.table_in(place), len(need.size or ()) if need else 0
    if rows and axes < 2:
        return _from_rows(root, rows, need)
    if rows and place.is_file():
        raise BadData(f"expected a folder of labelled images, got the file {str(rows)!r}")
    if axes == 1:
        raise BadData(
            f"expected a table of numbers, got the folder {str(place)!r} without one; name a .csv "
            "file, or a folder with one in it and no folders"
        )
    if (place / LABELS).exists():
        return _from_table(root, place)
    return _from_folders(root, place)


def _from_rows(root: Path, path: Path, need: Input | None) -> list[Sample]:
    """A sample a row, named by the line it stands in."""
    read = table.read_table(path, need)
    if not read.labels:
        raise BadData(
            f"expected a label in the last column of {str(path)!r}, got numbers alone; add it, or "
            "use predict, which needs none"
        )
    name = path.name if path == root else _name(root, path)
    return [
        Sample(path, label, name=f"{name}:{row.line}", row=row)
        for row, label in zip(read.rows, read.labels, strict=True)
    ]


def _from_folders(root: Path, place: Path) -> list[Sample]:
    """One folder a class; folders inside a class folder are read too."""
    folders = [d for d in sorted(place.iterdir()) if d.is_dir() and not hidden(d.name)]
    if not folders:
        loose = sum(1 for _ in _images(place, {}))
        raise BadData(
            f"expected one folder a class or a {LABELS} in {str(place)!r}, got "
            f"{f'{loose} images without a class' if loose else 'no images'}"
        )
    ignored: dict[str, int] = {}
    files = {folder: list(_images(folder, ignored)) for folder in folders}
    if empty := [str(folder) for folder in folders if not files[folder]]:
        raise BadData(
            f"expected images in each class folder, found none in {table.listed(empty)}; remove "
            "what is empty or fill it"
        )
    _tell_ignored(place, ignored)
    return [Sample(f, d.name, name=_name(root, f)) for d in folders for f in files[d]]


def _from_table(root: Path, place: Path) -> list[Sample]:
    path = place / LABELS
    rows = _rows(path, ("file", "label"))
    if not rows:
        raise BadData(f"expected a row for each image in {str(path)!r}, got none")
    _refuse_rows(path, rows)
    samples = []
    for row in rows:
        file, label = _relative(row.pop("file")), row.pop("label")
        samples.append(Sample(place / file, label, group_of(row), row, _name(root, place / file)))
    return samples


def _refuse_rows(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Raise `BadData`, or `Several`, for rows that name no file of their own with a label."""
    files = {number: _relative(row["file"]) for number, row in enumerate(rows, start=2)}
    full = {number: file for number, file in files.items() if rows[number - 2]["file"]}
    blank = [number for number, row in enumerate(rows, 2) if not (row["file"] and row["label"])]
    outside = {n: file for n, file in full.items() if leads_out(str(file))}
    inside = [file for n, file in full.items() if n not in outside]
    again = [str(file) for file, n in Counter(inside).items() if n > 1]
    missing = [str(file) for file in dict.fromkeys(inside) if not (path.parent / file).is_file()]
    sentences = {
        f"expected file and label in each row of {str(path)!r}, got a blank in row "
        f"{table.listed(map(str, blank), quoted=False)}; fill them in": blank,
        f"expected files below {str(path.parent)!r}, got "
        f"{table.listed(f'{str(f)!r} in row {n}' for n, f in outside.items())} of {LABELS}; move "
        "them there": outside,
        f"expected each file once in {str(path)!r}, got {table.listed(again)} again; leave one row "
        "of each": again,
        f"expected the files that {str(path)!r} names, but {len(missing)} of {len(rows)} do not "
        f"exist: {table.listed(missing)}; bring them or remove their rows": missing,
    }
    refuse([BadData(sentence) for sentence, found in sentences.items() if found])


def _relative(file: str) -> PurePosixPath:
    return PurePosixPath(file.replace("\\", "/"))


def read_manifest(root: Path) -> dict[Path, dict[str, str]]:
    """The manifest's rows by path; it lies in `root`, or above where `root` is a part."""
    for place in (root, root.absolute().parent) if root.name in PARTS else (root,):
        if (place / MANIFEST).is_file():
            rows = _rows(place / MANIFEST, ("path",))
            return {(place / row.pop("path")).absolute(): row for row in rows}
    return {}


def _refuse_contradiction(
    samples: Sequence[Sample], manifest: Mapping[Path, Mapping[str, str]]
) -> None:
    told = {s.name: manifest.get(s.path.absolute(), {}).get("label", "") for s in samples}
    torn = [s for s in samples if told[s.name] and _plain(told[s.name]) != _plain(s.label)]
    if torn:
        one = torn[0]
        others = f" (and {len(torn) - 1} more do not agree)" if len(torn) > 1 else ""
        raise BadData(
            f"expected {MANIFEST} to agree with the folders, but {one.name!r} is "
            f"{one.label!r} by its place and {told[one.name]!r} by the table{others}; correct one "
            "of them"
        )


def _enriched(sample: Sample, manifest: Mapping[Path, Mapping[str, str]]) -> Sample:
    row = dict(manifest.get(sample.path.absolute(), {}))
    if not row:
        return sample
    row.pop("label", "")
    return replace(sample, group=sample.group or group_of(row), extra={**row, **sample.extra})


def _known(samples: Sequence[Sample], classes: Sequence[str]) -> list[Sample]:
    """Those of the asked classes, under the classes' own names.

    A label of no class may be a misspelt one: it is left out only where every class is there.
    """
    if {s.label for s in samples} <= set(classes):  # -1 and 1 differ by their signs alone
        return list(samples)
    by_plain = {_plain(name): name for name in classes}
    known = [s for s in samples if _plain(s.label) in by_plain]
    if len(known) == len(samples):
        return [replace(s, label=by_plain[_plain(s.label)]) for s in known]
    others = [s for s in samples if _plain(s.label) not in by_plain]
    if absent := sorted(set(by_plain) - {_plain(s.label) for s in known}):
        raise BadData(
            f"expected classes among {', '.join(classes)}, got {others[0].label!r} "
            f"({others[0].name}) and none of {', '.join(by_plain[name] for name in absent)}; "
            "rename it or choose other data"
        )
    for label, n in counts(others).items():
        log.warning("left out %d samples of %r: not among %s", n, label, ", ".join(classes))
    return [replace(s, label=by_plain[_plain(s.label)]) for s in known]


def _rows(table: Path, needed: tuple[str, ...]) -> list[dict[str, str]]:
    """Rows of a CSV table with comma or semicolon; blank cells stay blank."""
    try:
        text = table.read_text(encoding="utf-8-sig")
        header = text.partition("\n")[0]
        reader = csv.DictReader(
            StringIO(text), delimiter=";" if ";" in header and "," not in header else ","
        )
        names = [name.strip().lower() for name in reader.fieldnames or ()]
        reader.fieldnames = names
        rows = [{k: (v or "").strip() for k, v in row.items() if k is not None} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadData(f"expected a CSV table in UTF-8 at {str(table)!r}, got {error}") from error
    if absent := [name for name in needed if name not in names]:
        raise BadData(
            f"expected the column {absent[0]!r} in {str(table)!r}, got {', '.join(names) or 'none'}"
        )
    return rows


def _images(folder: Path, ignored: dict[str, int]) -> Iterator[Path]:
    """Files below that may be images, in order; others are counted by suffix."""
    for place, inner, files in os.walk(folder):
        inner[:] = sorted(d for d in inner if not hidden(d))
        for file in sorted(f for f in files if not hidden(f)):
            if may_be_image(file):
                yield Path(place, file)
            else:
                suffix = Path(file).suffix.lower()
                ignored[suffix] = ignored.get(suffix, 0) + 1


def may_be_image(file: str) -> bool:
    """By name only. DICOM files often have no suffix, or end in a number of their UID."""
    suffix = Path(file).suffix.lower()
    return (
        suffix in SUFFIXES
        or not suffix[1:]
        or suffix[1:].isdigit()
        or file.lower().endswith(".nii.gz")
    )


def _tell_ignored(place: Path, ignored: Mapping[str, int]) -> None:
    if ignored:
        kinds = ", ".join(f"{n} {suffix}" for suffix, n in sorted(ignored.items()))
        log.warning("%d files in %s are no images: %s", sum(ignored.values()), place, kinds)


def group_of(row: Mapping[str, str]) -> str:
    return next((row[column] for column in GROUPS if row.get(column)), "")


def _place(sample: Sample) -> tuple[str, int]:
    """By name; rows in the order of their table."""
    return (str(sample.path), sample.row.line) if sample.row else (sample.name, 0)


def _plain(label: str) -> str:
    return "".join(c for c in label.casefold() if c.isalnum())


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()
