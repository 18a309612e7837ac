"""Which font prints which letters on a page: none is left out in silence.

Latin, Greek, Cyrillic and all of Vietnamese: DejaVu Sans, which matplotlib carries, put into the
file. Chinese, kana and Korean: the fonts that every reader of PDF has or fetches for Adobe's
character collections (ISO 32000-1, 9.7.5.2), named in the file. Any other letter, and those that
are joined or run from right to left, are written by their code points: <U+0E01>.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any
from unicodedata import bidirectional, category, normalize

from ..errors import MissingPackage

PLAIN, BOLD = "DejaVuSans", "DejaVuSans-Bold"
TRADITIONAL = ("MSung-Light", "cp950")
SIMPLIFIED = ("STSong-Light", "gbk")
OTHERS = (("HeiseiMin-W3", "cp932"), ("HYSMyeongJo-Medium", "cp949"))
"""Fonts, and the character sets that they hold."""
EAST = 0x2E80
"""From this code point on signs are Chinese, Japanese or Korean."""
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
"""Categories of letters that have no shape of their own."""


@dataclass(frozen=True)
class Run:
    """Letters of one font."""

    text: str
    font: str


def printable(text: str) -> str:
    """The text with letters composed, blanks as blanks, and a code point for each letter that no
    font prints."""
    blanks = "".join(" " if letter in "\t\n\r\v\f\u2028\u2029" else letter for letter in text)
    return "".join(
        letter if font_of(letter) else f"<U+{ord(letter):04X}>"
        for letter in normalize("NFC", blanks)
    )


def lost(text: str) -> bool:
    """True where a letter of the text has no font."""
    return any(font_of(one) is None for one in normalize("NFC", text) if not one.isspace())


def runs(text: str, *, bold: bool = False, simplified: bool = False) -> Iterator[Run]:
    """A printable text in pieces of one font each."""
    first = (SIMPLIFIED, TRADITIONAL) if simplified else (TRADITIONAL, SIMPLIFIED)
    east = [letter for letter in text if ord(letter) >= EAST]
    order = next((one for one in first if all(holds(one[1], letter) for letter in east)), first[0])
    fonts = (order, *first, *OTHERS)
    own = BOLD if bold else PLAIN
    for font, letters in groupby(text, lambda letter: font_of(letter, fonts) or PLAIN):
        yield Run("".join(letters), own if font == PLAIN else font)


@lru_cache(maxsize=2**14)
def font_of(
    letter: str, fonts: tuple[tuple[str, str], ...] = (TRADITIONAL, SIMPLIFIED, *OTHERS)
) -> str | None:
    """The font that prints a letter; None where none does."""
    if category(letter) in UNSEEN or bidirectional(letter) in ("R", "AL"):
        return None
    if ord(letter) < EAST:
        return PLAIN if ord(letter) in glyphs() else None
    return next((font for font, held in fonts if holds(held, letter)), None)


def holds(held: str, letter: str) -> bool:
    """True where a character set has the letter."""
    try:
        letter.encode(held)
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=1)
def glyphs() -> frozenset[int]:
    """Code points that DejaVu Sans prints; the fonts are made known on the way. Raises
    `MissingPackage`."""
    try:
        from reportlab.pdfbase.pdfmetrics import registerFont
        from reportlab.pdfbase.ttfonts import TTFont
    except ImportError as error:
        raise MissingPackage("a report as PDF", "serve") from error
    for font, _ in (TRADITIONAL, SIMPLIFIED, *OTHERS):
        registerFont(named(font))
    faces = [TTFont(name, str(folder() / f"{name}.ttf")) for name in (PLAIN, BOLD)]
    for face in faces:
        registerFont(face)
    return frozenset.intersection(*(frozenset(face.face.charToGlyph) for face in faces))


def named(font: str) -> Any:
    """A font of the East, which a file names and does not hold. reportlab gives the traditional one
    the encoding of the simplified one, by which no reader finds its signs."""
    from reportlab.pdfbase.cidfonts import CIDFont, UnicodeCIDFont

    face = UnicodeCIDFont(font)
    if font == TRADITIONAL[0]:
        CIDFont.__init__(face, font, "UniCNS-UCS2-H")
        face.name = face.fontName = font
    return face


def folder() -> Path:
    """Where matplotlib keeps DejaVu; it is not imported."""
    found = find_spec("matplotlib")
    if found is None or not found.submodule_search_locations:
        raise MissingPackage("a report as PDF", "serve")
    return Path(found.submodule_search_locations[0], "mpl-data", "fonts", "ttf")
