"""`diaphane compare` for models that segment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import BadSetting
from .evaluate_pairs import pairs_to_judge
from .models import figure_text
from .terminal import counter, show, show_json, table, tell

if TYPE_CHECKING:
    from ..infer.model import Model
    from ..judge.segment.compare import Comparison


def compare_segmenters(
    models: Mapping[str, Model], data: Path, out: Path | None, *, json: bool
) -> None:
    """Ask each model about the same images, and tell by how much they differ."""
    from ..io.write import write_json
    from ..judge.segment.compare import compare
    from ..judge.segment.evaluate import evaluate_pairs

    refuse_other_classes(models)
    card = next(iter(models.values())).card
    pairs, warnings = pairs_to_judge(data, card, allow_leaks=False)
    for warning in warnings:
        tell(f"! {warning}")
    comparison = compare(
        {
            name: evaluate_pairs(
                model, pairs, model.card, resamples=2, progress=counter(f"asking {name}")
            ).cases
            for name, model in models.items()
        }
    )
    if out is not None:
        tell(f"written: {write_json(out / 'compare.json', comparison.to_plain())}")
    show_json(comparison.to_plain()) if json else show(told(comparison))


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
