"""`diaphane evaluate`: how good a model is on labelled images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import BadSetting, MissingPackage
from .models import figure_text
from .options import Device, Json, Out, Runtime
from .terminal import counter, show, show_json, table, tell

if TYPE_CHECKING:
    from ..card import Card, Figure
    from ..data.folders import Sample
    from ..infer.model import Model
    from ..judge.about import About
    from ..judge.evaluate import ClassFigures, Evaluation

Judged = Annotated[
    str | None,
    typer.Argument(
        metavar="MODEL",
        help="A shipped model's name, a .onnx file or a run's folder.",
        show_default=False,
    ),
]
Data = Annotated[
    Path | None,
    typer.Argument(
        metavar="DATA",
        help="Labelled images: one folder a class, or labels.csv; images/ and masks/; pictures, or "
        "HR/ and LRx4/.",
        show_default=False,
    ),
]
Stored = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="DIR",
        help="In place of MODEL and DATA: a report's folder, to have its figures again.",
        show_default=False,
    ),
]
NoPictures = Annotated[
    bool, typer.Option("--no-pictures", help="Leave images of the data out of the report.")
]
AllowLeaks = Annotated[
    bool, typer.Option("--allow-leaks", help="Go on where test images are in the training part.")
]
Probing = Annotated[
    bool | None,
    typer.Option(
        "--probes/--no-probes",
        help="Look for shortcuts: can the classes be told by what should not be enough? Takes up "
        "to a minute; done with -o, unless told.",
        show_default=False,
    ),
]


def left_out(data: Path, card: Card) -> tuple[str, ...]:
    """A sentence where the data hold classes that the model does not know."""
    from ..data.folders import strangers

    others = strangers(data, "test", card.names, card.input)
    if not others:
        return ()
    listed = ", ".join(f"{n} of {label!r}" for label, n in others.items())
    return (f"not judged, for the model knows {' and '.join(card.names)} alone: {listed}",)


SHOWN = ("recall", "precision", "auroc")
"""Figures of a class that a terminal has room for."""


def evaluate(
    model: Judged = None,
    data: Data = None,
    out: Out = None,
    json: Json = False,
    stored: Stored = None,
    device: Device = "cpu",
    runtime: Runtime = "onnxruntime",
    allow_leaks: AllowLeaks = False,
    no_pictures: NoPictures = False,
    probes: Probing = None,
) -> None:
    """Measure a model on labelled images.

    Each figure comes with its 95 % interval. Where DATA has a test part, that is what is used.
    With -o a report is written: one page with all figures and plots, the same as JSON, and all
    predictions, from which --from makes the report again.
    """
    if out is not None and find_spec("matplotlib") is None:
        raise MissingPackage("plotting", "judge")
    if stored is not None:
        if model is not None:
            raise BadSetting("expected either MODEL and DATA or --from, got both; leave one out")
        done = again(stored)
    elif model is None or data is None:
        raise BadSetting("expected MODEL and DATA, or --from and a report's folder; name them")
    else:
        from ..infer.model import load

        loaded = load(model, runtime=runtime, device=device)
        if loaded.card.task != "classify" and probes:
            raise BadSetting("expected a model that classifies beside --probes; leave it out")
        if loaded.card.task == "enhance":
            enhance(model, loaded, data, out, json=json, allow_leaks=allow_leaks, bare=no_pictures)
            return
        if loaded.card.task == "segment":
            segment(model, loaded, data, out, json=json, allow_leaks=allow_leaks, bare=no_pictures)
            return
        done = measured(
            model,
            loaded,
            data,
            allow_leaks=allow_leaks,
            probes=out is not None if probes is None else probes,
        )
    if out is not None:
        write(done, out, with_pictures=not no_pictures)
    evaluation = done.evaluation
    show_json(evaluation.to_plain()) if json else show(in_words(evaluation))
    if evaluation.unreadable:
        raise typer.Exit(3)


@dataclass(frozen=True)
class Done:
    """An evaluation and what its report needs besides."""

    evaluation: Evaluation
    card: Card
    about: About
    samples: tuple[Sample, ...]
    """Empty where the images are not at hand."""
    beside: Path
    """A folder that may hold the curves of the training."""


def segment(
    name: str,
    model: Model,
    data: Path,
    out: Path | None,
    *,
    json: bool,
    allow_leaks: bool,
    bare: bool,
) -> None:
    """The same for a model that segments."""
    from .evaluate_pairs import in_words as told
    from .evaluate_pairs import segmented
    from .evaluate_pairs import write as write_segmented

    done = segmented(name, model, data, allow_leaks=allow_leaks)
    if out is not None:
        write_segmented(done, out, with_pictures=not bare)
    show_json(done.evaluation.to_plain()) if json else show(told(done.evaluation))
    if done.evaluation.unreadable:
        raise typer.Exit(3)


def enhance(
    name: str,
    model: Model,
    data: Path,
    out: Path | None,
    *,
    json: bool,
    allow_leaks: bool,
    bare: bool,
) -> None:
    """The same for a model that enhances."""
    from .evaluate_pictures import enhanced
    from .evaluate_pictures import in_words as told
    from .evaluate_pictures import write as write_enhanced

    done = enhanced(name, model, data, allow_leaks=allow_leaks)
    if out is not None:
        write_enhanced(done, out, with_pictures=not bare)
    show_json(done.evaluation.to_plain()) if json else show(told(done.evaluation))
    if done.evaluation.unreadable:
        raise typer.Exit(3)


def measured(model: str, loaded: Model, data: Path, *, allow_leaks: bool, probes: bool) -> Done:
    """Ask the model about each image, and look for shortcuts where that is wanted."""
    from ..data.folders import read_classes
    from ..infer.model import find
    from ..judge.about import about
    from ..judge.evaluate import evaluate as measure

    samples = read_classes(data, "test", classes=loaded.card.names, need=loaded.card.input)
    training = training_part(data, loaded.card)
    if training:
        tell(f"looking for copies of {len(samples)} test images in {len(training)} for training")
    evaluation = measure(
        loaded,
        samples,
        training=training,
        noted=left_out(data, loaded.card),
        allow_leaks=allow_leaks,
        progress=counter("predicting"),
        comparing=counter("comparing with training"),
    )
    if probes:
        evaluation = probed(evaluation, loaded, training, samples)
    known = about(evaluation.predictions, loaded.card, loaded.origin)
    return Done(evaluation, loaded.card, known, samples, find(model).parent)


def probed(
    evaluation: Evaluation, model: Model, training: Sequence[Sample], samples: Sequence[Sample]
) -> Evaluation:
    """The evaluation with its shortcut probes."""
    from ..judge.probes import probe

    found = probe(
        training,
        samples,
        card=model.card,
        accuracy=evaluation.metrics["balanced_accuracy"].value,
        ask=model.predict,
        progress=counter("looking for shortcuts"),
    )
    if found.skipped:
        tell(f"not probed for shortcuts: {found.skipped}")
    return replace(evaluation, probes=found)


def again(place: Path) -> Done:
    """The figures of a report that was written before."""
    from ..judge.stored import read_report

    known = read_report(place)
    beside = (place if place.is_dir() else place.parent).absolute().parent
    return Done(known.judged(), known.card, known.about, (), beside)


def write(done: Done, out: Path, *, with_pictures: bool) -> None:
    """The report's files, each named."""
    from ..judge.report import write_report

    curves = done.beside / "curves.png"
    for file in write_report(
        done.evaluation,
        out,
        card=done.card,
        about=done.about,
        samples=done.samples if with_pictures else (),
        training=curves.read_bytes() if curves.is_file() else b"",
    ):
        tell(f"written: {file}")


def training_part(data: Path, card: Card) -> tuple[Sample, ...]:
    """The samples that must share nothing with the test part; none where there are no parts."""
    from ..data.folders import parts_in, read_classes

    return tuple(
        sample
        for part in parts_in(data)
        if part != "test"
        for sample in read_classes(data, part, classes=card.names, need=card.input)
    )


def in_words(evaluation: Evaluation) -> str:
    """Figures, classes and warnings for a person."""
    parts = [
        f"{evaluation.model} on {evaluation.n} images, with 95 % intervals",
        "\n".join(f"! {warning}" for warning in evaluation.said),
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
    names = [name for name in SHOWN if any(name in c.metrics for c in every)]
    rows = [
        (c.name, str(c.n), *(figure_text(c.metrics[m]) if m in c.metrics else "" for m in names))
        for c in every
    ]
    return table(("class", "images", *names), rows, figures=True)
