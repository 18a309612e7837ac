"""`diaphane export`: a run's best weights as one model file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from ..errors import BadModel
from .needs import training
from .terminal import show

Run = Annotated[
    Path, typer.Argument(metavar="RUN", help="The folder of a training.", show_default=False)
]
File = Annotated[
    Path | None,
    typer.Option(
        "-o", "--out", metavar="FILE", help="RUN/model.onnx if not said.", show_default=False
    ),
]
Precision = Annotated[
    Literal["fp32", "fp16", "int8"] | None,
    typer.Option("--precision", help="How weights are stored; as the recipe says if not said."),
]


def export(run: Run, out: File = None, precision: Precision = None) -> None:
    """Write a run's model file again.

    Elsewhere, or with weights in another precision.
    """
    if not (run / "recipe.json").is_file():
        raise BadModel(f"expected the folder of a training at {str(run)!r}, found no recipe.json")
    with training("exporting"):
        from ..learn.export import export as write
    show(str(write(run, out or run / "model.onnx", precision=precision)))
