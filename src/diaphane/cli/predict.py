"""`diaphane predict`: what a model says of images."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ..errors import DiaphaneError
from ..words import DISCLAIMER
from .answer import in_a_line, in_full
from .inputs import image_files, refuse_overwriting, table_rows
from .options import Device, Inputs, Json, Model, Out, Runtime, Slice
from .terminal import progress, show, show_json, tell

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..card import Card
    from ..data.table import Row
    from ..infer.model import Model as Loaded
    from ..result import Result

FEW = 8
"""Up to so many inputs are answered in full, more of them in a line each."""

LIST = "result.json"
"""Holds what `--json` prints."""


def predict(
    model: Model,
    inputs: Inputs,
    out: Out = None,
    json: Json = False,
    device: Device = "cpu",
    runtime: Runtime = "onnxruntime",
    number: Slice = None,
) -> None:
    """Say what a model finds in images or rows of numbers.

    Prints probabilities, the classes that cannot be ruled out, and doubts. With -o a picture
    NAME.png and a record NAME.json are written for each input, and result.json for all.
    Research use only, not for diagnosis.
    """
    from ..infer.model import load
    from ..io.write import write_json

    loaded = load(model, runtime=runtime, device=device)
    names = asked_about(inputs, loaded.card)
    if out is not None:
        planned = [file for name in names.values() for file in files_of(out, name)]
        refuse_overwriting(inputs, [*planned, out / LIST])
    results = ask(loaded, names, number)
    entries = []
    for path, result in progress(results, total=len(names), doing="predicting"):
        if isinstance(result, DiaphaneError):
            entries.append(failure(path, result, alone=len(names) == 1))
            continue
        entry = {"input": str(path), **result.to_plain()}
        if out is not None:
            picture = picture_of(path, result, loaded.card, number=number)
            write_answer(files_of(out, names[path]), entry, picture)
        if not json:
            words = in_full if len(names) <= FEW else in_a_line
            show(words(str(path), result, loaded.card))
        entries.append(entry)
    if out is not None:
        write_json(out / LIST, entries)
    if json:
        show_json(entries)
    finish(entries, quiet=json)


def asked_about(inputs: Sequence[Path], card: Card) -> Mapping[Path | Row, str]:
    """Image files, or rows of tables, each with a name for its results."""
    if len(card.input.size or ()) == 1:
        rows: dict[Path | Row, str] = dict(table_rows(inputs, card.input).items())
        return rows
    files: dict[Path | Row, str] = dict(image_files(inputs).items())
    return files


def ask(
    model: Loaded, inputs: Iterable[Path | Row], number: int | None
) -> Iterator[tuple[Path | Row, Result | DiaphaneError]]:
    """An answer, or what is wrong, for each input; of volumes, for the slice of that number."""
    if number is None:
        yield from model.predict_many(inputs)
        return
    for one in inputs:
        try:
            yield one, model.predict(one, slice=number)
        except DiaphaneError as error:
            yield one, error


def files_of(out: Path, name: str) -> tuple[Path, Path]:
    """Where the picture and the record of one input go."""
    return out / f"{name}.png", out / f"{name}.json"


def write_answer(
    files: tuple[Path, Path],
    entry: dict[str, Any],
    picture: NDArray[np.uint8],
) -> None:
    """Write the picture, then the record, which names both. Raises `CannotWrite`."""
    from ..io.write import write_json, write_png

    entry["files"] = [str(file) for file in files]
    write_png(files[0], picture, texts={"Comment": DISCLAIMER})
    write_json(files[1], entry)


def picture_of(
    asked: Path | Row, result: Result, card: Card, *, number: int | None = None
) -> NDArray[np.uint8]:
    """(Y, X, 3): the answer drawn beside the image, the plane that was looked at, or the row."""
    from ..io import read
    from ..pixels.draw import answer_picture
    from ..pixels.planes import plane

    if isinstance(asked, Path):
        image, _ = plane(read(asked), number)
    else:
        image = asked.image(card.input.columns)
    return answer_picture(image, result, card).transpose(1, 2, 0)


def failure(asked: Path | Row, error: DiaphaneError, *, alone: bool) -> dict[str, Any]:
    """What stands in the list for an input that could not be read; one alone is an error."""
    if alone:
        raise error
    tell(f"diaphane: {error}")
    return {"input": str(asked), "error": str(error)}


def finish(entries: list[dict[str, Any]], *, quiet: bool) -> None:
    """Say how many failed and leave with the exit code for it."""
    failed = sum("error" in entry for entry in entries)
    if failed == len(entries):
        tell(f"diaphane: all {failed} inputs failed")
        raise typer.Exit(2)
    if not quiet:
        show(DISCLAIMER)
    if failed:
        tell(f"diaphane: {failed} of {len(entries)} inputs failed, the others are done")
        raise typer.Exit(3)
