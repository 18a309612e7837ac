"""The picture of feature maps: what a network makes of an image, layer by layer.

Axes: pictures are uint8 (Y, X, 3) while they are drawn, and (3, Y, X) when they are handed out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..card import Card
from ..explanation import Features
from ..image import Floats, Image
from .draw import foot, screen, stacked
from .page import FAINT, HEAT, MARGIN, MIDDLE, PAGE, SMALL, TEXT, WIDTH, Picture, sentences
from .prepare import prepare
from .resample import nearest, resize

ACROSS = 8
GAP = 8
SIDE = (WIDTH - 2 * MARGIN - (ACROSS - 1) * GAP) // ACROSS
"""Of one map, which is drawn as a square."""


def feature_picture(image: Image, found: Sequence[Features], card: Card) -> Picture:
    """(3, Y, X): the image, what the network is shown of it, and the strongest maps of each
    layer, each from its lowest value (dark) to its highest (bright)."""
    seen = prepare(image, card.input).pixels.mean(axis=0)
    blocks = [
        sentences(["What the network makes of this image, layer by layer"], TEXT, MIDDLE),
        _row([_square(screen(image)), _gray(seen)]),
        sentences(["the image, and what the network is shown of it"], FAINT, SMALL),
    ]
    for one in found:
        blocks.append(sentences([f"{one.sentence}; shown: {_numbers(one)}"], TEXT, SMALL))
        blocks += _grid(one.maps)
    words = "each map from its lowest value (dark) to its highest; those that vary most come first"
    return stacked([*blocks, sentences([words], FAINT, SMALL), foot(card)])


def _numbers(found: Features) -> str:
    return ", ".join(map(str, found.which))


def _grid(maps: Floats) -> list[Picture]:
    """Rows of maps."""
    drawn = [_coloured(one) for one in maps]
    return [_row(drawn[at : at + ACROSS]) for at in range(0, len(drawn), ACROSS)]


def _row(squares: Sequence[Picture]) -> Picture:
    """(SIDE + GAP, WIDTH, 3)."""
    page = np.full((SIDE + GAP, WIDTH, 3), PAGE, np.uint8)
    for place, square in enumerate(squares):
        left = MARGIN + place * (SIDE + GAP)
        page[:SIDE, left : left + SIDE] = square
    return page


def _coloured(one: Floats) -> Picture:
    """A map (y, x) in the colours of heat, each of its places a square."""
    large = nearest(_unit(one)[None], (SIDE, SIDE))[0]
    stops = np.linspace(0, 1, len(HEAT))
    colours = [np.interp(large, stops, HEAT[:, c]) for c in range(3)]
    return np.asarray(np.rint(np.stack(colours, axis=-1)), np.uint8)


def _gray(one: Floats) -> Picture:
    values = resize(_unit(one)[None], (SIDE, SIDE))[0]
    return np.repeat(np.asarray(np.rint(values * 255), np.uint8)[..., None], 3, axis=-1)


def _square(picture: Picture) -> Picture:
    """A picture on a square, its aspect kept."""
    height, width = (max(1, round(n * SIDE / max(picture.shape[:2]))) for n in picture.shape[:2])
    channels = np.moveaxis(picture.astype(np.float32), -1, 0)
    small = np.moveaxis(resize(channels, (height, width)), 0, -1)
    page = np.full((SIDE, SIDE, 3), PAGE, np.uint8)
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    page[top : top + height, left : left + width] = np.rint(small)
    return page


def _unit(values: Floats) -> Floats:
    """Values in 0..1; 0 where they are all the same."""
    low, high = float(values.min()), float(values.max())
    return np.asarray((values - low) / ((high - low) or 1.0), np.float32)
