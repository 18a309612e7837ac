"""One section of the page: a heading, a sentence for who meets the subject first, the content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..html import Cell, Html, drawing, element, joined


@dataclass(frozen=True)
class Pictures:
    """What is looked at rather than read."""

    plots: Mapping[str, str] = field(default_factory=dict)
    """SVG, by name."""
    mistakes: Mapping[str, bytes] = field(default_factory=dict)
    """JPEG, by the name of the prediction."""
    training: bytes = b""
    """PNG of the curves of the training; empty where they are not at hand."""

    def drawn(self, captions: Mapping[str, str]) -> tuple[Html, ...]:
        """The plots of these names that there are, side by side; nothing where there is none."""
        found = [drawing(self.plots[n], said) for n, said in captions.items() if n in self.plots]
        return (element("div", joined(found), kind="plots"),) if found else ()


@dataclass(frozen=True)
class Section:
    """A section without parts is left out."""

    title: str
    says: str
    parts: tuple[Html, ...] = ()

    @property
    def anchor(self) -> str:
        """The title as an address inside the page."""
        return "-".join("".join(c if c.isalnum() else " " for c in self.title.lower()).split())

    def html(self) -> Html:
        """The whole section; its parts stand side by side where there is room."""
        head = element("h2", self.title, anchor=self.anchor)
        said = element("p", self.says, kind="said")
        return joined([head, said, element("div", joined(self.parts), kind="side")])


def row(*cells: Cell) -> tuple[Cell, ...]:
    """A line of a table."""
    return cells


def titled(name: str) -> str:
    """The name of a figure as a heading: letters of an abbreviation are capitals."""
    return {"auroc": "AUROC", "ece": "ECE"}.get(name, name.replace("_", " "))
