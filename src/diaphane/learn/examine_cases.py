"""The finished file on the test part, case by case: a report for the run, figures for the card."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from ..card import Figure
from ..data.pairs import Pair
from ..data.pictures import Sharp
from ..infer.model import Model
from ..judge.enhance.evaluate import EnhanceEvaluation, evaluate_pictures
from ..judge.enhance.report import write_report as write_pictures
from ..judge.segment.evaluate import SegmentEvaluation, evaluate_pairs
from ..judge.segment.report import write_report as write_pairs
from .export import put_card
from .run import Run


class Judged(Protocol):
    """An evaluation, as far as a card needs one."""

    @property
    def metrics(self) -> Mapping[str, Figure]: ...


Evaluation = TypeVar("Evaluation", bound=Judged)


def examine_pairs(path: Path, pairs: Sequence[Pair], run: Run) -> None:
    """Put the figures of `pairs` on the file's card; the report goes to the run's `test`."""

    def evaluate(model: Model, warnings: Sequence[str]) -> SegmentEvaluation:
        return evaluate_pairs(model, pairs, model.card, warnings=warnings)

    examine_cases(path, run, evaluate, partial(write_pairs, pairs=pairs))


def examine_pictures(path: Path, sharps: Sequence[Sharp], run: Run) -> None:
    """The same of sharp pictures."""

    def evaluate(model: Model, warnings: Sequence[str]) -> EnhanceEvaluation:
        return evaluate_pictures(model, sharps, model.card, warnings=warnings)

    examine_cases(path, run, evaluate, partial(write_pictures, sharps=sharps))


def examine_cases(
    path: Path,
    run: Run,
    evaluate: Callable[[Model, Sequence[str]], Evaluation],
    write_report: Callable[..., object],
) -> None:
    """`evaluate` is told what is known of the data already."""
    model = Model.load(path)
    evaluation = evaluate(model, run.facts["warnings"])
    put_card(path, model.card.but(figures=evaluation.metrics))
    finished = Model.load(path)  # its hash is the one that people will meet
    write_report(
        evaluation,
        run.folder / "test",
        card=finished.card,
        origin=finished.origin,
        model=finished,
        training=run.curves.read_bytes() if run.curves.is_file() else b"",
    )
