"""The page of a report: what must be known first, the main figures, then section by section."""

from __future__ import annotations

from collections.abc import Callable

from ..card import Figure
from ..words import DISCLAIMER
from .figures import shown_digits
from .html import Html, element, interval, joined, link, page_of
from .sections.data import mistakes, probes, subgroups
from .sections.origin import model, origin, training
from .sections.quality import classes, overall, ranking
from .sections.section import Pictures, Section, titled
from .sections.thresholds import decision, operating
from .sections.trust import probabilities, sets, surest, unlike
from .study import Study

SECTIONS: tuple[Callable[[Study, Pictures], Section], ...] = (
    *(overall, classes, probes, ranking, operating, decision),
    *(probabilities, sets, surest, unlike),
    *(subgroups, mistakes, training, model, origin),
)

TILES = ("accuracy", "balanced_accuracy", "auroc", "ece", "coverage", "abstained")
"""The figures at the top."""


def page(study: Study, pictures: Pictures | None = None) -> str:
    """The page, with nothing to load from elsewhere and nothing to run."""
    made = [make(study, pictures or Pictures()) for make in SECTIONS]
    sections = [section for section in made if section.parts]
    title = f"{study.card.name} on {study.evaluation.n} images"
    return page_of(
        title,
        [
            *_shortcut(study),
            element("h1", title),
            element("p", _how(study), kind="faint"),
            *(element("p", warning, kind="warning") for warning in study.evaluation.warnings),
            _tiles(study),
            element("nav", joined(link(s.title, s.anchor) for s in sections)),
            *(section.html() for section in sections),
        ],
    )


def _shortcut(study: Study) -> list[Html]:
    """The red sentence, above everything."""
    probes = study.evaluation.probes
    if probes is None or not probes.shortcut:
        return []
    return [element("p", probes.shortcut, kind="shortcut")]


def _how(study: Study) -> str:
    done = study.evaluation
    return (
        f"{DISCLAIMER} · judged on {study.about.date[:10]} · 95 % intervals from "
        f"{done.resamples:,} resamples of whole groups, seed {done.seed}"
    )


def _tiles(study: Study) -> Html:
    done = study.evaluation
    tiles = [_tile("images", str(done.n), f"in {done.groups} independent groups")]
    figures = {titled(name): done.metrics[name] for name in TILES if name in done.metrics}
    if len(study.card.names) > 2 and study.rankings and study.rankings[0].contrast.decides:
        first = study.rankings[0]
        figures[f"AUROC, {first.contrast.name}"] = first.auroc
    tiles += [_tile(name, *_numbers(figure)) for name, figure in figures.items()]
    return element("div", joined(tiles), kind="tiles")


def _numbers(figure: Figure) -> tuple[str, str]:
    digits = shown_digits(figure)
    return f"{figure.value:.{digits}f}", interval(figure, digits=digits)


def _tile(name: str, value: str, below: str) -> Html:
    lines = [element("span", name), element("b", value), element("span", below)]
    return element("div", joined(lines, ""), kind="tile")
