"""How good the model is: over all, by class, and at telling one from the other."""

from __future__ import annotations

from collections.abc import Mapping

from ...card import Figure
from ..html import Cell, bar, number, table
from ..study import Study
from .section import Pictures, Section, row, titled

MEANING: Mapping[str, str] = {
    "accuracy": "share of images whose likeliest class is the true one",
    "balanced_accuracy": "the same, each class weighing alike",
    "auroc": "chance that an image of a class is ranked above one of another; mean over classes",
    "average_precision": "precision averaged over the images of a class; mean over classes",
    "ece": "expected calibration error: how far probabilities are off on average; 0 is best",
    "brier": "squared error of the probabilities; 0 is best, 2 is worst",
    "coverage": "share of the given sets of possible classes that hold the true class",
    "set_size": "mean number of classes in the set",
    "abstained": "share of images answered 'I do not know'",
}

UNBOUNDED = frozenset({"set_size", "brier"})
"""Figures that a line from 0 to 1 cannot show."""


def overall(study: Study, shown: Pictures) -> Section:
    """Every figure over all images, and over those far from training where the data say so."""
    done, says = study.evaluation, "Each figure with its 95 % interval: where it would lie if other"
    says += " images of the same kind had been tested."
    head, kinds = ["figure", "value", "", "means"], ["", "number", "", "words"]
    if done.strict is None:
        rows = [_figure(name, f, ()) for name, f in done.metrics.items()]
        return Section("All figures", says, (table(head, rows, kinds),))
    head.insert(3, f"{done.strict.n} images far from training")
    kinds.insert(3, "number")
    far = done.strict.metrics
    rows = [_figure(name, f, (number(far.get(name)),)) for name, f in done.metrics.items()]
    says += " Far from training: the nearest training image correlates less than "
    says += f"{done.strict.threshold}."
    return Section("All figures", says, (table(head, rows, kinds),))


def _figure(name: str, figure: Figure, more: tuple[Cell, ...]) -> tuple[Cell, ...]:
    line = None if name in UNBOUNDED else figure
    return row(titled(name), number(figure), bar(line), *more, MEANING[name])


def classes(study: Study, shown: Pictures) -> Section:
    """What is found of each class, and what a call of it is worth."""
    names = ("recall", "precision", "auroc", "average_precision")
    rows = [
        row(c.name, str(c.n), *(number(c.metrics.get(name)) for name in names))
        for c in study.evaluation.classes
    ]
    head = ("class", "images", *map(titled, names))
    caption = "Images by true and likeliest class; shares are of the true class."
    return Section(
        "Classes",
        "Recall: of the images of a class, the share found. Precision: of the images called a "
        "class, the share that is. AUROC (area under the ROC curve) and average precision: the "
        "class against all others.",
        (
            table(head, rows, ("", "number", *["number"] * len(names))),
            *shown.drawn({"confusion": caption}),
        ),
    )


def ranking(study: Study, shown: Pictures) -> Section:
    """ROC and precision-recall curves with their areas."""
    title = "Telling one from the other"
    if not study.rankings:
        return Section(title, "")
    rows = [
        row(
            r.contrast.name,
            f"{r.positives} / {r.negatives}",
            *(number(r.auroc), bar(r.auroc)),
            *(number(r.average_precision), bar(r.average_precision)),
        )
        for r in study.rankings
    ]
    head = ("question", "images for / against", "AUROC", "", "average precision", "")
    captions = {
        "roc": "ROC: what is found for how many alarms for nothing, over all thresholds, with the "
        "area under it. The dotted line is guessing.",
        "precision_recall": "Precision against recall over all thresholds, with the average "
        "precision. Dotted: the share of such images in these data, which guessing reaches.",
    }
    return Section(
        title,
        "One question with two answers at a time: does the probability rank the images that are "
        "above those that are not, whatever threshold one takes?",
        (
            table(head, rows, ("", "number", "number", "", "number", "")),
            *shown.drawn(captions),
        ),
    )
