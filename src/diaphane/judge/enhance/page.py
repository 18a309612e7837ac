"""The page of a report on larger pictures: what to mind, figures beside interpolation, and what the
pictures look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...card import Card, Figure
from ...words import DISCLAIMER
from ..about import About
from ..html import Cell, Html, element, interval, joined, link, page_of, picture, table, uri
from ..sections.origin import model_of, training_of
from ..sections.section import Section, row
from .evaluate import FIDELITY, GAIN, METHODS, RESIDUAL, Case, EnhanceEvaluation

TITLES: Mapping[str, str] = {
    "psnr_y": "PSNR on Y, dB",
    "ssim_y": "SSIM on Y",
    "psnr_rgb": "PSNR on RGB, dB",
    "psnr_y" + GAIN: "gain on Y, dB",
    "ssim_y" + GAIN: "gain in SSIM",
    RESIDUAL: "residual, %",
}
TILES = ("psnr_y", "psnr_y" + GAIN, "ssim_y", "psnr_rgb", RESIDUAL)
"""The figures at the top."""


def page(
    done: EnhanceEvaluation,
    card: Card,
    known: About,
    *,
    pictures: Mapping[str, bytes],
    shown: tuple[Sequence[str], Sequence[str]],
    training: bytes,
) -> str:
    """The page, with nothing to load from elsewhere and nothing to run; `shown` names the worst
    and the best cases."""
    says = "Where the model adds least to bicubic. Look for detail that is drawn and was not there."
    made = [
        overall(done),
        looks("The worst cases", says, done, pictures, shown[0]),
        looks("The best cases", "What the model can do.", done, pictures, shown[1]),
        cases(done),
        training_of(card, training),
        model_of(card),
        origin(done, known),
    ]
    sections = [section for section in made if section.parts]
    title = f"{card.name} on {done.n} {'picture' if done.n == 1 else 'pictures'}"
    how = (
        f"{DISCLAIMER} · judged on {known.date[:10]} · 95 % intervals from {done.resamples:,} "
        f"resamples of pictures, seed {done.seed}"
    )
    return page_of(
        title,
        [
            element("h1", title),
            element("p", how, kind="faint"),
            *(element("p", warning, kind="warning") for warning in done.warnings),
            *(element("p", note, kind="said") for note in done.notes),
            _tiles(done),
            element("nav", joined(link(s.title, s.anchor) for s in sections)),
            *(section.html() for section in sections),
        ],
    )


def overall(done: EnhanceEvaluation) -> Section:
    """The model beside interpolation, on each test set and on all pictures."""
    parts: list[Html] = []
    every = [(f"{one.name}, {one.n} pictures", one.metrics) for one in done.sets]
    every.append((f"All {done.n} pictures", done.metrics))
    for head, metrics in every:
        both = [element("h3", head), beside(done.model, metrics)]
        parts.append(element("div", joined(both)))
    return Section(
        "Beside interpolation",
        "Means over pictures. A difference of 1 dB is seen well, one of 0.1 dB is not. The gain is "
        "that over bicubic, picture by picture, and is far surer than the figures themselves. "
        "Figures reward what is smooth and right over what is sharp and made up.",
        tuple(parts),
    )


def beside(model: str, metrics: Mapping[str, Figure]) -> Html:
    """A row for each method, and for the model with its gains."""
    gains = [name + GAIN for name in FIDELITY if name + GAIN in metrics]
    rows = [
        row(kind, *(_number(n, metrics.get(f"{n}_{kind}")) for n in FIDELITY), *[""] * len(gains))
        for kind in METHODS
    ]
    rows.append(row(model, *(_number(n, metrics.get(n)) for n in (*FIDELITY, *gains))))
    head = ("", *(TITLES[n] for n in (*FIDELITY, *gains)))
    return table(head, rows, ("", *["number"] * (len(head) - 1)))


def looks(
    title: str,
    says: str,
    done: EnhanceEvaluation,
    pictures: Mapping[str, bytes],
    names: Sequence[str],
) -> Section:
    """Cases as pictures."""
    found = [case for name in names for case in done.cases if case.name == name in pictures]
    figures = [picture(uri(pictures[case.name], "image/jpeg"), _caption(case)) for case in found]
    return Section(title, says, tuple(figures))


def _caption(case: Case) -> Html:
    own = f"{case.figures['psnr_y']:.2f} dB on Y, bicubic {case.figures['psnr_y_bicubic']:.2f} dB"
    return joined([element("b", case.name), own], " ")


def cases(done: EnhanceEvaluation) -> Section:
    """Every picture, the one that gained least first."""
    names = [*FIDELITY, "psnr_y_bicubic", "psnr_y" + GAIN]
    names += [RESIDUAL] if RESIDUAL in done.cases[0].figures else []
    rows = [
        row(case.name, case.group, *(_plain(n, case.figures[n]) for n in names))
        for case in done.cases
    ]
    titles = [TITLES.get(n, "bicubic, PSNR on Y, dB") for n in names]
    kinds = ("file", "file", *["number"] * len(names))
    says = "The smallest gain first. The residual is how far the picture, shrunk again, is from "
    says += "the small one, in per cent of the range from black to white."
    return Section("Picture by picture", says, (table(("picture", "set", *titles), rows, kinds),))


def origin(done: EnhanceEvaluation, known: About) -> Section:
    """Counts, seeds, hashes and versions."""
    rows = [
        ("pictures", f"{done.n} judged, {len(done.unreadable)} that could not be"),
        (
            "intervals",
            f"95 %, Student's with the spread of {done.resamples:,} resamples, seed {done.seed}",
        ),
        ("predicted", known.date),
        ("model SHA-256", known.model_sha256),
        ("data SHA-256", known.data_sha256),
        ("preparation", known.prepare),
        ("runtime", ", ".join(filter(None, (known.runtime, known.precision)))),
        ("versions", ", ".join(f"{name} {version}" for name, version in known.versions.items())),
    ]
    parts = [table(("", ""), [row for row in rows if row[1]], ("", "code"))]
    if done.unreadable:
        parts += [
            element("h3", "Pictures that could not be judged"),
            table(("picture", "why"), list(done.unreadable.items()), ("file", "words")),
        ]
    return Section("How this page was made", "What the figures were made of.", tuple(parts))


def digits(name: str) -> int:
    """Decibels and per cents are not known so well as shares."""
    return 3 if name.startswith("ssim") else 2


def _tiles(done: EnhanceEvaluation) -> Html:
    sets = f"in {len(done.sets)} sets" if done.sets else ""
    tiles = [_tile("pictures", str(done.n), sets)]
    for name in TILES:
        if figure := done.metrics.get(name):
            value = f"{figure.value:.{digits(name)}f}"
            tiles.append(_tile(TITLES[name], value, interval(figure, digits=digits(name))))
    return element("div", joined(tiles), kind="tiles")


def _tile(name: str, value: str, below: str) -> Html:
    lines = [element("span", name), element("b", value), element("span", below)]
    return element("div", joined(lines, ""), kind="tile")


def _number(name: str, figure: Figure | None) -> Cell:
    if figure is None:
        return Html("&ndash;")
    value = element("span", f"{figure.value:.{digits(name)}f}")
    return joined([value, element("small", interval(figure, digits=digits(name)))], "")


def _plain(name: str, value: float) -> Html:
    return Html("&ndash;" if np.isnan(value) else f"{value:.{digits(name)}f}")
