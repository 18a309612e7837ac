"""Arguments and options that several commands share, so that they read alike everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Model = Annotated[
    str,
    typer.Argument(
        metavar="MODEL",
        help="A shipped model's name, a .onnx file or a run's folder.",
        show_default=False,
    ),
]
Input = Annotated[
    Path,
    typer.Argument(
        metavar="INPUT", help="An image file of any format we read.", show_default=False
    ),
]
Inputs = Annotated[
    list[Path],
    typer.Argument(
        metavar="INPUT...",
        help="Image files, or folders of them; tables for a model of rows.",
        show_default=False,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("-o", "--out", metavar="DIR", help="Write files here.", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Device = Annotated[Literal["cpu", "cuda"], typer.Option("--device", help="Where to compute.")]
Runtime = Annotated[
    Literal["onnxruntime", "openvino"], typer.Option("--runtime", help="What runs the model.")
]
Slice = Annotated[
    int | None,
    typer.Option(
        "--slice",
        metavar="N",
        help="Which slice of a volume, from 1; the middle one if not said.",
        show_default=False,
    ),
]
