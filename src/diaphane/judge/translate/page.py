"""The page of a report on translated pictures: what to mind, how far they are from true ones beside
the untouched, and what they look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...card import Card
from ..about import About
from ..frame import drawn_from, figure_tile, framed, tile
from ..html import Html, element, joined, number, table, value
from ..sections.looks import looks
from ..sections.origin import model_of, origin_of, training_of
from ..sections.section import Section, row
from .evaluate import CHANGED, CYCLE, Case, TranslateEvaluation
from .figures import UNTOUCHED, digits

TITLES: Mapping[str, str] = {
    "kid": "KID",
    "kid_ratio": "KID, translated / untouched",
    "fid": "FID",
    "content": "content kept",
    "ssim": "SSIM",
    CHANGED: "changed, %",
    CYCLE: "cycle error",
}
TILES = ("kid", f"kid{UNTOUCHED}", "kid_ratio", "content", CYCLE)
"""The figures at the top."""


def page(
    done: TranslateEvaluation,
    card: Card,
    known: About,
    *,
    pictures: Mapping[str, bytes],
    shown: tuple[Sequence[str], Sequence[str]],
    training: bytes,
) -> str:
    """The page, with nothing to load from elsewhere and nothing to run; `shown` names the cases of
    which least and most was kept."""
    least = "Where least of the picture is left. Look for things that came or went."
    most = "Where most is left. Look whether anything was translated at all."
    first, second = done.domains
    return framed(
        f"{card.name} on {done.counts[0]} of {first} towards {done.counts[1]} of {second}",
        [
            apart(done),
            kept(done),
            Section("Least kept", least, looks(done.cases, shown[0], pictures, caption)),
            Section("Most kept", most, looks(done.cases, shown[1], pictures, caption)),
            cases(done),
            training_of(card, training),
            model_of(card),
            origin(done, known),
        ],
        how=drawn_from(known, done.resamples, done.seed, of="pictures"),
        tiles=tiles(done),
        warnings=done.warnings,
        notes=done.notes,
    )


def tiles(done: TranslateEvaluation) -> list[Html]:
    counts = tile("pictures", str(done.n), f"and {done.counts[1]} of {done.domains[1]}")
    named = {**TITLES, f"kid{UNTOUCHED}": "KID, untouched"}
    found = {name: done.metrics[name] for name in TILES if name in done.metrics}
    return [counts, *(figure_tile(named[n], f, digits=digits(f)) for n, f in found.items())]


def apart(done: TranslateEvaluation) -> Section:
    """Distances to the wanted pictures."""
    rows = [
        row(TITLES[name], cell(done, name), cell(done, name + UNTOUCHED)) for name in ("kid", "fid")
    ]
    rows.append(row(TITLES["kid_ratio"], cell(done, "kid_ratio"), ""))
    second = done.domains[1]
    return Section(
        f"How far from {second}",
        f"How unlike the features of the pictures and those of true {second} are, as sets. 0 is "
        f"alike. Untouched: {done.domains[0]} as they are, which is what doing nothing would get. "
        "Below 1 the ratio says that the translation went some of the way; what these features "
        "do not look at, it does not say.",
        (table(("", "translated", "untouched"), rows, ("", "number", "number")),),
    )


def kept(done: TranslateEvaluation) -> Section:
    """What the pictures have in common with what they were made of."""
    names = [name for name in ("content", "ssim", CHANGED, CYCLE) if name in done.metrics]
    rows = [row(TITLES[name], cell(done, name)) for name in names]
    says = "Means over pictures. Content is the correlation of outlines before and after: 1 where "
    says += "all stayed where it was, about 0 between two pictures that have nothing in common. "
    says += "The cycle error is how far the picture is from itself once it was translated there "
    says += "and back, as a share of the range from black to white."
    return Section("What was kept", says, (table(("", "mean"), rows, ("", "number")),))


def caption(case: Case) -> Html:
    own = f"content kept {case.figures['content']:.3f}, nearest {case.nearest}"
    return joined([element("b", case.name), own], " ")


def cases(done: TranslateEvaluation) -> Section:
    """Every picture, the one of which least was kept first."""
    names = list(done.cases[0].figures)
    rows = [
        row(case.name, *(value(case.figures[name]) for name in names), case.nearest)
        for case in done.cases
    ]
    head = ("picture", *(TITLES[name] for name in names), f"nearest of {done.domains[1]}")
    says = "The one of which least was kept first; those without outlines last."
    kinds = ("file", *["number"] * len(names), "file")
    return Section("Picture by picture", says, (table(head, rows, kinds),))


def origin(done: TranslateEvaluation, known: About) -> Section:
    """Counts, features, seeds, hashes and versions."""
    scaled = ", scaled to a mean square of 1" if done.features["of_one_length"] else ""
    rows = [
        (
            "pictures",
            f"{done.counts[0]} and {done.counts[1]} judged, {len(done.unreadable)} that could not "
            "be",
        ),
        ("features", f"{done.features['number']} of {done.features['name']}{scaled}"),
        ("features' SHA-256", str(done.features["sha256"])),
        (
            "intervals",
            f"95 %, Student's with the spread of {done.resamples:,} resamples of both domains, "
            f"seed {done.seed}; a picture is not compared with itself. FID has none: in resamples "
            "it is too large.",
        ),
    ]
    return origin_of(rows, known, done.unreadable, what="picture")


def cell(done: TranslateEvaluation, name: str) -> Html:
    figure = done.metrics.get(name)
    return number(figure, digits=digits(figure) if figure else None)
