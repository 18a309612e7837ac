"""A sheet of A4 that is filled from above: lines in several fonts, bars, pictures.

Lengths are points, 1/72 inch, and count from the upper left corner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from ..errors import MissingPackage
from ..pixels.page import Picture
from .letters import lost, printable, runs

Colour = tuple[int, int, int]

WIDTH, HEIGHT = 595.276, 841.890
MARGIN = 40.0
ROOM = WIDTH - 2 * MARGIN
INK: Colour = (24, 28, 36)
FAINT: Colour = (96, 104, 116)
RED: Colour = (178, 24, 24)
AMBER: Colour = (140, 80, 0)
PALE: Colour = (255, 246, 224)
TROUGH: Colour = (228, 231, 236)
LEADING = 1.35
"""From line to line, as a multiple of the letters' size."""
PARTS = re.compile(r"\s+|[\u2e80-\U0003ffff]|[^\s\u2e80-\U0003ffff]+")
"""Between which a line may break: blanks, signs of the East, words."""
NOT_FIRST = "，。、；：）」』！？…—”’"
"""Signs that no line begins with."""


@dataclass(frozen=True)
class Style:
    """How a line looks."""

    size: float = 9.0
    colour: Colour = INK
    bold: bool = False

    @property
    def step(self) -> float:
        """From this line to the next."""
        return self.size * LEADING


class Sheet:
    """One page of a PDF that is the same for the same calls."""

    def __init__(self, *, title: str, simplified: bool = False) -> None:
        try:
            from reportlab.pdfgen.canvas import Canvas
        except ImportError as error:
            raise MissingPackage("a report as PDF", "serve") from error
        self._buffer = BytesIO()
        self._canvas: Any = Canvas(self._buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
        self._canvas.setTitle(title)
        self._canvas.setCreator("Diaphane")
        self._simplified = simplified
        self.y = MARGIN
        """Where the next line begins."""
        self.lost = False
        """True once a letter was written by its code point."""

    def width(self, text: str, style: Style) -> float:
        """Of a line as it is printed."""
        from reportlab.pdfbase.pdfmetrics import stringWidth

        pieces = runs(printable(text), bold=style.bold, simplified=self._simplified)
        return sum(float(stringWidth(one.text, one.font, style.size)) for one in pieces)

    def wrapped(self, text: str, style: Style, room: float = ROOM) -> list[str]:
        """The text in lines that fit; a word that is wider is broken."""
        self.lost = self.lost or lost(text)
        lines, line, taken = [], "", 0.0
        for part in self._parts(printable(text), style, room):
            width = self.width(part, style)
            over = style.size if part in NOT_FIRST else 0.0
            if taken + width <= room + over or part.isspace():
                line, taken = line + part, taken + width
            else:
                lines.append(line.rstrip())
                line, taken = part, width
        return [*lines, line.rstrip()] if line.strip() else lines

    def _parts(self, text: str, style: Style, room: float) -> Iterator[str]:
        for part in PARTS.findall(text):
            if self.width(part, style) <= room:
                yield part
            else:
                yield from part

    def line(
        self, text: str, style: Style, *, left: float = MARGIN, y: float | None = None
    ) -> None:
        """Write one line; with `y` there, else below the last one."""
        top = self.y if y is None else y
        pen = self._canvas.beginText(left, HEIGHT - top - style.size)
        pen.setFillColorRGB(*(c / 255 for c in style.colour))
        for one in runs(printable(text), bold=style.bold, simplified=self._simplified):
            pen.setFont(one.font, style.size)
            pen.textOut(one.text)
        self._canvas.drawText(pen)
        if y is None:
            self.y += style.step

    def lines(self, texts: Sequence[str], style: Style, *, left: float = MARGIN) -> None:
        for text in texts:
            self.line(text, style, left=left)

    def box(self, left: float, top: float, size: tuple[float, float], colour: Colour) -> None:
        """A filled box, so many points wide and high."""
        width, height = size
        self._canvas.setFillColorRGB(*(c / 255 for c in colour))
        self._canvas.rect(left, HEIGHT - top - height, width, height, stroke=0, fill=1)

    def picture(self, picture: Picture, left: float, top: float, size: tuple[float, float]) -> None:
        """(Y, X, 3) laid into so many points."""
        from PIL import Image as Pillow
        from reportlab.lib.utils import ImageReader

        width, height = size
        image = ImageReader(Pillow.fromarray(picture))
        self._canvas.drawImage(image, left, HEIGHT - top - height, width, height)

    def done(self) -> bytes:
        """The file."""
        self._canvas.showPage()
        self._canvas.save()
        return self._buffer.getvalue()
