"""Occlusion: cover each place of an image and look again. Works with any network.

Axes: `Y X` the part of the frame that the image fills.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ..image import Floats
from ..pixels.prepare import Prepared
from ..pixels.resample import resize
from .cover import Cover, Score, cover, scored
from .method import Found, Method, again, odds_of
from .model import Model
from .runtime import Network

PARTS = 12
"""Steps of the patch along each axis."""
REACH = 0.2
"""The patch's side as a share of the axis."""


def occlusion(model: Model, data: bytes | None) -> Method:
    """How much the class loses when a place is hidden (Zeiler and Fergus 2014, section 4.2)."""

    def find(network: Network, prepared: Prepared, k: int) -> Found:
        odds = odds_of(network, model.card, k)
        chosen = cover(odds, prepared)
        note = f"places were hidden in {chosen.name}; heat is what the log-odds lost"
        return Found(lost(odds, prepared, chosen), notes=(note,))

    return Method(
        "occlusion",
        "occlusion, covering each place in turn (Zeiler and Fergus 2014)",
        partial(find, model.network),
        again(data, find),
        shuffles=2,
        least=0.1,
        nothing="no single place that was hidden took a tenth of the odds from the class",
    )


def lost(odds: Score, prepared: Prepared, chosen: Cover) -> Floats:
    """(Y, X) of the frame: what the log-odds lose when a square patch lies around there."""
    inside = tuple(b.stop - b.start for b in prepared.box)
    whole = odds(prepared.pixels[None])[0]
    said = scored(odds, (chosen.over(prepared, patch) for patch in _patches(inside)))
    grid = np.asarray(whole - said, np.float32).reshape(1, PARTS, PARTS)
    frame = np.zeros(prepared.pixels.shape[1:], np.float32)
    frame[prepared.box] = resize(grid, inside)[0]
    return frame


def _patches(shape: tuple[int, ...]) -> Iterator[NDArray[np.bool_]]:
    """(Y, X): true in the patch, which is moved row by row."""
    for place in product(*(_spans(n) for n in shape)):
        patch = np.zeros(shape, bool)
        patch[place] = True
        yield patch


def _spans(length: int) -> list[slice]:
    """Spans of an axis, evenly spread, cut at its ends."""
    half = max(1, round(length * REACH / 2))
    middles = ((np.arange(PARTS) + 0.5) * length / PARTS).astype(int)
    return [slice(max(0, int(m) - half), int(m) + half) for m in middles]
