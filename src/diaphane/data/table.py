"""Rows of numbers with a label: a table in a text file, parted by comma, semicolon or tab.

    0.02,0.0371,0.0032,R          width;depth;kind
    0.0453,0.0523,0.0044,M        0,31;12;rock

The label stands in the last column. Where a model knows its columns by name, and the table has a
header, they may stand in any order, and the label is the one column that the model does not know.
"""

from __future__ import annotations

import csv
import hashlib
import logging
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from ..card import Input
from ..errors import BadData
from ..image import Image, Source

log = logging.getLogger(__name__)

SUFFIXES = frozenset({".csv", ".tsv"})
"""In a folder; a file that is named itself may have any ending."""
NO_ROWS = frozenset({"labels.csv", "manifest.csv"})
"""Tables that tell of files, not of rows."""
SHOWN = 5
"""Wrong places that an error names; the others are counted."""

Line = tuple[int, list[str]]
"""Its number in the file, and its cells."""


@dataclass(frozen=True)
class Row:
    """One line of a table, without its label."""

    path: Path
    line: int
    """In the file, from 1, the header counted: where an editor finds it."""
    values: tuple[float, ...]
    names: tuple[str, ...] = field(default=(), hash=False)
    """Of the values; empty for a table without a header."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"

    def image(self, columns: Sequence[str] = ()) -> Image:
        """As networks take it; where both sides know names, with the values in the order of
        `columns`. Raises `BadData` where one of these is absent."""
        if not columns or not self.names:
            return row_image(self.values, path=self.path)
        known = dict(zip(self.names, self.values, strict=True))
        if absent := [name for name in columns if name not in known]:
            raise BadData(
                f"expected the model's columns in {str(self.path)!r}, found no {listed(absent)} "
                f"among {listed(self.names)}; correct the header"
            )
        return row_image([known[name] for name in columns], path=self.path)


def row_image(values: ArrayLike, *, path: Path | None = None) -> Image:
    """An image of one axis, (1, X) float32; raises `BadData` where one is no finite number."""
    try:
        numbers = np.asarray(values, np.float64)
    except (TypeError, ValueError) as error:
        raise BadData(f"expected a row of numbers, got something else: {error}") from error
    if numbers.ndim != 1 or not numbers.size:
        raise BadData(f"expected one row of numbers, got an array of shape {numbers.shape}")
    if not np.isfinite(numbers).all():
        k = int(np.isfinite(numbers).argmin())
        raise BadData(f"expected finite numbers in a row, got {numbers[k]} as number {k + 1}")
    source = Source(
        path, "table" if path else "array", hashlib.sha256(numbers.tobytes()).hexdigest()
    )
    return Image(numbers.astype(np.float32)[None], axes="x", source=source)


@dataclass(frozen=True)
class Table:
    """What a file holds."""

    rows: tuple[Row, ...]
    labels: tuple[str, ...]
    """One a row; empty for a table without them."""


def table_in(place: Path) -> Path | None:
    """A file itself; of a folder without folders the one table in it; None for other folders.

    Raises `BadData` for a folder of several tables.
    """
    if place.is_file():
        return place
    inside = [p for p in sorted(place.iterdir()) if not p.name.startswith(".")]
    if any(p.is_dir() or p.name == "labels.csv" for p in inside):
        return None
    tables = [p for p in inside if p.suffix.lower() in SUFFIXES and p.name not in NO_ROWS]
    if len(tables) > 1:
        raise BadData(
            f"expected one table in {str(place)!r}, got {listed(p.name for p in tables)}; name the "
            "file itself, or put one below train and one below test"
        )
    return tables[0] if tables else None


def read_table(path: Path, need: Input | None = None) -> Table:
    """All rows of a table with their labels, which only a table for a known model may lack.

    `need` is what that model takes. Raises `BadData`, which names at once all that is wrong.
    """
    lines, decimal = _lines(path)
    names = _header(lines[0][1], path)
    lines = lines[1:] if names else lines
    if not lines:
        raise BadData(f"expected rows below the header of {str(path)!r}, got none; add some")
    width = len(names) or Counter(len(cells) for _, cells in lines).most_common(1)[0][0]
    place = _label_place(width, names, need, path)
    if place is None and not any(_is_number(cells[-1]) for _, cells in lines):
        raise BadData(
            f"expected {width} numbers in each row of {str(path)!r}, and a label after them or "
            f"none, got {width - 1} and a label; choose another table or model"
        )
    inner = tuple(name for k, name in enumerate(names) if k != place)
    wrong: list[str] = []
    rows, labels = [], []
    for line, cells in lines:
        if len(cells) != width:
            wrong.append(f"{len(cells)} columns instead of {width} in line {line}")
            continue
        values = _numbers(cells, place, decimal)
        wrong += [
            f"{cells[k] or 'a blank'!r} in line {line}, column {k + 1}"
            for k, value in values.items()
            if not math.isfinite(value)
        ]
        if place is not None and not cells[place]:
            wrong.append(f"no label in line {line}")
        rows.append(Row(path, line, tuple(values.values()), inner))
        labels.append("" if place is None else cells[place])
    if wrong:
        raise BadData(
            f"expected finite numbers and a label in each row of {str(path)!r}, got "
            f"{listed(wrong, quoted=False)}; correct or remove them"
        )
    return Table(tuple(rows), () if place is None else tuple(labels))


def refuse_unfit(path: Path, labelled: Sequence[tuple[Row, str]]) -> None:
    """Raise `BadData` for rows that nothing can be learnt from, naming all reasons; warn of columns
    that say nothing and of rows that contradict each other."""
    count = Counter(label for _, label in labelled)
    single = sorted(label for label, n in count.items() if n == 1)
    wrong = []
    if not labelled[0][0].values:
        wrong.append("no column beside the label's")
    if len(count) == 1:
        wrong.append(f"only the label {listed(count)}")
    elif len(count) > max(2, len(labelled) / 3):
        wrong.append(f"{len(count)} labels in {len(labelled)} rows")
    elif single:
        wrong.append(f"only one row of {listed(single)}")
    if wrong:
        raise BadData(
            f"expected numbers and then a label in each row of {str(path)!r}, of at least two "
            f"classes with two rows or more, got {' and '.join(wrong)}; put the label last, or add "
            "rows"
        )
    _warn_of_columns(path, [row for row, _ in labelled])
    _warn_of_contradictions(path, labelled)


def _warn_of_columns(path: Path, rows: Sequence[Row]) -> None:
    values, names = np.array([row.values for row in rows]), rows[0].names
    if same := np.flatnonzero(np.ptp(values, axis=0) == 0).tolist():
        told = listed((names[k] if names else str(k + 1) for k in same), quoted=False)
        log.warning("the same number in all rows of %s: column %s", path, told)


def _warn_of_contradictions(path: Path, labelled: Sequence[tuple[Row, str]]) -> None:
    first: dict[tuple[float, ...], str] = {}
    torn = [
        str(row.line) for row, label in labelled if first.setdefault(row.values, label) != label
    ]
    if torn:
        told = listed(torn, quoted=False)
        log.warning("an equal row has another label in %s: line %s", path, told)


def listed(names: Iterable[str], *, quoted: bool = True) -> str:
    """`'a', 'b' and 7 more`."""
    every = list(names)
    shown = ", ".join(repr(name) if quoted else name for name in every[:SHOWN])
    return shown + (f" and {len(every) - SHOWN} more" if len(every) > SHOWN else "")


def _lines(path: Path) -> tuple[list[Line], str]:
    """The lines that are not blank, and the sign that decimals may stand behind beside the dot."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        first = next((line for line in text.splitlines() if line.strip()), "")
        delimiter = max(",;\t", key=first.count)
        if ";" in first and delimiter == ",":  # 0,31;0,12;rock has as many commas as semicolons
            delimiter = ";"
        reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
        lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadData(
            f"expected a table in UTF-8 with a comma, semicolon or tab between columns at "
            f"{str(path)!r}, got {error}"
        ) from error
    lines = [(number, cells) for number, cells in lines if any(cells)]
    if not lines:
        raise BadData(f"expected rows of numbers in {str(path)!r}, got none; fill the file")
    return lines, "." if delimiter == "," else ","


