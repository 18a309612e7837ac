"""The finished file on the test part: a report for the run, and figures for the card."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..card import Card
from ..data.folders import Sample
from ..infer.model import Model
from ..judge.evaluate import evaluate
from ..judge.report import write_report


def examined(path: Path, samples: Sequence[Sample], folder: Path) -> Card:
    """The file's card with the figures of `samples`; the report goes to `folder`.

    Figures on images far from the training ones have the ending `_strict`.
    """
    model = Model.load(path)
    evaluation = evaluate(model, samples)
    figures = dict(evaluation.metrics)
    if evaluation.strict:
        figures |= {f"{name}_strict": f for name, f in evaluation.strict.metrics.items()}
    card = model.card.but(figures=figures)
    write_report(evaluation, folder, card=card)
    return card
