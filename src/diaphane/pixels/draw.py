"""Pictures of answers for people: the image, where the model looked, how sure it is, its doubts.

Axes: pictures are uint8 (Y, X, 3) while they are drawn, and (3, Y, X) when they are handed out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..card import Card
from ..image import Floats, Image
from ..result import Result
from ..words import DISCLAIMER, DO_NOT_KNOW
from .page import (
    DOUBT,
    FAINT,
    LARGE,
    MARGIN,
    MIDDLE,
    PAGE,
    PANEL,
    SMALL,
    TEXT,
    TROUGH,
    WARNING,
    WIDTH,
    Picture,
    enlarged,
    font,
    heat_overlay,
    put,
    sentences,
    shortened,
    write,
)
from .resample import resize
from .row_bars import row_bars
from .window import shown


def answer_picture(image: Image, result: Result, card: Card) -> Picture:
    """(3, Y, X): answer, image, heat, a bar for each class, doubts, notes, and the disclaimer.

    Of a volume the middle plane is drawn; pass the plane itself where another one was asked for.
    """
    blocks = [
        head(result, card),
        _image_and_heat(image, result, card),
        bars(result, card),
        sentences([f"! {doubt}" for doubt in result.doubts], DOUBT, MIDDLE),
        sentences(list(result.notes), FAINT, SMALL),
        foot(card),
    ]
    return stacked(blocks)


def screen(image: Image) -> Picture:
    """(Y, X, 3) as a screen shows a plane, with square pixels; the middle plane of a volume."""
    if image.axes == "x":
        return row_bars(image.pixels[0])
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


def head(result: Result, card: Card) -> Picture:
    """The answer in large letters, and what cannot be ruled out."""
    answer = DO_NOT_KNOW
    if result.label is not None:
        answer = f"{card.title(result.label)} {result.probabilities[result.label]:.1%}"
    blocks = [sentences([answer], TEXT, LARGE)]
    if result.possible:
        could_be = f"could be: {', '.join(map(card.title, result.possible))}"
        blocks.append(sentences([could_be], FAINT, MIDDLE))
    return np.concatenate(blocks, axis=0)


def panels(image: Image, heat: Floats | None, caption: str) -> Picture:
    """The image, and beside it the same under heat (Y, X) where there is any, with captions."""
    picture = screen(image)
    scale = PANEL / max(picture.shape[:2])
    size = tuple(max(1, round(n * scale)) for n in picture.shape[:2])
    large = enlarged(picture, size)
    page = np.full((size[0] + 2 * MARGIN, WIDTH, 3), PAGE, np.uint8)
    put(page, large, MARGIN)
    write(page, "row" if image.axes == "x" else "image", (MARGIN, size[0] + 4), FAINT, SMALL)
    if heat is not None:
        put(
            page,
            heat_overlay(large, resize(np.atleast_2d(heat)[None], size)[0]),
            PANEL + 2 * MARGIN,
        )
        write(page, caption, (PANEL + 2 * MARGIN, size[0] + 4), FAINT, SMALL)
    return page


def bars(result: Result, card: Card) -> Picture:
    """A bar for each class, the likeliest first, in the colours of the card."""
    if result.out_of_reach:
        return sentences([], TEXT, MIDDLE)
    ordered = sorted(result.probabilities.items(), key=lambda item: -item[1])
    titles = [card.title(name) for name, _ in ordered]
    longest = max((font(MIDDLE).getlength(title) for title in titles), default=0)
    left = MARGIN + min(int(longest), PANEL) + 16
    right = WIDTH - MARGIN - 72
    step = 30
    page = np.full((step * len(ordered) + 8, WIDTH, 3), PAGE, np.uint8)
    colours = {one.name: one.colour for one in card.classes}
    for row, (name, p) in enumerate(ordered):
        y = row * step
        page[y + 5 : y + 22, left:right] = TROUGH
        page[y + 5 : y + 22, left : left + round((right - left) * p)] = colours[name]
        title = shortened(titles[row], left - MARGIN - 16, MIDDLE)
        write(page, title, (MARGIN, y + 3), TEXT, MIDDLE)
        write(page, f"{p:.1%}", (right + 12, y + 3), TEXT, MIDDLE)
    return page


def stacked(blocks: Sequence[Picture]) -> Picture:
    """(3, Y, X): blocks of one width one below the other; empty ones take no room."""
    page = np.concatenate([block for block in blocks if block.size], axis=0)
    return np.ascontiguousarray(np.moveaxis(page, -1, 0))


def _image_and_heat(image: Image, result: Result, card: Card) -> Picture:
    """The panels of an answer; the heat is that of the likeliest class."""
    if result.heat is None or not result.probabilities:
        return panels(image, None, "")
    top = max(result.probabilities, key=lambda name: result.probabilities[name])
    return panels(image, result.heat, f"what spoke for: {card.title(top)}")


def foot(card: Card) -> Picture:
    """The disclaimer and the model's name."""
    return np.concatenate(
        [
            sentences([DISCLAIMER], WARNING, MIDDLE),
            sentences([f"diaphane, model {card.name}"], FAINT, SMALL),
            np.full((MARGIN // 2, WIDTH, 3), PAGE, np.uint8),
        ],
        axis=0,
    )
