"""Pieces of a page that stands alone: tables, figures, pictures. All text is escaped in here."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from math import isnan

from ..card import Figure
from .figures import shown_digits

DARK = {"#1b2a38": "#e3eaf0", "#6b7a85": "#9aa8b4", "#e1e8ec": "#2b363f", "#fefefe": "#12171c"}
"""Colours of a drawing that turn over on a dark page."""


@dataclass(frozen=True)
class Html:
    """Text that is HTML already."""

    text: str


NOTHING = Html("&ndash;")
"""For what does not exist."""

Cell = str | Html
"""Of a table: words, which are escaped, or HTML."""


def page_of(title: str, parts: Iterable[Html]) -> str:
    """A whole page, its style inside."""
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    body = "\n".join(part.text for part in parts)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>\n{style}</style></head><body>\n{body}\n"
        "</body></html>\n"
    )


def element(tag: str, content: Cell, *, kind: str = "", anchor: str = "") -> Html:
    """One element, with a class and an id where they are given."""
    attributes = (f' class="{kind}"' if kind else "") + (f' id="{anchor}"' if anchor else "")
    return Html(f"<{tag}{attributes}>{html(content)}</{tag}>")


def html(content: Cell) -> str:
    return content.text if isinstance(content, Html) else escape(content)


def joined(parts: Iterable[Cell], between: str = "\n") -> Html:
    """Several pieces as one."""
    return Html(between.join(map(html, parts)))


def table(head: Sequence[str], rows: Iterable[Sequence[Cell]], kinds: Sequence[str]) -> Html:
    """`kinds` is the class of each column: number, words, file, code or nothing."""
    lines = [joined((element("th", name) for name in head), "")]
    lines += [
        joined((element("td", cell, kind=k) for k, cell in zip(kinds, row, strict=True)), "")
        for row in rows
    ]
    return element(
        "div", element("table", joined(element("tr", line) for line in lines)), kind="wide"
    )


def link(words: str, anchor: str) -> Html:
    """To a place in the same page."""
    return Html(f'<a href="#{escape(anchor)}">{escape(words)}</a>')


def number(figure: Figure | None, *, digits: int | None = None, short: bool = False) -> Html:
    """A figure above its interval, with as many digits as are worth showing, or `digits`; `short`
    paints it red, since less than promised."""
    if figure is None:
        return NOTHING
    shown = shown_digits(figure) if digits is None else digits
    value = element("span", f"{figure.value:.{shown}f}", kind="short" if short else "")
    return joined([value, element("small", interval(figure, digits=shown))], "")


def value(number: float, *, digits: int = 3) -> Html:
    """A number without an interval; a dash for NaN."""
    return NOTHING if isnan(number) else Html(f"{number:.{digits}f}")


def interval(figure: Figure, *, digits: int = 3) -> str:
    """Its two ends in words; nothing where it has none."""
    if figure.low is None or figure.high is None:
        return ""
    return f"{figure.low:.{digits}f} to {figure.high:.{digits}f}"


def bar(figure: Figure | None) -> Html:
    """A figure of 0..1 and its interval, drawn along a line."""
    if figure is None or figure.low is None or figure.high is None:
        return Html("")
    low, high, value = (100 * min(1, max(0, x)) for x in (figure.low, figure.high, figure.value))
    return Html(
        f'<span class="bar"><i style="left:{low:.1f}%;width:{high - low:.1f}%"></i>'
        f'<u style="left:{value:.1f}%"></u></span>'
    )


def drawing(svg: str, caption: str) -> Html:
    """A plot as a figure whose ink follows the page into the dark."""
    data = b64encode(themed(svg).encode()).decode()
    return picture(f"data:image/svg+xml;base64,{data}", caption)


def picture(source: str, caption: Cell, *, kind: str = "") -> Html:
    """An image with a caption; `source` is a data URI, so that nothing is loaded."""
    said = element("figcaption", caption)
    alternative = escape(caption) if isinstance(caption, str) else ""
    image = Html(f'<img alt="{alternative}" src="{source}">')
    return element("figure", joined([image, said], ""), kind=kind)


def uri(data: bytes, kind: str) -> str:
    """Bytes as a data URI of that media type."""
    return f"data:{kind};base64,{b64encode(data).decode()}"


def themed(svg: str) -> str:
    """A drawing with its colours of `DARK` as variables, set by the theme of whoever looks on."""
    for n, colour in enumerate(DARK):
        svg = svg.replace(colour, f"var(--c{n})")
    light = "".join(f"--c{n}:{colour};" for n, colour in enumerate(DARK))
    dark = "".join(f"--c{n}:{colour};" for n, colour in enumerate(DARK.values()))
    style = (
        f"<style>svg{{{light}}}@media (prefers-color-scheme:dark){{svg{{{dark}}}}}"
        f"@media print{{svg{{{light}}}}}</style>"
    )
    start = svg.index(">", svg.index("<svg")) + 1
    return svg[:start] + style + svg[start:]
