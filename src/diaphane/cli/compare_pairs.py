"""`diaphane compare` for models that segment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import BadSetting
from .compare_cases import compare_cases
from .evaluate_pairs import pairs_to_judge
from .models import figure_text
from .terminal import Told, table

if TYPE_CHECKING:
    from ..infer.model import Model
    from ..judge.segment.cases import Case
    from ..judge.segment.compare import Comparison


def compare_segmenters(
    models: Mapping[str, Model], data: Path, out: Path | None, *, json: bool
) -> None:
    """Ask each model about the same images, and tell by how much they differ."""
    from ..judge.segment.compare import compare
    from ..judge.segment.evaluate import evaluate_pairs

    refuse_other_classes(models)
    card = next(iter(models.values())).card
    pairs, warnings = pairs_to_judge(data, card, allow_leaks=False)

    def cases(model: Model, progress: Told) -> Sequence[Case]:
        return evaluate_pairs(model, pairs, model.card, resamples=2, progress=progress).cases

    compare_cases(
        models, out, warnings=warnings, cases=cases, compare=compare, told=told, json=json
    )


def refuse_other_classes(models: Mapping[str, Model]) -> None:
    """Raise `BadSetting` for models of different questions."""
    (first, one), *others = models.items()
    for name, model in others:
        known, met = one.card.names, model.card.names
        if {one.card.task, model.card.task} != {"segment"} or met != known:
            raise BadSetting(
                f"expected models that segment the same classes, but {first!r} was made to "
                f"{one.card.task} {', '.join(known)} and {name!r} to {model.card.task} "
                f"{', '.join(met)}; compare models of the same "
                "question"
            )


def told(comparison: Comparison) -> str:
    """Figures side by side, what was found, and what to mind."""
    names = dict.fromkeys(name for known in comparison.figures.values() for name in known)
    rows = [
        (name, *(figure_text(f[name]) if name in f else "-" for f in comparison.figures.values()))
        for name in names
    ]
    parts = [
        f"{comparison.n} cases, with 95 % intervals",
        table(("metric", *comparison.models), rows, figures=True),
        "\n".join(comparison.words),
        "\n".join(f"! {warning}" for warning in comparison.warnings),
    ]
    return "\n\n".join(filter(None, parts))
