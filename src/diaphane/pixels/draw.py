"""Pictures of answers for people: the image, where the model looked, how sure it is, its doubts.

Axes: pictures are uint8 (Y, X, 3) while they are drawn, and (3, Y, X) when they are handed out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..card import Card
from ..image import Floats, Image
from ..result import Result
from ..words import DISCLAIMER, DO_NOT_KNOW
from .resample import resize
from .window import shown

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]

PAGE: Colour = (20, 22, 27)
TROUGH: Colour = (44, 48, 56)
TEXT: Colour = (236, 238, 242)
FAINT: Colour = (160, 166, 176)
DOUBT: Colour = (255, 190, 90)
WARNING: Colour = (255, 120, 110)

PANEL = 448
MARGIN = 24
WIDTH = 2 * PANEL + 3 * MARGIN
LARGE, MIDDLE, SMALL, TINY = 30, 18, 15, 11

HEAT = np.array([(40, 10, 90), (150, 30, 110), (235, 90, 50), (255, 180, 40), (255, 250, 180)])
"""From cold to hot; its lightness grows evenly, so that it also reads in gray."""
VEIL = 0.65
"""How much of the image the hottest place hides."""


def answer_picture(image: Image, result: Result, card: Card) -> Picture:
    """(3, Y, X): answer, image, heat, a bar for each class, doubts, notes, and the disclaimer.

    Of a volume the middle plane is drawn; pass the plane itself where another one was asked for.
    """
    blocks = [
        _head(result, card),
        _panels(image, result, card),
        _bars(result, card),
        _lines([f"! {doubt}" for doubt in result.doubts], DOUBT, MIDDLE),
        _lines(list(result.notes), FAINT, SMALL),
        _foot(card),
    ]
    page = np.concatenate([block for block in blocks if block.size], axis=0)
    return np.ascontiguousarray(np.moveaxis(page, -1, 0))


def heat_overlay(picture: Picture, heat: Floats) -> Picture:
    """(Y, X, 3) with a heat map (Y, X) of 0..1 laid over it: cold places stay as they are."""
    stops = np.linspace(0, 1, len(HEAT))
    colours = np.stack([np.interp(heat, stops, HEAT[:, c]) for c in range(3)], axis=-1)
    veil = VEIL * np.clip(heat, 0, 1)[..., None] ** 1.5
    return np.asarray(np.rint(picture * (1 - veil) + colours * veil), np.uint8)


def stamped(picture: Picture) -> Picture:
    """(Y, X, 3) with a strip below it that holds the disclaimer, however narrow it is."""
    width = max(picture.shape[1], 64)
    strip = _lines([DISCLAIMER], WARNING, TINY, width=width, margin=4)
    room = [(0, 0), (0, width - picture.shape[1]), (0, 0)]
    return np.concatenate([np.pad(picture, room), strip], axis=0)


def screen(image: Image) -> Picture:
    """(Y, X, 3) as a screen shows a plane, with square pixels; the middle plane of a volume."""
    if image.axes != "yx":
        from .planes import plane

        image, _ = plane(image)
    values = shown(image)
    if len(values) in (2, 4):
        values = values[:-1] * values[-1:]
    values = np.broadcast_to(values, (3, *values.shape[1:]))
    values = resize(np.nan_to_num(values), _square(image))
    return np.asarray(np.rint(np.moveaxis(values, 0, -1) * 255), np.uint8)


def _square(image: Image) -> tuple[int, ...]:
    """The size at which a plane's pixels are as wide as high, at least as many as it has."""
    if not image.spacing:
        return image.shape
    finest = min(image.spacing)
    return tuple(round(n * s / finest) for n, s in zip(image.shape, image.spacing, strict=True))


def _head(result: Result, card: Card) -> Picture:
    """The answer in large letters, and what cannot be ruled out."""
    answer = DO_NOT_KNOW
    if result.label is not None:
        answer = f"{card.title(result.label)} {result.probabilities[result.label]:.1%}"
    lines = [_lines([answer], TEXT, LARGE)]
    if result.possible:
        could_be = f"could be: {', '.join(map(card.title, result.possible))}"
        lines.append(_lines([could_be], FAINT, MIDDLE))
    return np.concatenate(lines, axis=0)


def _panels(image: Image, result: Result, card: Card) -> Picture:
    """The image, and beside it the same with heat, each with a caption below."""
    picture = screen(image)
    scale = PANEL / max(picture.shape[:2])
    size = tuple(max(1, round(n * scale)) for n in picture.shape[:2])
    large = _resized(picture, size)
    page = np.full((size[0] + 2 * MARGIN, WIDTH, 3), PAGE, np.uint8)
    _put(page, large, MARGIN)
    _write(page, "image", (MARGIN, size[0] + 4), FAINT, SMALL)
    if result.heat is not None and result.probabilities:
        top = max(result.probabilities, key=lambda name: result.probabilities[name])
        heat = resize(result.heat[None], size)[0]
        _put(page, heat_overlay(large, heat), PANEL + 2 * MARGIN)
        place = (PANEL + 2 * MARGIN, size[0] + 4)
        _write(page, f"what spoke for: {card.title(top)}", place, FAINT, SMALL)
    return page


