"""Burn words into a corner of a picture, at its own depth, so that they go wherever it goes.

Axes: `C` channels, `Y X` space.
"""

from __future__ import annotations

from math import ceil

import numpy as np

from ..image import Floats, Image, Pixels
from .page import font, wrap
from .prepare import colours, depth

SMALLEST, LARGEST = 11, 28
"""Pixels of a letter's height, and a share of the picture's width between."""
SHARE = 80
DIM = 0.35
"""How much of the picture shows behind the words."""
MOST = 0.5
"""Of the picture's height that words may cover; where they would need more, none are burnt."""


def burnt(image: Image, words: str) -> Pixels:
    """(C, Y, X): the image's pixels with the words in the lower left corner, white on a darkened
    ground. The pixels as they are where there is no room."""
    letters = lettered(words, image.shape)
    if not letters.size:
        return image.pixels
    n = colours(image)
    rows, columns = letters.shape
    limits = depth(image.pixels[:n])
    black, white = limits.low, limits.high
    if image.inverted:
        black, white = white, black
    pixels = image.pixels.copy()
    corner = pixels[:n, -rows:, :columns].astype(np.float64)
    ground = black + DIM * (corner - black)
    drawn = ground + letters * (white - ground)
    whole = pixels.dtype.kind in "iu"
    pixels[:n, -rows:, :columns] = np.rint(drawn) if whole else drawn
    if n < image.channels:
        pixels[n:, -rows:, :columns] = np.iinfo(pixels.dtype).max if whole else 1
    return pixels


def lettered(words: str, shape: tuple[int, ...]) -> Floats:
    """(rows, columns) in 0..1: the words for a picture of this shape, wrapped; empty where there
    is no room for them."""
    from PIL import Image as Pillow
    from PIL import ImageDraw

    height, width = shape
    size = min(max(SMALLEST, width // SHARE), LARGEST)
    margin = size // 3
    face = font(size)
    widest = max(ceil(face.getlength(word)) for word in words.split())
    lines = wrap(words, width - 2 * margin, size) if widest + 2 * margin <= width else []
    step = round(size * 1.3)
    rows = step * len(lines) + margin
    if not lines or rows > MOST * height:
        return np.zeros((0, 0), np.float32)
    columns = ceil(max(face.getlength(line) for line in lines)) + 2 * margin
    sheet = Pillow.new("L", (columns, rows))
    pen = ImageDraw.Draw(sheet)
    for row, line in enumerate(lines):
        pen.text((margin, row * step + margin // 2), line, fill=255, font=face)
    return np.asarray(sheet, np.float32) / np.float32(255)
