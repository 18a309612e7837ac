"""Ask a network for a larger picture of an image: tile by tile, without seams, at the image's own
depth. Nothing of the large picture is held as float32 but the rows that tiles still touch.

Axes: `C` channels, `Y X` space; `S` is the card's scale. A network sees the colours of its card; of
a network of one channel each colour is asked for apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..card import Card, Input
from ..errors import BadData, BadModel
from ..image import Floats, Image, Pixels
from ..pixels.orient import as_it_is
from ..pixels.tiles import Box, blended, even
from ..pixels.view import KINDS, View, view
from ..tasks.base import finite
from ..tasks.drawn import stored, without_alpha
from .runtime import Network

MOST_PIXELS = 256 * 2**20
"""Of the large picture: 768 MB in colour, and as much again for the map of what was added."""


def enhance(network: Network, image: Image, card: Card) -> tuple[dict[str, Pixels], View]:
    """`picture` (C, Y * S, X * S), of the image's dtype and without alpha; and how the network saw
    the image. Raises `BadData` where the image is no plane, or too large."""
    refuse(image, MOST_PIXELS // card.scale**2, f"enlarge {card.scale} times")
    return by_tiles(network, image, card)


Cut = Callable[[int, int, Input], list[tuple[range, range]]]
"""Along an axis of so many samples, with tiles of so many: what each tile sees, and what is kept of
it."""


def by_tiles(
    network: Network, image: Image, card: Card, cut: Cut | None = None
) -> tuple[dict[str, Pixels], View]:
    """`picture` and the view, of a plane that is not too large; cut by `cuts` unless told."""
    plain = without_alpha(image)
    seen = view(plain, card.input, as_it_is(2))
    size = tuple(n * card.scale for n in image.shape)
    picture = np.empty((plain.channels, *size), image.pixels.dtype)
    for channels, part in parts(seen):
        tiles = answered(network, part, card, cut or cuts)
        for rows, values in blended(tiles, size):
            own = merged(values, channels)
            picture[channels, rows] = stored(own, seen.limits, image)
    return {"picture": picture}, seen


def refuse(image: Image, most: int, to: str) -> None:
    """Raise `BadData` for what is no plane, or has more samples than `most`."""
    if image.axes != "yx":
        raise BadData(f"expected a picture, got {KINDS[image.axes]}; choose another model or file")
    height, width = image.shape
    if height * width > most:
        raise BadData(
            f"expected at most {most // 2**20} megapixels to {to}, got {width} x {height}; cut "
            "the picture into pieces or scale it down"
        )


def parts(seen: View) -> list[tuple[slice, View]]:
    """What is seen at once, and which channels of the picture that gives: all, or one by one."""
    n = seen.image.channels
    if seen.need.channels == 1 < n:
        every = [slice(k, k + 1) for k in range(n)]
        images = [seen.image.but(pixels=seen.image.pixels[own]) for own in every]
        return [(own, replace(seen, image=one)) for own, one in zip(every, images, strict=True)]
    return [(slice(0, n), seen)]


def merged(values: Floats, channels: slice) -> Floats:
    """The three colours that a network gives of a gray image as one."""
    gray = channels.stop - channels.start == 1 < len(values)
    return values.mean(axis=0, keepdims=True) if gray else values


@dataclass(frozen=True)
class Job:
    """A tile to be answered."""

    seen: Box
    """What the network sees; where it sticks out the image is mirrored."""
    kept: Box
    """The part whose answer is taken."""


def jobs(seen: View, cut: Cut) -> Iterator[Job]:
    """All tiles of an image, in the order of their first rows."""
    need = seen.need
    assert need.tile is not None, "a model that cuts images into tiles has their size"
    axes = [cut(n, tile, need) for n, tile in zip(seen.grid, need.tile, strict=True)]
    for pieces in product(*axes):
        yield Job(tuple(a for a, _ in pieces), tuple(b for _, b in pieces))


def cuts(n: int, tile: int, need: Input) -> list[tuple[range, range]]:
    """Along one axis: what each tile sees, and what is kept of it. The margin is left out where
    the image goes on beyond the tile, since a network that pads its input takes it to end there."""
    lost = need.margin if n > tile else 0
    inner, starts = even(
        n - 2 * lost, tile=tile - 2 * lost, overlap=need.overlap, multiple=need.multiple
    )
    return [
        (
            range(a, a + inner + 2 * lost),
            range(
                a + lost if a else 0, min(n, a + inner + (lost if a != starts[-1] else 2 * lost))
            ),
        )
        for a in starts
    ]


def answered(network: Network, seen: View, card: Card, cut: Cut) -> Iterator[tuple[Box, Floats]]:
    """Each tile's place in the large picture, and its answer (C, *place)."""
    s = card.scale
    for job in jobs(seen, cut):
        piece = seen.piece(job.seen)
        values = asked(network, piece, card)
        first = [kept.start - whole.start for kept, whole in zip(job.kept, job.seen, strict=True)]
        inside = tuple(
            slice(a * s, (a + len(kept)) * s) for a, kept in zip(first, job.kept, strict=True)
        )
        place = tuple(range(kept.start * s, kept.stop * s) for kept in job.kept)
        yield place, values[(slice(None), *inside)]


def asked(network: Network, piece: Floats, card: Card) -> Floats:
    """(C, Y * S, X * S) of one piece (C, Y, X). Raises `BadModel` where the answer is none."""
    values: NDArray[Any] = finite(network(piece[None]), "picture")[0]
    want = (len(piece), *(n * card.scale for n in piece.shape[1:]))
    if values.shape != want:
        raise BadModel(
            f"expected a picture of {' x '.join(map(str, want))} for the card's scale of "
            f"{card.scale}, got {' x '.join(map(str, values.shape))}; export the model again with "
            "its own card"
        )
    return np.asarray(values, np.float32)
