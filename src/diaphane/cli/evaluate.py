"""`diaphane evaluate`: how good a model is on labelled images."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import Device, Json, Model, Out, Runtime

Data = Annotated[
    Path,
    typer.Argument(
        metavar="DATA",
        help="Labelled images: one folder a class, or labels.csv.",
        show_default=False,
    ),
]


def evaluate(
    model: Model,
    data: Data,
    out: Out = None,
    json: Json = False,
    device: Device = "cpu",
    runtime: Runtime = "onnxruntime",
) -> None:
    """Measure a model on labelled images.

    Each figure comes with its 95 % interval. Where DATA has a test part, that is what is used.
    With -o the confusion matrix, the reliability plot, all predictions and a report are written.
    """
    raise NotImplementedError
