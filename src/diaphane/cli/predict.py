"""`diaphane predict`: what a model says of images."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ..errors import BadSetting, DiaphaneError
from ..words import DISCLAIMER
from .answer import in_a_line, in_full
from .inputs import image_files, image_of, refuse_overwriting, table_rows
from .options import Device, Inputs, Json, Model, Out, Runtime, Slice
from .terminal import progress, show, show_json, tell

if TYPE_CHECKING:
    from ..card import Card
    from ..data.table import Row
    from ..infer.model import Model as Loaded
    from ..result import Result

Maps = Annotated[
    bool,
    typer.Option("--maps", help="Write probabilities and uncertainty of a model that segments."),
]
Flips = Annotated[
    bool,
    typer.Option("--flips", help="Segment mirrored copies, too, and take the mean."),
]
Tiles = Annotated[
    bool,
    typer.Option("--tiles", help="Translate tile by tile at full size, with finer strokes."),
]
Dicom = Annotated[
    bool,
    typer.Option("--dicom", help="Write a structured report and the heat as DICOM, too."),
]

How = Annotated[
    Literal["nearest", "bilinear", "bicubic", "model"],
    typer.Option("--method", help="How to enlarge, in the place of a model that enhances."),
]

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
    maps: Maps = False,
    flips: Flips = False,
    tiles: Tiles = False,
    dicom: Dicom = False,
    method: How = "model",
) -> None:
    """Say what a model finds in images or rows of numbers.

    Prints probabilities, the classes that cannot be ruled out, and doubts; of a model that
    segments, how much there is of each class. With -o a picture NAME.png and a record NAME.json
    are written for each input, and result.json for all; of a model that segments also the label
    map, NAME-labels.png or NAME.nii.gz, and NAME.dcm (DICOM SEG) where DICOM came in. Of a model
    that enhances NAME.png is the larger picture, NAME-compare.png shows it beside interpolation,
    NAME-added.png what was invented, and NAME.dcm is written where DICOM came in. Of a model that
    translates NAME.png is the picture, NAME-compare.png shows it beside the image with a map of
    what changed, and NAME.dcm is written where DICOM came in. With --dicom a model that names
    classes writes NAME-report.dcm, NAME-heat-picture.dcm and NAME-heat-values.dcm, too.
    Research use only, not for diagnosis.
    """
    from ..io import expect

    expect(inputs[0])  # beside the imports and the loading of the model
    from ..infer.model import load
    from ..io.write import write_json

    loaded = load(in_place_of(model, method), runtime=runtime, device=device)
    refuse_unused(loaded.card, {"--maps": maps, "--flips": flips, "--tiles": tiles}, out)
    if dicom:
        refuse_dicom(loaded.card, out)
    names = asked_about(inputs, loaded.card)
    if out is not None:
        from ..deliver.write import planned

        every = [file for name in names.values() for file in planned(out, name, loaded.card)]
        refuse_overwriting(inputs, [*every, out / LIST])
    results = ask(loaded, names, number, flips=flips, maps=maps, tiles=tiles)
    entries: list[Mapping[str, Any]] = []
    for path, result in progress(results, total=len(names), doing="predicting"):
        if isinstance(result, DiaphaneError):
            entries.append(failure(path, result, alone=len(names) == 1))
            continue
        entry: Mapping[str, Any] = {"input": str(path), **result.to_plain()}
        if out is not None:
            ways = {"flips": flips, "tiles": tiles}
            card = loaded.card
            entry = write_files(
                out, names[path], path, result, card, number=number, ways=ways, dicom=dicom
            )
        if not json:
            words = in_full if len(names) <= FEW else in_a_line
            show(words(str(path), result, loaded.card))
        entries.append(entry)
    if out is not None:
        write_json(out / LIST, entries)
    if json:
        show_json(entries)
    finish(entries, quiet=json)


def in_place_of(model: str, method: str) -> str:
    """The model, or the name of the interpolation that was asked for. Raises `BadSetting` where
    the model does not enhance."""
    if method == "model":
        return model
    from ..infer.model import read_card

    card = read_card(model)
    if card.task != "enhance":
        raise BadSetting(
            f"expected a model that enhances for --method {method}, got one for {card.task}; leave "
            "the option out"
        )
    return f"{method}-x{card.scale}"


OF_TASK = {"--maps": "segment", "--flips": "segment", "--tiles": "translate"}
"""Options that are of use to the models of one task alone."""


def refuse_unused(card: Card, options: Mapping[str, bool], out: Path | None) -> None:
    """Raise `BadSetting` for options that would do nothing."""
    for option in (option for option, asked in options.items() if asked):
        if card.task != OF_TASK[option]:
            raise BadSetting(
                f"expected a model that {OF_TASK[option]}s for {option}, got one for {card.task}; "
                "leave the option out"
            )
    if options["--maps"] and out is None:
        raise BadSetting("expected a folder to write maps to, got none; add -o DIR")


def refuse_dicom(card: Card, out: Path | None) -> None:
    """Raise `BadSetting` where no DICOM could come of any input."""
    if out is None:
        raise BadSetting("expected a folder to write DICOM to, got none; add -o DIR")
    if len(card.input.size or ()) == 1:
        raise BadSetting(
            "expected a model of images for --dicom, got one of rows of numbers; leave the option "
            "out"
        )


def asked_about(inputs: Sequence[Path], card: Card) -> Mapping[Path | Row, str]:
    """Image files, or rows of tables, each with a name for its results."""
    if len(card.input.size or ()) == 1:
        rows: dict[Path | Row, str] = dict(table_rows(inputs, card.input).items())
        return rows
    files: dict[Path | Row, str] = dict(image_files(inputs, series=card.task == "segment").items())
    return files


def ask(
    model: Loaded,
    inputs: Iterable[Path | Row],
    number: int | None,
    *,
    flips: bool = False,
    maps: bool = False,
    tiles: bool = False,
) -> Iterator[tuple[Path | Row, Result | DiaphaneError]]:
    """An answer, or what is wrong, for each input; of volumes, for the slice of that number."""
    if number is None:
        yield from model.predict_many(inputs, flips=flips, maps=maps, tiles=tiles)
        return
    for one in inputs:
        try:
            yield one, model.predict(one, slice=number, flips=flips, maps=maps, tiles=tiles)
        except DiaphaneError as error:
            yield one, error


def write_files(
    out: Path,
    name: str,
    asked: Path | Row,
    result: Result,
    card: Card,
    *,
    number: int | None,
    ways: Mapping[str, object],
    dicom: bool,
) -> Mapping[str, Any]:
    """Write all files of an answer. What its record holds, which names them."""
    from ..deliver.answer import answer_of
    from ..deliver.write import write_answer

    answer = answer_of(image_of(asked, card), result, card, number=number, ways=ways)
    return write_answer(
        out,
        name,
        answer,
        asked=str(asked),
        dicom=dicom,
        told=lambda note: tell(f"diaphane: {note}"),
    ).record


def failure(asked: Path | Row, error: DiaphaneError, *, alone: bool) -> dict[str, Any]:
    """What stands in the list for an input that could not be read; one alone is an error."""
    if alone:
        raise error
    tell(f"diaphane: {error}")
    return {"input": str(asked), "error": str(error)}


def finish(entries: Sequence[Mapping[str, Any]], *, quiet: bool) -> None:
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
