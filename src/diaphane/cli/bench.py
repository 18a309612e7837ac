"""`diaphane bench`: how long each stage of a prediction takes on this machine."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from .inputs import image_files
from .options import Device, Json, Runtime
from .terminal import show, show_json, table, tell

if TYPE_CHECKING:
    from ..infer.bench import Bench

Model = Annotated[str, typer.Argument(metavar="[MODEL]", help="A model to measure with.")]
Images = Annotated[
    Path | None,
    typer.Option(
        "--images",
        metavar="DIR",
        help="Images to measure with; phantoms if not said.",
        show_default=False,
    ),
]

EACH = 6
"""Phantoms of each kind."""


def bench(
    model: Model = "brain-tumor",
    images: Images = None,
    json: Json = False,
    device: Device = "cpu",
    runtime: Runtime = "onnxruntime",
) -> None:
    """Measure how fast each stage of a prediction is.

    start: a fresh Python with diaphane. load: the model. decode: a file. prepare: the network's
    input. infer: the network. post: the answer. write: the picture.
    """
    from ..data.phantom import write_classes
    from ..infer.bench import bench as measure

    with TemporaryDirectory() as folder:
        if images is None:
            tell("drawing phantoms to measure with")
            files = list(write_classes(Path(folder), EACH))
        else:
            files = list(image_files([images]))
        measured = measure(model, files, runtime=runtime, device=device)
    show_json(measured.to_plain()) if json else show(in_words(measured))


def in_words(measured: Bench) -> str:
    """A table, and what is needed to compare it with another."""
    rows = [(s.stage, str(s.n), f"{s.median:.2f} ms", f"{s.iqr:.2f} ms") for s in measured.stages]
    lines = [table(("stage", "n", "median", "interquartile range"), rows, figures=True)]
    if measured.peak_mb is not None:
        lines.append(f"peak memory: {measured.peak_mb:.0f} MB")
    lines.append(f"runtime: {measured.runtime}, {measured.precision}")
    lines += [f"{key}: {value}" for key, value in measured.machine.items()]
    return "\n".join(lines)
