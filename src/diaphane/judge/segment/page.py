"""The page of a segmentation's report: what to mind, figures, and what the cases look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...card import Card, Figure
from ..about import About
from ..figures import shown_digits
from ..frame import drawn_from, figure_tile, framed, tile
from ..html import NOTHING, Cell, Html, bar, drawing, element, joined, number, table, value
from ..plots import Plot
from ..sections.looks import looks
from ..sections.origin import model_of, origin_of, training_of
from ..sections.section import Section, row
from .cases import Case
from .evaluate import SegmentEvaluation, mean_dice
from .figures import DISTANCES, ERRORS, POOLED
from .pictures import FALSE, MISSED, MIXED, RIGHT
from .published import Benchmark
from .surfaces import TOLERANCE

TILES = ("dice", "dice_pooled", "iou", "auroc_pooled", "pixel_error", "hd95")
"""The figures at the top."""

OF_CLASS = (
    *("dice", "iou", "sensitivity", "specificity", "precision", "auroc", "average_precision"),
    *("hd95", "surface_dice"),
)

MEANING: Mapping[str, str] = {
    "dice": "twice the pixels that truth and answer share, over the pixels of both; 1 is best",
    "iou": "intersection over union: the shared pixels over those of either; below Dice always",
    "sensitivity": "share of the class that is found",
    "specificity": "share of all else that is left alone",
    "precision": "share of what is answered that is of the class",
    "auroc": "chance that a pixel of the class gets a higher probability of it than another",
    "average_precision": "area under the precision-recall curve; falls where the class is rare",
    "hd95": "95 % of the two surfaces lie no further apart than this",
    "surface_dice": f"share of the two surfaces within {TOLERANCE:g} {{units}} of each other",
    "pixel_error": "share of pixels with another class than the true one",
    "pixel_accuracy": "share of pixels with the true class",
    "rand_error": "pixels wrongly joined or parted: adapted Rand error of the regions",
    "rand_error_best": "the same at the best threshold of these very cases, as papers give it",
    "warping_error": "share of pixels that differ once borders may bend: what is torn or joined",
}


def page(
    done: SegmentEvaluation,
    card: Card,
    known: About,
    *,
    pictures: Mapping[str, bytes],
    shown: tuple[Sequence[str], Sequence[str]],
    drawn: Plot | None,
    published: Benchmark | None,
    training: bytes,
) -> str:
    """The page, with nothing to load from elsewhere and nothing to run; `shown` names the worst
    and the best cases."""
    made = [
        overall(done),
        classes(done),
        thresholds(drawn),
        shown_cases(
            "The worst cases",
            "Look at these before anything else: wrong masks show here.",
            done,
            pictures,
            shown[0],
        ),
        shown_cases("The best cases", "What the model can do.", done, pictures, shown[1]),
        cases(done),
        beside(done, published),
        training_of(card, training),
        model_of(card),
        origin(done, known),
    ]
    return framed(
        f"{card.name} on {done.n} {'case' if done.n == 1 else 'cases'}",
        made,
        how=drawn_from(known, done.resamples, done.seed),
        tiles=_tiles(done),
        warnings=done.warnings,
        notes=done.notes,
    )


def overall(done: SegmentEvaluation) -> Section:
    """Every figure, over cases and over all pixels."""
    names = [name for name in done.metrics if not name.endswith(POOLED)]
    rows = [_figure(name, done) for name in names]
    says = "Mean over cases: each image or volume weighs alike, as in most papers on volumes. All "
    says += "pixels pooled: as if the cases were one large image, as in most papers on retinas."
    if len(done.classes) > 1:
        says += " Both are means over the classes."
    head = ("figure", "mean over cases", "", "all pixels pooled", "means")
    return Section("All figures", says, (table(head, rows, ("", "number", "", "number", "words")),))


def _figure(name: str, done: SegmentEvaluation) -> tuple[Cell, ...]:
    figure, unit = done.metrics[name], done.units if name in DISTANCES else ""
    line = bar(None if name in DISTANCES else figure)
    pooled = done.metrics.get(name + POOLED)
    numbers = (_number(name, figure), line, _number(name, pooled))
    return row(titled(name, unit), *numbers, MEANING[name].format(units=done.units or "px"))


def classes(done: SegmentEvaluation) -> Section:
    """Nothing for a single class, whose figures are those of all."""
    names = [n for n in OF_CLASS if any(n in c.metrics for c in done.classes)]
    if len(done.classes) < 2:
        return Section("Classes", "")
    rows = [
        row(c.name, str(c.n), *(_number(n, c.metrics.get(n)) for n in names)) for c in done.classes
    ]
    head = ("class", "cases", *(titled(n, done.units if n in DISTANCES else "") for n in names))
    says = "Means over cases, of each class against all else. Cases: those that have some of it."
    return Section("Classes", says, (table(head, rows, ("", "number", *["number"] * len(names))),))


def thresholds(drawn: Plot | None) -> Section:
    """Curves over all thresholds, for a model that gives probabilities."""
    says = (
        "All pixels of all cases pooled; a dot marks the probability of a half. Where a class is "
    )
    says += "rare, look at precision: there the false positive rate flatters."
    parts = (drawing(drawn.svg, "Curves over all thresholds"),) if drawn else ()
    return Section("Over all thresholds", says, parts)


def shown_cases(
    title: str,
    says: str,
    done: SegmentEvaluation,
    pictures: Mapping[str, bytes],
    names: Sequence[str],
) -> Section:
    """Cases as pictures, with the colours of the errors."""
    figures = looks(done.cases, names, pictures, _caption)
    if not figures:
        return Section(title, says)
    keys = [("found", RIGHT), ("answered, and not there", FALSE), ("there, and missed", MISSED)]
    if len(done.classes) > 1:
        keys.append(("another class", MIXED))
    key = joined((_key(words, colour) for words, colour in keys), " ")
    return Section(title, says, (element("p", key), *figures))


def _key(words: str, colour: tuple[int, int, int]) -> Html:
    square = f'<span class="key" style="background:rgb{colour}"></span>'
    return joined([Html(square), words], "")


def _caption(case: Case) -> Html:
    dice = mean_dice(case)
    said = "nothing to find, and nothing found" if np.isnan(dice) else f"Dice {dice:.3f}"
    error = case.whole["pixel_error"]
    return joined([element("b", case.name), f"{said}, pixel error {error:.4f}"], " ")


def cases(done: SegmentEvaluation) -> Section:
    """Every case, the worst first."""
    several = len(done.classes) > 1
    names = ["pixel_error", *(n for n in done.cases[0].whole if n in ERRORS - {"pixel_error"})]
    if several:
        heads = ["Dice", *(f"Dice, {c.name}" for c in done.classes)]
        heads += [f"{titled('hd95', done.units)}, {c.name}" for c in done.classes]
    else:
        of_class = [n for n in OF_CLASS if n in done.cases[0].figures]
        heads = [titled(n, done.units if n in DISTANCES else "") for n in of_class]
    rows = [
        row(
            case.name,
            case.group,
            *map(value, _values(case, several=several)),
            *(value(case.whole[n], digits=4) for n in names),
        )
        for case in done.cases
    ]
    head = ("case", "group", *heads, *map(titled, names))
    kinds = ("file", "file", *["number"] * (len(head) - 2))
    says = "The worst first, by Dice. A dash: there is nothing of the class, neither in the truth "
    says += "nor in the answer, and the case does not count for that figure."
    return Section("Case by case", says, (table(head, rows, kinds),))


def _values(case: Case, *, several: bool) -> list[float]:
    if several:
        return [mean_dice(case), *case.figures["dice"].tolist(), *case.figures["hd95"].tolist()]
    return [float(case.figures[n][0]) for n in OF_CLASS if n in case.figures]


def beside(done: SegmentEvaluation, published: Benchmark | None) -> Section:
    """The model beside what papers reached, where the collection is one they used."""
    if published is None:
        return Section("Beside published figures", "")
    names = list(dict.fromkeys(name for one in published.rows for name in one.figures))
    here = row("this model, here", *(_number(n, _here(done, n)) for n in names), "")
    rows = [
        row(one.who, *(_published(one.figures.get(n)) for n in names), one.mind)
        for one in published.rows
    ]
    head = (published.title, *map(titled, names), "mind")
    kinds = ("words", *["number"] * len(names), "words")
    return Section(
        "Beside published figures", published.caveat, (table(head, [here, *rows], kinds),)
    )


def _here(done: SegmentEvaluation, name: str) -> Figure | None:
    """`dice anterior` is the Dice of that class."""
    figure, _, of = name.partition(" ")
    if not of:
        return done.metrics.get(figure)
    return next((c.metrics.get(figure) for c in done.classes if c.name == of), None)


def _published(figure: float | None) -> Html:
    return NOTHING if figure is None else Html(np.format_float_positional(figure))


def origin(done: SegmentEvaluation, known: About) -> Section:
    """Counts, seeds, hashes and versions."""
    rows = [
        ("cases", f"{done.n} judged, {len(done.unreadable)} that could not be"),
        ("independent groups", str(done.groups)),
        (
            "intervals",
            f"95 %, from the spread of {done.resamples:,} resamples of whole groups, seed "
            f"{done.seed}: on the logit scale for shares and areas, Student's for distances",
        ),
        ("distances", {"mm": "millimetres", "px": "pixels"}.get(done.units, "")),
    ]
    return origin_of(rows, known, done.unreadable, what="case")


def titled(name: str, unit: str = "") -> str:
    """The name of a figure as a heading, with its unit."""
    words = name.replace(POOLED, ", pooled").replace("_", " ")
    for short, long in {"auroc": "AUROC", "iou": "IoU", "hd95": "HD95", "dice": "Dice"}.items():
        words = words.replace(short, long)
    return f"{words}, {unit}" if unit else words


def _tiles(done: SegmentEvaluation) -> list[Html]:
    groups = f"in {done.groups} independent {'group' if done.groups == 1 else 'groups'}"
    tiles = [tile("cases", str(done.n), groups)]
    for name in TILES:
        if figure := done.metrics.get(name):
            unit = done.units if name in DISTANCES else ""
            tiles.append(figure_tile(titled(name, unit), figure, digits=_digits(name, figure)))
    return tiles


def _digits(name: str, figure: Figure) -> int:
    """Errors are small, and distances are not known so well."""
    kind = name.removesuffix(POOLED)
    if kind in DISTANCES:
        return 2
    return 4 if kind in ERRORS else shown_digits(figure)


def _number(name: str, figure: Figure | None) -> Html:
    return number(figure, digits=_digits(name, figure) if figure else None)
