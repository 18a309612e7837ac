"""Ask a network about every sample of an image: tile by tile, plane by plane, each turned as the
network knows it, with no more in memory than the rows that tiles still touch.

Axes: `N` tiles, `C` channels, `K` outputs, then space. A network without padding answers for less
than it sees: `card.input.margin` samples less at each end of each axis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..card import Card
from ..image import Floats, Image
from ..pixels.orient import Turn
from ..pixels.resample import linear_weights, resize
from ..pixels.tiles import Box, Rows, blended, even
from ..pixels.view import View, turn_for, view
from ..tasks.segment import chances, labelled, mapped
from .runtime import Network

TOGETHER = 2**18
"""Samples of all tiles that go through the network at once; a larger tile goes alone."""
ROWS = 16
"""Rows that are brought back from a grid of another spacing together."""


def dense(
    network: Network, image: Image, card: Card, *, flips: bool = False, maps: bool = False
) -> tuple[dict[str, NDArray[Any]], View]:
    """`labels` (*space) and, where asked for, maps (*space), on the grid of the image; and how
    the network saw it.

    A network of planes sees a volume slice by slice, each turned as radiology shows it; a network
    of volumes sees it upright. Raises `BadData` where a network of volumes is given a plane.
    """
    turn = turn_for(image, card.input)
    seen = view(image, card.input, turn)
    found = Found(image.shape, turn, card, maps=maps)
    ask = asking(network, card, flips=flips)
    for plane, tiles in groupby(answered(ask, seen), key=lambda one: one[0].plane):
        grid_rows = blended(((job.place, p) for job, p in tiles), seen.grid)
        for rows, p in back(grid_rows, seen, card.outputs):
            found.keep(plane, rows, p)
    return found.outputs, seen


class Found:
    """What is known so far, on the grid of the image."""

    def __init__(self, shape: tuple[int, ...], turn: Turn, card: Card, *, maps: bool) -> None:
        self.card, self.maps, self.turn = card, maps, turn
        self.outputs: dict[str, NDArray[Any]] = {"labels": np.zeros(shape, np.uint8)}
        if maps:
            one = np.zeros((card.outputs, 1), np.float32)
            for name in mapped(one, card):
                self.outputs[name] = np.zeros(shape, np.float32)

    def keep(self, plane: int | None, rows: slice, p: Floats) -> None:
        """Write rows that are done, turned back to where they came from."""
        place = (rows,) if plane is None else (plane, rows)
        new = {"labels": labelled(p), **(mapped(p, self.card) if self.maps else {})}
        for name, values in new.items():
            self.turn.apply(self.outputs[name])[place] = values


@dataclass(frozen=True)
class Job:
    """A tile to be answered."""

    plane: int | None
    """Which plane of a stack, from 0; None where there is no stack."""
    place: Box
    """Where on the grid the answer goes; the last may stick out."""


def jobs(seen: View) -> Iterator[Job]:
    """All tiles of an image, plane by plane, in the order of their first rows."""
    need = seen.need
    assert need.tile is not None, "a model that cuts images into tiles has their size"
    axes = [
        even(n, tile=t - 2 * need.margin, overlap=need.overlap, multiple=need.multiple)
        for n, t in zip(seen.grid, need.tile, strict=True)
    ]
    places = [[range(a, a + length) for a in starts] for length, starts in axes]
    stack = len(seen.image.shape) > len(need.tile)
    for plane in range(seen.image.shape[0]) if stack else (None,):
        for place in product(*places):
            yield Job(plane, place)


Ask = Callable[[Floats], Floats]
"""(N, C, *tile) to probabilities (N, K, *tile - 2 margin)."""


def answered(ask: Ask, seen: View) -> Iterator[tuple[Job, Floats]]:
    """Each tile with its probabilities (K, *place)."""
    margin = seen.need.margin
    for group in together(jobs(seen)):
        boxes = [
            tuple(range(p.start - margin, p.stop + margin) for p in job.place) for job in group
        ]
        batch = np.stack(
            [seen.piece(box, plane=job.plane) for job, box in zip(group, boxes, strict=True)]
        )
        yield from zip(group, ask(batch), strict=True)


def together(every: Iterable[Job]) -> Iterator[list[Job]]:
    """Groups of tiles, which are all of one size, that go through the network at once."""
    rest = iter(every)
    for first in rest:
        samples = int(np.prod([len(p) for p in first.place]))
        more = zip(range(TOGETHER // samples - 1), rest, strict=False)
        yield [first, *(job for _, job in more)]


def asking(network: Network, card: Card, *, flips: bool) -> Ask:
    """How a network is asked for probabilities; with `flips`, for their mean over all mirrored
    copies of a tile."""

    def ask(batch: Floats) -> Floats:
        logits = network(batch)["logits"]
        return np.stack([chances(one, card) for one in logits])

    def ask_mirrored(batch: Floats) -> Floats:
        ways = list(product((1, -1), repeat=batch.ndim - 2))
        total: Floats | None = None
        for way in ways:
            mirror = (slice(None), slice(None), *(slice(None, None, step) for step in way))
            p = ask(np.ascontiguousarray(batch[mirror]))[mirror]
            total = p if total is None else total + p
        assert total is not None
        return total / np.float32(len(ways))

    return ask_mirrored if flips else ask


def back(rows: Iterator[Rows], seen: View, outputs: int) -> Iterator[Rows]:
    """Rows of the network's grid as rows of the image's own."""
    own = seen.image.shape[-len(seen.grid) :]
    if own == seen.grid:
        yield from rows
        return
    whole = np.empty((outputs, *seen.grid), np.float16)  # half the memory, right to 0.0005
    for place, p in rows:
        whole[:, place] = p
    weights = linear_weights(seen.grid[0], own[0])
    for start in range(0, own[0], ROWS):
        place = slice(start, min(start + ROWS, own[0]))
        used = np.flatnonzero(weights[place].any(axis=0))
        needed = slice(int(used[0]), int(used[-1]) + 1)
        part = np.moveaxis(whole[:, needed], 1, -1).astype(np.float32)
        drawn = np.moveaxis(part @ weights[place, needed].T, -1, 1)
        yield place, resize(drawn, (drawn.shape[1], *own[1:]))
