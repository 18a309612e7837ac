"""The finished file on the test part: a report for the run, and figures for the card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..data.folders import Sample
from ..infer.model import Model
from ..judge.about import about
from ..judge.evaluate import Evaluation, evaluate
from ..judge.probes import probe
from ..judge.report import write_report
from .export import put_card
from .run import Run


def examine(path: Path, samples: Sequence[Sample], run: Run, *, training: Sequence[Sample]) -> None:
    """Put the figures and the reliability diagram of `samples` on the file's card; the report goes
    to the run's `test`.

    Figures on images far from the training ones have the ending `_strict`. With the `training`
    part it is seen whether less than the image is enough to tell the classes.
    """
    model = Model.load(path)
    evaluation = evaluate(model, samples, noted=run.facts["warnings"])
    evaluation = probed(evaluation, model, samples, training)
    figures = dict(evaluation.metrics)
    if evaluation.strict:
        figures |= {f"{name}_strict": f for name, f in evaluation.strict.metrics.items()}
    card = model.card.but(figures=figures, reliability=evaluation.bars)
    put_card(path, card)
    finished = Model.load(path)  # its hash is the one that people will meet
    write_report(
        evaluation,
        run.folder / "test",
        card=card,
        about=about(evaluation.predictions, card, finished.origin),
        samples=samples,
        training=run.curves.read_bytes() if run.curves.is_file() else b"",
    )


def probed(
    evaluation: Evaluation, model: Model, samples: Sequence[Sample], training: Sequence[Sample]
) -> Evaluation:
    """The evaluation with its shortcut probes."""
    accuracy = evaluation.metrics["balanced_accuracy"].value
    found = probe(training, samples, card=model.card, accuracy=accuracy, ask=model.predict)
    return replace(evaluation, probes=found)
