"""Ask a network to repaint an image as if it came from another domain: as a whole, at about the
size of its training, or tile by tile at the image's own size.

Such a network norms what it sees by its own mean and deviation (instance normalisation; Ulyanov et
al. 2016), so the answer to a tile hangs on that tile, and strokes are as many samples wide as in
training: as a whole they are broad, in tiles they are fine.

Axes: `C` channels, `Y X` space.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil, sqrt

import numpy as np

from ..card import Card, Input
from ..image import Floats, Image, Pixels
from ..pixels.interpolate import stretched
from ..pixels.orient import as_it_is
from ..pixels.tiles import even
from ..pixels.view import View, view
from ..tasks.drawn import stored, without_alpha
from .enhance import asked, by_tiles, merged, parts, refuse
from .runtime import Network

MOST_PIXELS = 64 * 2**20
"""As many as picture files may have: 192 MB in colour, as much for the answer, and 256 MB for the
map of what changed."""

LONGEST = 4
"""A line is not stretched beyond so many tiles."""
SEEN_ROWS, MADE_ROWS = 16, 256
"""Rows that are made small, and made large again, together."""


def translate(
    network: Network, image: Image, card: Card, *, tiles: bool = False
) -> tuple[dict[str, Pixels], View]:
    """`picture` (C, Y, X), of the image's dtype and without alpha; and how the network saw the
    image. Raises `BadData` where the image is no plane, or too large."""
    refuse(image, MOST_PIXELS, "translate")
    if tiles:
        return by_tiles(network, image, card, cut=cuts)
    return at_once(network, image, card)


def cuts(n: int, tile: int, need: Input) -> list[tuple[range, range]]:
    """Along one axis: what each tile sees, and what is kept of it: all but the margin, beyond
    which the image goes on, or is mirrored."""
    inner, starts = even(
        n, tile=tile - 2 * need.margin, overlap=need.overlap, multiple=need.multiple
    )
    return [
        (range(a - need.margin, a + inner + need.margin), range(a, min(n, a + inner)))
        for a in starts
    ]


def at_once(network: Network, image: Image, card: Card) -> tuple[dict[str, Pixels], View]:
    """The same by the whole image at the size of training, brought back to its own."""
    need = card.input
    assert need.tile is not None, "a model that translates has the size of its training"
    height, width = image.shape
    size = fitted((height, width), need.tile)
    seen = view(without_alpha(image), replace(need, size=size), as_it_is(2))
    picture = np.empty((seen.image.channels, height, width), image.pixels.dtype)
    for channels, part in parts(seen):
        rows, columns = (slice(need.margin, need.margin + n) for n in size)
        answer = asked(network, whole(part), card)[:, rows, columns]
        values = merged(np.clip(answer, 0, 1), channels)
        for start in range(0, height, MADE_ROWS):
            band = slice(start, min(start + MADE_ROWS, height))
            own = stretched(values, (height, width), rows=band)
            picture[channels, band] = stored(own, seen.limits, image)
    return {"picture": picture}, seen


def fitted(shape: tuple[int, int], tile: tuple[int, ...]) -> tuple[int, int]:
    """The size at which an image of this shape has about as many samples as a tile, its aspect
    kept as far as whole samples allow."""
    alike = sqrt(tile[0] * tile[1] / (shape[0] * shape[1]))
    factor = min(alike, LONGEST * max(tile) / max(shape))
    return max(1, round(shape[0] * factor)), max(1, round(shape[1] * factor))


def whole(seen: View) -> Floats:
    """(C, Y, X): the image as the network eats it, mirrored at its ends by `margin`, and as far as
    `multiple` asks for it."""
    margin, multiple = seen.need.margin, seen.need.multiple
    rows, columns = (
        range(-margin, ceil((n + 2 * margin) / multiple) * multiple - margin) for n in seen.grid
    )
    bands = (rows[start : start + SEEN_ROWS] for start in range(0, len(rows), SEEN_ROWS))
    return np.concatenate([seen.piece((band, columns)) for band in bands], axis=1)
