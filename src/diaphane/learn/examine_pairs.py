"""The finished file on the test part of pairs: a report for the run, figures for the card."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..data.pairs import Pair
from ..infer.model import Model
from ..judge.segment.evaluate import evaluate_pairs
from ..judge.segment.report import write_report
from .export import put_card
from .run import Run


def examine_pairs(path: Path, pairs: Sequence[Pair], run: Run) -> None:
    """Put the figures of `pairs` on the file's card; the report goes to the run's `test`."""
    model = Model.load(path)
    evaluation = evaluate_pairs(model, pairs, model.card, warnings=run.facts["warnings"])
    put_card(path, model.card.but(figures=evaluation.metrics))
    finished = Model.load(path)  # its hash is the one that people will meet
    write_report(
        evaluation,
        run.folder / "test",
        card=finished.card,
        origin=finished.origin,
        model=finished,
        pairs=pairs,
        training=run.curves.read_bytes() if run.curves.is_file() else b"",
    )
