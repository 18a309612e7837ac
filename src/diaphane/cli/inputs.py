"""Which files a list of files and folders means, and what their results are called."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import BadData, BadSetting, UnreadableImage
from .terminal import tell

if TYPE_CHECKING:
    from ..card import Card, Input
    from ..data.table import Row
    from ..image import Image
    from ..io.dicom_studies import Series

SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".tif", ".tiff", ".bmp", ".dib", ".webp"),
    *(".dcm", ".dicom", ".ima", ".nii", ".gz"),
)
"""Names in a folder that may hold an image. What a file really is, its bytes say."""

RESERVED = ("result",)
"""The list of all results is called so."""


def image_files(inputs: Sequence[Path], *, series: bool = False) -> dict[Path, str]:
    """The files named and those in the folders named, each with a name for its results.

    With `series` a folder that holds the files of one DICOM series is one input: a volume. One that
    holds several is one, too: reading it names them, for a slice alone is not what was meant.

    A file in a folder keeps its place there: `DATA/glioma/1.png` is called `glioma/1`. A second
    file of the same name keeps its ending. A missing file stays in the list: reading it says what
    is wrong, and the others are done. Raises `UnreadableImage` for a folder without images.
    """
    found: dict[Path, str] = {}
    seen: set[Path] = set()
    taken = set(RESERVED)
    for root, path in chain.from_iterable(_files(path, series) for path in inputs):
        if path.absolute() in seen:
            continue
        seen.add(path.absolute())
        found[path] = _free_name(path.relative_to(root), taken)
        taken.add(found[path].casefold())
    return found


def series_inside(path: Path) -> tuple[Series, ...]:
    """The series of a folder, an archive or a DICOMDIR; none of a file. Raises
    `UnreadableImage`."""
    from ..io.dicom_inside import holds_files

    if not holds_files(path):
        return ()
    from ..io.dicom_studies import series_in

    try:
        return series_in(path)
    except UnreadableImage as error:
        raise UnreadableImage(f"{path}: {error}") from error.__cause__


def table_rows(inputs: Sequence[Path], need: Input) -> dict[Row, str]:
    """The rows of the tables named, and of those in the folders named, each with a name for its
    results: line 3 of `rows.csv` is called `rows/3`. Raises `BadData`."""
    from ..data.table import read_table, table_in

    found: dict[Row, str] = {}
    folders = set(RESERVED)
    for path in inputs:
        table = table_in(path) if path.exists() else path
        if table is None:
            raise BadData(f"expected a table of rows in {str(path)!r}, found none; name a file")
        folder = _free_name(Path(table.name), folders)
        folders.add(folder.casefold())
        found |= {row: f"{folder}/{row.line}" for row in read_table(table, need).rows}
    return found


def image_of(asked: Path | Row, card: Card) -> Image:
    """A file, or a row of a table, as the model was given it."""
    from ..io import read

    return read(asked) if isinstance(asked, Path) else asked.image(card.input.columns)


def may_be_image(name: str) -> bool:
    """By name only. DICOM files often have no ending, or end in a number of their UID; a DICOMDIR
    is a list of such files."""
    if name.upper() == "DICOMDIR":
        return False
    suffix = Path(name).suffix.lower()
    return suffix in SUFFIXES or not suffix[1:] or suffix[1:].isdigit()


def refuse_overwriting(inputs: Iterable[Path], outputs: Iterable[Path]) -> None:
    """Raise `BadSetting` where a result would take the place of an input."""
    if same := {p.absolute() for p in inputs} & {p.absolute() for p in outputs}:
        raise BadSetting(
            "expected -o to name another folder than the input's, but a result would overwrite "
            f"{str(min(same))!r}; choose another folder"
        )


def _files(path: Path, series: bool) -> list[tuple[Path, Path]]:
    """(the folder that names are counted from, file or folder of one series)."""
    if not path.is_dir():
        # `study.zip/2` is a series of `study.zip`, and its results are called so.
        inside = not path.exists() and path.parent.is_file()
        return [(path.parent.parent if inside else path.parent, path)]
    every = sorted(_below(path))
    volumes = _series_among(every) if series else []
    if volumes == [path]:
        whole = path if path.name else path.absolute()  # `.` has no name for results
        return [(whole.parent, whole)]
    every = [file for file in every if file.parent not in volumes]
    images = [*volumes, *(file for file in every if may_be_image(file.name))]
    if not images:
        raise UnreadableImage(
            f"expected images in {str(path)!r}, found none among {len(every)} files; "
            f"known endings: {' '.join(SUFFIXES)}, or none at all for DICOM"
        )
    if others := Counter(file.suffix for file in every if not may_be_image(file.name)):
        kinds = ", ".join(f"{n} {suffix}" for suffix, n in sorted(others.items()))
        tell(f"left out of {path}, no images by their names: {kinds}")
    return [(path, file) for file in images]


def _series_among(files: Sequence[Path]) -> list[Path]:
    """The folders of these files that hold DICOM series."""
    from ..io.dicom_series import holds_series

    return [
        folder for folder in dict.fromkeys(file.parent for file in files) if holds_series(folder)
    ]


def _below(folder: Path) -> Iterator[Path]:
    for place, inner, names in os.walk(folder):
        inner[:] = [name for name in inner if not name.startswith(".")]
        yield from (Path(place, name) for name in names if not name.startswith("."))


def _free_name(path: Path, taken: set[str]) -> str:
    """The path without its ending, or with it, or with a number: the first not yet taken."""
    full = path.as_posix()
    short = full.removesuffix(path.suffix).removesuffix(".nii")
    names = chain((short, full), (f"{full}-{n}" for n in count(2)))
    return next(name for name in names if name.casefold() not in taken)
