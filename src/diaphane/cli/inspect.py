"""`diaphane inspect`: what an image or a series is, without a word about the patient."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import BadSetting, UnreadableImage
from .inputs import series_inside
from .inspected import faces_of, facts_of, in_words, pictures_of
from .options import Json, Out
from .terminal import show, show_json, tell

if TYPE_CHECKING:
    from ..io.dicom_studies import Series
    from ..pixels.page import Picture

Where = Annotated[
    Path,
    typer.Argument(
        metavar="PATH",
        help="An image file, or a folder, a zip file or a DICOMDIR of DICOM images.",
        show_default=False,
    ),
]
Faces = Annotated[
    bool,
    typer.Option(
        "--faces", help="Find faces in a photograph; with -o they are boxed in faces.png."
    ),
]


def inspect(path: Where, out: Out = None, json: Json = False, faces: Faces = False) -> None:
    """Say what an image or a series is, and what is odd about it.

    Nothing that names a patient is printed or written: no name, date or identifier. A folder, zip
    file or DICOMDIR is told series by series. With -o a histogram (of Hounsfield units with the
    usual tissues marked), a montage of the slices and the three middle planes are drawn.
    """
    found = series_inside(path)
    if len(found) < 2:
        told = inspected(path, out, faces=faces)
        show_json(told) if json else show(in_words(told))
        return
    if faces:
        raise BadSetting(
            f"expected one picture for --faces, got {len(found)} series; name a photograph"
        )
    entries = [one_of_several(path, one, out) for one in found]
    if json:
        said = [f"series {e['series']}: {w}" for e in entries for w in e["warnings"]]
        show_json({"series": entries, "warnings": said})
    else:
        show("\n\n".join(in_words(entry) for entry in entries))
    finish(entries)


def inspected(path: Path, out: Path | None, *, faces: bool = False) -> dict[str, Any]:
    """The facts of what a path leads to; with `out` its pictures are drawn there."""
    from ..io import read

    image = read(path)
    told = facts_of(image)
    pictures = pictures_of(image)
    if faces:
        told["faces"], boxed = faces_of(image)
        pictures = chain(pictures, [("faces", boxed)])
    if out is not None:
        told["files"] = [str(file) for file in written(pictures, out)]
        from ..io.write import write_json

        write_json(out / "inspect.json", told)
    return told


def one_of_several(path: Path, one: Series, out: Path | None) -> dict[str, Any]:
    """The facts of a series, or why it makes no volume; that is a warning, too."""
    head = {"series": one.number, "study": one.study}
    folder = None if out is None else out / f"series-{one.number}"
    try:
        return {**head, **inspected(path / str(one.number), folder)}
    except UnreadableImage as error:
        why = str(error).removeprefix(f"{path / str(one.number)}: ")
        slices, rows, columns = one.size
        known = {"modality": one.modality, "slices": slices, "rows": rows, "columns": columns}
        return {**head, **known, "error": why, "warnings": [why]}


def written(pictures: Iterable[tuple[str, Picture]], out: Path) -> Iterator[Path]:
    """The pictures, drawn and written one after the other."""
    from ..io.write import write_png
    from ..words import DISCLAIMER

    for name, picture in pictures:
        yield write_png(out / f"{name}.png", picture, texts={"Comment": DISCLAIMER})


def finish(entries: list[dict[str, Any]]) -> None:
    """Leave with the exit code for series that make no volume."""
    if failed := sum("error" in entry for entry in entries):
        tell(f"diaphane: {failed} of {len(entries)} series make no volume")
        raise typer.Exit(2 if failed == len(entries) else 3)
