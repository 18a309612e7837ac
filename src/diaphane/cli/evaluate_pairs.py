"""`diaphane evaluate` for models that segment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .judged import Judged, curves_of
from .models import figure_text
from .terminal import counter, table, tell

if TYPE_CHECKING:
    from ..card import Card, Figure
    from ..data.pairs import Pair
    from ..infer.model import Model
    from ..judge.segment.cases import Case
    from ..judge.segment.evaluate import SegmentEvaluation

SHOWN = 8
"""Of the worst cases, as many as a terminal has room for."""

HEADS = ("dice", "iou", "sensitivity", "precision", "auroc", "hd95")
"""Figures of a class that a terminal has room for."""


def segmented(name: str, model: Model, data: Path, *, allow_leaks: bool) -> Judged:
    """Ask the model about each image of the test part, once it is known not to leak."""
    from ..judge.segment.evaluate import evaluate_pairs
    from ..judge.segment.report import write_report

    pairs, told = pairs_to_judge(data, model.card, allow_leaks=allow_leaks)
    evaluation = evaluate_pairs(
        model, pairs, model.card, warnings=told, progress=counter("predicting")
    )

    def report(out: Path, with_pictures: bool) -> tuple[Path, ...]:
        return write_report(
            evaluation,
            out,
            card=model.card,
            origin=model.origin,
            model=model,
            pairs=pairs if with_pictures else (),
            training=curves_of(Path(name)),
        )

    return Judged(evaluation, in_words(evaluation), report)


def pairs_to_judge(
    data: Path, card: Card, *, allow_leaks: bool
) -> tuple[tuple[Pair, ...], tuple[str, ...]]:
    """The pairs to judge on, and what to mind; raises `BadData` where they were trained on."""
    from ..data.check_pairs import check_pairs
    from ..data.folders import parts_in
    from ..data.pairs import read_pairs

    pairs = read_pairs(data, "test")
    others = [part for part in parts_in(data) if part != "test"]
    if not others:
        return pairs, ()
    training: dict[str, tuple[Pair, ...]] = {part: read_pairs(data, part) for part in others}
    n = sum(map(len, training.values()))
    tell(f"looking for copies of {len(pairs)} test images in {n} for training")
    return pairs, check_pairs({**training, "test": pairs}, card, allow_leaks=allow_leaks)


def in_words(evaluation: SegmentEvaluation) -> str:
    """Figures, classes, the worst cases and warnings for a person."""
    cases = "cases" if evaluation.n != 1 else "case"
    parts = [
        f"{evaluation.model} on {evaluation.n} {cases}, with 95 % intervals",
        "\n".join(f"! {warning}" for warning in evaluation.warnings),
        "\n".join(evaluation.notes),
        figures(evaluation),
        classes(evaluation),
        worst(evaluation),
    ]
    return "\n\n".join(filter(None, parts))


def figures(evaluation: SegmentEvaluation) -> str:
    """A line each, the mean over cases beside the figure of all pixels."""
    from ..judge.segment.figures import DISTANCES, POOLED

    metrics = evaluation.metrics
    units = {name: f"{name}, {evaluation.units}" for name in DISTANCES}
    plain = [name for name in metrics if not name.endswith(POOLED)]
    rows = [
        (units.get(name, name), *(_told(metrics.get(n)) for n in (name, name + POOLED)))
        for name in plain
    ]
    return table(("metric", "mean over cases", "all pixels pooled"), rows)


def classes(evaluation: SegmentEvaluation) -> str:
    """Nothing for a single class, whose figures are those above."""
    if len(evaluation.classes) < 2:
        return ""
    names = [name for name in HEADS if any(name in c.metrics for c in evaluation.classes)]
    rows = [
        (c.name, str(c.n), *(_told(c.metrics.get(name)) for name in names))
        for c in evaluation.classes
    ]
    return table(("class", "cases", *names), rows, figures=True)


def worst(evaluation: SegmentEvaluation) -> str:
    """The worst cases by name."""
    from ..judge.segment.evaluate import mean_dice

    def line(case: Case) -> tuple[str, str, str]:
        return case.name, f"{mean_dice(case):.3f}", f"{case.whole['pixel_error']:.4f}"

    rows = [line(case) for case in evaluation.cases[:SHOWN]]
    return table(("worst cases", "dice", "pixel_error"), rows, figures=True)


def _told(figure: Figure | None) -> str:
    return figure_text(figure) if figure else ""
