"""What in the data the figures may come from: shortcuts, subgroups, single images."""

from __future__ import annotations

from collections.abc import Sequence

from ..html import Cell, Html, bar, element, joined, number, picture, table, uri
from ..mistakes import worst
from ..predictions import Prediction
from ..study import Study
from ..subgroups import FEW, Column, Subgroup
from .section import Pictures, Section, row, titled

OF_A_SUBGROUP = ("accuracy", "balanced_accuracy", "auroc")

LISTED = 20
"""Mistakes listed where there are no pictures of them; the table of predictions holds all."""


def probes(study: Study, shown: Pictures) -> Section:
    """Shortcut probes, or why there are none."""
    title, found = "Shortcut probes", study.evaluation.probes
    if found is None or found.skipped:
        why = found.skipped if found else "this evaluation did not look for shortcuts"
        says = "Whether too little of an image is enough to tell the classes was not looked at."
        return Section(title, says, (element("p", f"not probed: {why}"),))
    rows = [
        row(p.name, p.sentence, number(p.accuracy), bar(p.accuracy), f"{p.gain:.0%}")
        for p in found.probes
    ]
    head = ("probe", "what it saw", "balanced accuracy", "", "share of the gain")
    return Section(
        title,
        "Small classifiers that were shown too little to know the answer. One that comes near the "
        "model means that the data give the answer away, and that the model's figures may be of "
        "that. Share of the gain: 0 % is guessing, 100 % is as good as the model.",
        (table(head, rows, ("", "words", "number", "", "number")),),
    )


def subgroups(study: Study, shown: Pictures) -> Section:
    """Figures by site, source, sex, age."""
    parts = tuple(_column(column) for column in study.columns)
    nothing = (
        "The data name no site, source, sex or age of more than one value: how the model does "
        "elsewhere, and for whom it is worse, is not known."
    )
    return Section(
        "Subgroups",
        "The same figures by what the data's tables say of the images: a model may be good on the "
        f"whole and bad for some. Fewer than {FEW} images are counted only.",
        parts or (element("p", nothing),),
    )


def _column(column: Column) -> Html:
    head = (column.name, "images", "of classes", *map(titled, OF_A_SUBGROUP), "accuracy")
    told = (
        f"From {column.name} alone one would guess the class of {column.told:.0%} of the images "
        f"({column.chance:.0%} without it)."
    )
    lines = [
        table(head, map(_subgroup, column.subgroups), ("", "number", "words", *["number"] * 3, "")),
        element("p", told, kind="short" if column.tells else "faint"),
    ]
    return element("div", joined(lines))


def _subgroup(group: Subgroup) -> tuple[Cell, ...]:
    n = ", ".join(f"{name} {k}" for name, k in group.classes.items())
    if not group.metrics:
        return row(group.value, str(group.n), n, "too few", "", "", "")
    figures = [number(group.metrics.get(name)) for name in OF_A_SUBGROUP]
    return row(group.value, str(group.n), n, *figures, bar(group.metrics["accuracy"]))


def mistakes(study: Study, shown: Pictures) -> Section:
    """The surest wrong answers, as pictures where there are some."""
    wrong = worst(study.readable)
    seen = [p for p in wrong if p.name in shown.mistakes]
    listed = seen or wrong[:LISTED]
    which = f"The {len(listed)} surest of {len(wrong)} wrong answers" if wrong else "None was wrong"
    gallery = joined(_shown(p, shown.mistakes[p.name]) for p in seen)
    return Section(
        "Mistakes",
        f"{which}. Look at them: a wrong label, a bad image or a habit of the model shows here "
        "first. predictions.csv holds all answers.",
        (element("div", gallery, kind="gallery") if seen else _listed(listed),),
    )


def _shown(p: Prediction, jpeg: bytes) -> Html:
    lines: list[Cell] = [
        element("b", f"{p.truth}, called {p.likeliest}"),
        f"{p.likeliest} {_chance(p)}, {p.truth} {p.probabilities[p.truth]:.3f}",
        p.name,
    ]
    return picture(uri(jpeg, "image/jpeg"), joined(lines, "<br>"))


def _listed(wrong: Sequence[Prediction]) -> Html:
    rows = [
        row(
            *(p.name, p.truth, p.likeliest, _chance(p)),
            f"{p.probabilities[p.truth]:.3f}",
            "; ".join(p.doubts),
        )
        for p in wrong
    ]
    head = ("file", "true class", "likeliest", "probability", "of the true class", "doubts")
    return table(head, rows, ("file", "", "", "number", "number", "words"))


def _chance(p: Prediction) -> str:
    """Of the likeliest class, and whether it was the answer."""
    return f"{p.probabilities[p.likeliest]:.3f}" + ("" if p.label else " (not named)")
