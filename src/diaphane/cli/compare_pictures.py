"""`diaphane compare` for models that enhance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import BadSetting
from .compare_cases import compare_cases
from .evaluate_pictures import pictures_to_judge
from .terminal import Told, table

if TYPE_CHECKING:
    from ..card import Figure
    from ..infer.model import Model
    from ..judge.enhance.compare import Comparison
    from ..judge.enhance.evaluate import Case


def compare_enhancers(
    models: Mapping[str, Model], data: Path, out: Path | None, *, json: bool
) -> None:
    """Ask each model about the same small pictures, and tell by how much they differ."""
    from ..judge.enhance.compare import compare
    from ..judge.enhance.evaluate import evaluate_pictures

    refuse_other_scales(models)
    card = next(iter(models.values())).card
    sharps, warnings = pictures_to_judge(data, card, allow_leaks=False)

    def cases(model: Model, progress: Told) -> Sequence[Case]:
        return evaluate_pictures(model, sharps, model.card, resamples=2, progress=progress).cases

    compare_cases(
        models, out, warnings=warnings, cases=cases, compare=compare, told=told, json=json
    )


def refuse_other_scales(models: Mapping[str, Model]) -> None:
    """Raise `BadSetting` for models of different questions."""
    (first, one), *others = models.items()
    for name, model in others:
        if {one.card.task, model.card.task} != {"enhance"} or model.card.scale != one.card.scale:
            raise BadSetting(
                f"expected models that enhance by the same scale, but {first!r} was made to "
                f"{one.card.task} x{one.card.scale} and {name!r} to {model.card.task} "
                f"x{model.card.scale}; compare models of the same question"
            )


def told(comparison: Comparison) -> str:
    """Figures side by side, their differences, and what to mind; by test set and together."""
    every = [(f"{name}, {one.n}", one) for name, one in comparison.sets.items()]
    every.append((f"all {comparison.n}", comparison))
    parts = [
        f"{comparison.n} pictures, with 95 % intervals",
        *(part for head, one in every for part in (beside(head, one), "\n".join(one.words))),
        "\n".join(f"! {warning}" for warning in comparison.warnings),
    ]
    return "\n\n".join(filter(None, parts))


def beside(head: str, one: Comparison) -> str:
    """A line for each figure: what each model has, and first minus second of each pair."""
    names = next(iter(one.figures.values()))
    rows = [
        (
            name,
            *(figure(known.get(name)) for known in one.figures.values()),
            *(figure(pair.differences.get(name), "+") for pair in one.pairs),
        )
        for name in names
    ]
    pairs = [f"{pair.first} - {pair.second}" for pair in one.pairs]
    return table((head, *one.models, *pairs), rows, figures=True)


def figure(known: Figure | None, sign: str = "") -> str:
    """With three digits, which decibels do not need and similarities do."""
    if known is None:
        return "-"
    value = f"{known.value:{sign}.3f}"
    if known.low is None or known.high is None:
        return value
    return f"{value} ({known.low:{sign}.3f} to {known.high:{sign}.3f})"
