"""`diaphane convert`: images and masks as TFRecord files, which hold many pairs in one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import BadSetting
from .terminal import progress, show

if TYPE_CHECKING:
    from ..data.folders import Part
    from ..data.pairs import Pair
    from ..io.tfrecord import Features

Data = Annotated[
    Path,
    typer.Argument(
        metavar="DATA",
        help="A folder with images/ and masks/, or one with such folders in train/ and test/.",
        show_default=False,
    ),
]
File = Annotated[
    Path,
    typer.Argument(
        metavar="OUT",
        help="NAME.tfrecord; data in parts becomes NAME-train.tfrecord, NAME-test.tfrecord.",
        show_default=False,
    ),
]


def convert(data: Data, out: File) -> None:
    """Put images and their masks into TFRecord files, as they are.

    The files are data again, and TensorFlow reads them, too: image_raw and image_label hold the
    samples, height, width and depth their size, dtype their type, geometry the rest.
    """
    from ..data.folders import parts_in
    from ..data.pairs import read_pairs
    from ..io.tfrecord import write_records

    refuse_other(out)
    parts: Sequence[Part | None] = parts_in(data) or (None,)
    for part in parts:
        file = out.with_name(f"{out.stem}-{part}{out.suffix}") if part else out
        refuse_itself(file, data)
        pairs = read_pairs(data, part)
        write_records(file, records(pairs, f"writing {file.name}"))
        show(str(file))


def refuse_other(out: Path) -> None:
    """Raise `BadSetting` for what is no TFRecord file by its name."""
    from ..data.record_files import SUFFIXES

    if out.suffix.lower() not in SUFFIXES:
        raise BadSetting(
            f"expected OUT to be called NAME.tfrecord, got {str(out)!r}; images and masks are put "
            "into TFRecord files and into nothing else yet"
        )


def refuse_itself(file: Path, data: Path) -> None:
    """Raise `BadSetting` where a file would take its own place."""
    from ..data.record_files import record_files

    read = record_files(data)
    if read and file.absolute() in {path.absolute() for path in read.files}:
        raise BadSetting(
            f"expected OUT to be another file than DATA, got {str(file)!r} for both; name another"
        )


def records(pairs: Sequence[Pair], doing: str) -> Iterator[Features]:
    """The record of each pair, one at a time."""
    from ..data.records import features_of

    return progress(map(features_of, pairs), total=len(pairs), doing=doing)
