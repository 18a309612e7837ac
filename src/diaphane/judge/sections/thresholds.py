"""What it would be to work with the model: thresholds, and whether acting on it is worth it."""

from __future__ import annotations

from ..html import Cell, Html, element, joined, number, table
from ..operating import RULES, OperatingPoint
from ..ranking import Ranking
from ..study import Study
from .section import Pictures, Section, row


def operating(study: Study, shown: Pictures) -> Section:
    """Operating points of each contrast."""
    return Section(
        "Thresholds to work with",
        "What is called positive depends on the threshold. Sensitivity: of the positive images, "
        "the share called so. Specificity: of the negative ones, the share called so. PPV and NPV: "
        "of the calls, the share that is right, at the share of positive images in these data. The "
        "thresholds were read off these very images, so their figures flatter a little; choose one "
        "on other images before you use it.",
        tuple(_operating(found) for found in study.rankings),
    )


def _operating(found: Ranking) -> Html:
    share = found.positives / (found.positives + found.negatives)
    missing = [rule for rule in RULES if rule not in {point.rule for point in found.points}]
    head = ("rule", "threshold", "sensitivity", "specificity", "PPV", "NPV")
    parts = [
        element("h3", f"{found.contrast.name} ({share:.1%} are positive)"),
        table(head, map(_point, found.points), ("", *["number"] * 5)),
    ]
    if missing:
        said = f"Not reached at any threshold: {', '.join(missing)}."
        parts.append(element("p", said, kind="faint"))
    return element("div", joined(parts))


def _point(point: OperatingPoint) -> tuple[Cell, ...]:
    threshold = "" if point.threshold is None else f"{point.threshold:.4f}"
    figures = (point.sensitivity, point.specificity, point.ppv, point.npv)
    return row(point.rule, threshold, *map(number, figures))


def decision(study: Study, shown: Pictures) -> Section:
    """The decision curve of the question that somebody would act upon."""
    title = "Is it worth acting on?"
    found = next((r for r in study.rankings if r.decision), None)
    if found is None or found.decision is None:
        return Section(title, "")
    better = found.decision.better
    said = f"{found.contrast.name}: acting on the model beats acting on all images and on none "
    said += "nowhere." if better is None else f"from {better[0]:.0%} to {better[1]:.0%}."
    caption = (
        "Net benefit per image: the share found, less the share of alarms for nothing at the rate "
        "that the threshold says they are worth. Shaded: 95 % interval."
    )
    return Section(
        title,
        "Whoever acts from a probability of 10 % on holds nine alarms for nothing to be worth one "
        "case found. What is acting on the model worth, at each such probability and at the share "
        "of positive images in these data? (Decision curve; Vickers and Elkin 2006.)",
        (element("p", said), *shown.drawn({"decision": caption})),
    )
