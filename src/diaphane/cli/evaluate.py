"""`diaphane evaluate`: how good a model is on labelled images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import MissingPackage
from .models import figure_text
from .options import Device, Json, Model, Out, Runtime
from .terminal import counter, show, show_json, table, tell

if TYPE_CHECKING:
    from ..card import Figure
    from ..data.folders import Sample
    from ..judge.evaluate import ClassFigures, Evaluation

Data = Annotated[
    Path,
    typer.Argument(
        metavar="DATA",
        help="Labelled images: one folder a class, or labels.csv.",
        show_default=False,
    ),
]
AllowLeaks = Annotated[
    bool, typer.Option("--allow-leaks", help="Go on where test images are in the training part.")
]


def evaluate(
    model: Model,
    data: Data,
    out: Out = None,
    json: Json = False,
    device: Device = "cpu",
    runtime: Runtime = "onnxruntime",
    allow_leaks: AllowLeaks = False,
) -> None:
    """Measure a model on labelled images.

    Each figure comes with its 95 % interval. Where DATA has a test part, that is what is used.
    With -o the confusion matrix, the reliability plot, all predictions and a report are written.
    """
    if out is not None and find_spec("matplotlib") is None:
        raise MissingPackage("plotting", "judge")
    from ..data.folders import read_classes
    from ..infer.model import load
    from ..judge.evaluate import evaluate as measure

    loaded = load(model, runtime=runtime, device=device)
    samples = read_classes(data, "test", classes=loaded.card.names)
    training = training_part(data, loaded.card.names)
    if training:
        tell(f"looking for copies of {len(samples)} test images in {len(training)} for training")
    evaluation = measure(
        loaded,
        samples,
        training=training,
        allow_leaks=allow_leaks,
        progress=counter("predicting"),
        comparing=counter("comparing with training"),
    )
    if out is not None:
        from ..judge.report import write_report

        for file in write_report(evaluation, out, card=loaded.card):
            tell(f"written: {file}")
    show_json(evaluation.to_plain()) if json else show(in_words(evaluation))
    if evaluation.unreadable:
        raise typer.Exit(3)


def training_part(data: Path, classes: tuple[str, ...]) -> tuple[Sample, ...]:
    """The samples that must share nothing with the test part; none where there are no parts."""
    from ..data.folders import has_parts, read_classes

    if not has_parts(data):
        return ()
    return read_classes(data, "train", classes=classes)


def in_words(evaluation: Evaluation) -> str:
    """Figures, classes and warnings for a person."""
    parts = [
        f"{evaluation.model} on {evaluation.n} images, with 95 % intervals",
        "\n".join(f"! {warning}" for warning in evaluation.warnings),
        figures("metric", evaluation.metrics),
    ]
    if strict := evaluation.strict:
        far = f"{strict.n} images far from training (correlation < {strict.threshold})"
        parts.append(figures(far, strict.metrics))
    parts.append(classes(evaluation.classes))
    return "\n\n".join(filter(None, parts))


def figures(head: str, metrics: Mapping[str, Figure]) -> str:
    rows = [(name, figure_text(figure)) for name, figure in metrics.items()]
    return table((head, "value"), rows)


def classes(every: Sequence[ClassFigures]) -> str:
    names = tuple(dict.fromkeys(name for c in every for name in c.metrics))
    rows = [
        (c.name, str(c.n), *(figure_text(c.metrics[m]) if m in c.metrics else "" for m in names))
        for c in every
    ]
    return table(("class", "images", *names), rows, figures=True)