def _header(cells: Sequence[str], path: Path) -> tuple[str, ...]:
    """The names of the columns; none where the first line is a row already.

    It is a header where no column but the last holds a number, or where they count 0, 1, 2 or
    1, 2, 3, as programs write them that had no names.
    """
    inner = cells[:-1] or cells
    counted = [[str(k + start) for k in range(len(inner))] for start in (0, 1)]
    if any(map(_is_number, inner)) and not (len(inner) > 2 and list(inner) in counted):
        return ()
    if "" in cells or len(set(cells)) < len(cells):
        raise BadData(
            f"expected a name of its own for each column in the header of {str(path)!r}, got "
            f"{listed(cells)}; name each, and leave out a column that only counts the rows"
        )
    return tuple(cells)


def _label_place(width: int, names: Sequence[str], need: Input | None, path: Path) -> int | None:
    """The column of the labels; None for a table without them."""
    if need is None or need.size is None:
        return width - 1
    if names and need.columns:
        others = [k for k, name in enumerate(names) if name not in need.columns]
        if len(others) > 1:
            raise BadData(
                f"expected the columns {listed(need.columns)} and a label in {str(path)!r}, got "
                f"also {listed(names[k] for k in others)}; leave out what the model does not know"
            )
        return others[0] if others else None
    (known,) = need.size
    if width not in (known, known + 1):
        raise BadData(
            f"expected {known} numbers in each row of {str(path)!r}, and a label after them or "
            f"none, got {width} columns; choose another table or model"
        )
    return None if width == known else known


def _numbers(cells: Sequence[str], place: int | None, decimal: str) -> dict[int, float]:
    """By column, the label's left out; NaN for what is no number."""
    return {k: _number(cell.replace(decimal, ".")) for k, cell in enumerate(cells) if k != place}


def _number(cell: str) -> float:
    try:
        return math.nan if "_" in cell else float(cell)
    except ValueError:
        return math.nan


def _is_number(cell: str) -> bool:
    return not math.isnan(_number(cell.replace(",", ".")))