def _bars(result: Result, card: Card) -> Picture:
    """A bar for each class, the likeliest first, in the colours of the card."""
    if result.out_of_reach:
        return _lines([], TEXT, MIDDLE)
    ordered = sorted(result.probabilities.items(), key=lambda item: -item[1])
    titles = [card.title(name) for name, _ in ordered]
    longest = max((_font(MIDDLE).getlength(title) for title in titles), default=0)
    left = MARGIN + min(int(longest), PANEL) + 16
    right = WIDTH - MARGIN - 72
    step = 30
    page = np.full((step * len(ordered) + 8, WIDTH, 3), PAGE, np.uint8)
    colours = {one.name: one.colour for one in card.classes}
    for row, (name, p) in enumerate(ordered):
        y = row * step
        page[y + 5 : y + 22, left:right] = TROUGH
        page[y + 5 : y + 22, left : left + round((right - left) * p)] = colours[name]
        title = _shortened(titles[row], left - MARGIN - 16, MIDDLE)
        _write(page, title, (MARGIN, y + 3), TEXT, MIDDLE)
        _write(page, f"{p:.1%}", (right + 12, y + 3), TEXT, MIDDLE)
    return page


def _foot(card: Card) -> Picture:
    return np.concatenate(
        [
            _lines([DISCLAIMER], WARNING, MIDDLE),
            _lines([f"diaphane, model {card.name}"], FAINT, SMALL),
            np.full((MARGIN // 2, WIDTH, 3), PAGE, np.uint8),
        ],
        axis=0,
    )


def _lines(
    texts: Sequence[str], colour: Colour, size: int, *, width: int = WIDTH, margin: int = MARGIN
) -> Picture:
    """Sentences one below the other, wrapped to the width; nothing where there are none."""
    wrapped = [line for text in texts for line in wrap(text, width - 2 * margin, size)]
    if not wrapped:
        return np.zeros((0, width, 3), np.uint8)
    step = round(size * 1.4)
    page = np.full((step * len(wrapped) + size // 2, width, 3), PAGE, np.uint8)
    for row, line in enumerate(wrapped):
        _write(page, line, (margin, row * step + size // 4), colour, size)
    return page


def wrap(text: str, width: int, size: int) -> list[str]:
    """Lines that are at most `width` pixels wide; a word that is wider is broken."""
    lines, line = [], ""
    for word in text.split():
        joined = f"{line} {word}".strip()
        if _font(size).getlength(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        while _font(size).getlength(word) > width and len(word) > 1:
            fits = next(
                n for n in range(len(word), 0, -1) if n == 1 or _fits(word[:n], width, size)
            )
            lines.append(word[:fits])
            word = word[fits:]
        line = word
    return [*lines, line] if line else lines


def _fits(text: str, width: int, size: int) -> bool:
    return _font(size).getlength(text) <= width


def _shortened(text: str, width: int, size: int) -> str:
    """The text, or as much of its start as fits, with dots."""
    if _fits(text, width, size):
        return text
    return next(
        (
            cut
            for n in range(len(text), 0, -1)
            if _fits(cut := text[:n].rstrip() + "...", width, size)
        ),
        "...",
    )


def _put(page: Picture, picture: Picture, left: int) -> None:
    """Lay a picture on the page, in the middle of its panel."""
    height, width = picture.shape[:2]
    left += (PANEL - width) // 2
    page[:height, left : left + width] = picture


def _write(page: Picture, text: str, place: tuple[int, int], colour: Colour, size: int) -> None:
    """Write one line into the page, its left upper corner at `place` (x, y)."""
    from PIL import Image as Pillow
    from PIL import ImageDraw

    sheet = Pillow.fromarray(page)
    ImageDraw.Draw(sheet).text(place, text, fill=colour, font=_font(size))
    page[...] = np.asarray(sheet)


def _resized(picture: Picture, size: tuple[int, ...]) -> Picture:
    """Smooth, without the steps of a picture that is enlarged pixel by pixel."""
    from PIL import Image as Pillow

    larger = Pillow.fromarray(picture).resize((size[1], size[0]), Pillow.Resampling.BICUBIC)
    return np.asarray(larger)


@lru_cache(maxsize=8)
def _font(size: int) -> FreeTypeFont:
    from PIL import ImageFont

    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont), "Pillow is built with FreeType"
    return font
