"""The finished file on the test part of sharp pictures: a report for the run, figures for the
card."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..data.pictures import Sharp
from ..infer.model import Model
from ..judge.enhance.evaluate import evaluate_pictures
from ..judge.enhance.report import write_report
from .export import put_card
from .run import Run


def examine_pictures(path: Path, sharps: Sequence[Sharp], run: Run) -> None:
    """Put the figures of `sharps` on the file's card; the report goes to the run's `test`."""
    model = Model.load(path)
    evaluation = evaluate_pictures(model, sharps, model.card, warnings=run.facts["warnings"])
    put_card(path, model.card.but(figures=evaluation.metrics))
    finished = Model.load(path)  # its hash is the one that people will meet
    write_report(
        evaluation,
        run.folder / "test",
        card=finished.card,
        origin=finished.origin,
        model=finished,
        sharps=sharps,
        training=run.curves.read_bytes() if run.curves.is_file() else b"",
    )
