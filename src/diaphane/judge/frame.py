"""The frame of every report's page: what must be known first, the main figures, then section by
section."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..card import Figure
from ..words import DISCLAIMER
from .about import About
from .html import Html, element, interval, joined, link, page_of
from .sections.section import Section


def framed(
    title: str,
    sections: Iterable[Section],
    *,
    how: str,
    tiles: Iterable[Html],
    warnings: Sequence[str],
    notes: Sequence[str] = (),
    above: str = "",
) -> str:
    """A whole page; sections without parts are left out.

    Args:
        how: When and how it was judged.
        notes: What the figures are of.
        above: A sentence in red above everything; empty for none.
    """
    shown = [section for section in sections if section.parts]
    return page_of(
        title,
        [
            *([element("p", above, kind="shortcut")] if above else []),
            element("h1", title),
            element("p", f"{DISCLAIMER} · {how}", kind="faint"),
            *(element("p", warning, kind="warning") for warning in warnings),
            *(element("p", note, kind="said") for note in notes),
            element("div", joined(tiles), kind="tiles"),
            element("nav", joined(link(s.title, s.anchor) for s in shown)),
            *(section.html() for section in shown),
        ],
    )


def drawn_from(known: About, resamples: int, seed: int, *, of: str = "whole groups") -> str:
    """When it was judged, and what its intervals are of."""
    return (
        f"judged on {known.date[:10]} · 95 % intervals from {resamples:,} resamples of {of}, seed "
        f"{seed}"
    )


def tile(name: str, value: str, below: str) -> Html:
    """One of the figures at the top."""
    lines = [element("span", name), element("b", value), element("span", below)]
    return element("div", joined(lines, ""), kind="tile")


def figure_tile(name: str, figure: Figure, *, digits: int) -> Html:
    """The same with its interval below."""
    return tile(name, f"{figure.value:.{digits}f}", interval(figure, digits=digits))
