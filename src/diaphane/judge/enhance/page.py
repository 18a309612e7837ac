"""The page of a report on larger pictures: what to mind, figures beside interpolation, and what the
pictures look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...card import Card, Figure
from ..about import About
from ..frame import drawn_from, figure_tile, framed, tile
from ..html import Html, element, joined, number, table, value
from ..sections.looks import looks
from ..sections.origin import model_of, origin_of, training_of
from ..sections.section import Section, row
from .evaluate import GAIN, LPIPS, METHODS, RESIDUAL, Case, EnhanceEvaluation, shown

TITLES: Mapping[str, str] = {
    "psnr_y": "PSNR on Y, dB",
    "ssim_y": "SSIM on Y",
    "psnr_rgb": "PSNR on RGB, dB",
    LPIPS: "LPIPS",
    "psnr_y" + GAIN: "gain on Y, dB",
    "ssim_y" + GAIN: "gain in SSIM",
    RESIDUAL: "residual, %",
}
TILES = ("psnr_y", "psnr_y" + GAIN, "ssim_y", "psnr_rgb", LPIPS, RESIDUAL)
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
    best = "What the model can do."
    made = [
        overall(done),
        Section("The worst cases", says, looks(done.cases, shown[0], pictures, _caption)),
        Section("The best cases", best, looks(done.cases, shown[1], pictures, _caption)),
        cases(done),
        training_of(card, training),
        model_of(card),
        origin(done, known),
    ]
    return framed(
        f"{card.name} on {done.n} {'picture' if done.n == 1 else 'pictures'}",
        made,
        how=drawn_from(known, done.resamples, done.seed, of="pictures"),
        tiles=_tiles(done),
        warnings=done.warnings,
        notes=done.notes,
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
    names = shown(metrics)
    gains = [name + GAIN for name in names if name + GAIN in metrics]
    rows = [
        row(kind, *(_number(n, metrics.get(f"{n}_{kind}")) for n in names), *[""] * len(gains))
        for kind in METHODS
    ]
    rows.append(row(model, *(_number(n, metrics.get(n)) for n in (*names, *gains))))
    head = ("", *(TITLES[n] for n in (*names, *gains)))
    return table(head, rows, ("", *["number"] * (len(head) - 1)))


def _caption(case: Case) -> Html:
    own = f"{case.figures['psnr_y']:.2f} dB on Y, bicubic {case.figures['psnr_y_bicubic']:.2f} dB"
    return joined([element("b", case.name), own], " ")


def cases(done: EnhanceEvaluation) -> Section:
    """Every picture, the one that gained least first."""
    names = [*shown(done.metrics), "psnr_y_bicubic", "psnr_y" + GAIN]
    names += [RESIDUAL] if RESIDUAL in done.cases[0].figures else []
    rows = [
        row(case.name, case.group, *(value(case.figures[n], digits=digits(n)) for n in names))
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
    ]
    return origin_of(rows, known, done.unreadable, what="picture")


def digits(name: str) -> int:
    """Decibels and per cents are not known so well as shares."""
    return 3 if name.startswith(("ssim", LPIPS)) else 2


def _tiles(done: EnhanceEvaluation) -> list[Html]:
    sets = f"in {len(done.sets)} sets" if done.sets else ""
    figures = {name: done.metrics[name] for name in TILES if name in done.metrics}
    return [
        tile("pictures", str(done.n), sets),
        *(figure_tile(TITLES[name], f, digits=digits(name)) for name, f in figures.items()),
    ]


def _number(name: str, figure: Figure | None) -> Html:
    return number(figure, digits=digits(name))
