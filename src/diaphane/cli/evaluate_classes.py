"""`diaphane evaluate` for models that classify."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .judged import Judged, curves_of
from .models import figure_text
from .terminal import counter, table, tell

if TYPE_CHECKING:
    from ..card import Card, Figure
    from ..data.folders import Sample
    from ..infer.model import Model
    from ..judge.about import About
    from ..judge.evaluate import ClassFigures, Evaluation

SHOWN = ("recall", "precision", "auroc")
"""Figures of a class that a terminal has room for."""


def classified(
    name: str, model: Model, data: Path, *, allow_leaks: bool, probes: bool = False
) -> Judged:
    """Ask the model about each image, and look for shortcuts where that is wanted."""
    from ..data.folders import read_classes
    from ..infer.model import find
    from ..judge.about import about
    from ..judge.evaluate import evaluate

    samples = read_classes(data, "test", classes=model.card.names, need=model.card.input)
    training = training_part(data, model.card)
    if training:
        tell(f"looking for copies of {len(samples)} test images in {len(training)} for training")
    evaluation = evaluate(
        model,
        samples,
        training=training,
        noted=left_out(data, model.card),
        allow_leaks=allow_leaks,
        progress=counter("predicting"),
        comparing=counter("comparing with training"),
    )
    if probes:
        evaluation = probed(evaluation, model, training, samples)
    known = about(evaluation.predictions, model.card, model.origin)
    return judged(evaluation, model.card, known, find(name).parent, samples)


def again(place: Path) -> Judged:
    """The figures of a report that was written before."""
    from ..judge.stored import read_report

    known = read_report(place)
    beside = (place if place.is_dir() else place.parent).absolute().parent
    return judged(known.judged(), known.card, known.about, beside)


def judged(
    evaluation: Evaluation,
    card: Card,
    known: About,
    beside: Path,
    samples: tuple[Sample, ...] = (),
) -> Judged:
    """`beside` is a folder that may hold the curves of the training; without `samples` the report
    has no pictures."""
    from ..judge.report import write_report

    def report(out: Path, with_pictures: bool) -> tuple[Path, ...]:
        return write_report(
            evaluation,
            out,
            card=card,
            about=known,
            samples=samples if with_pictures else (),
            training=curves_of(beside),
        )

    return Judged(evaluation, in_words(evaluation), report)


def left_out(data: Path, card: Card) -> tuple[str, ...]:
    """A sentence where the data hold classes that the model does not know."""
    from ..data.folders import strangers

    others = strangers(data, "test", card.names, card.input)
    if not others:
        return ()
    listed = ", ".join(f"{n} of {label!r}" for label, n in others.items())
    return (f"not judged, for the model knows {' and '.join(card.names)} alone: {listed}",)


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
