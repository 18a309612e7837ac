"""What a probability loses as the hottest places are taken away, beside random orders.

Axes: `Y X` the part of the frame that the image fills.
"""

from __future__ import annotations

from itertools import chain

import numpy as np
from numpy.typing import NDArray

from ..explanation import Deletion
from ..image import Floats
from ..pixels.prepare import Prepared
from .cover import Score, cover, scored

STEPS = 12
"""Shares of the image that are taken away, one after the other."""
ORDERS = 19
"""Random orders: being better than all of them has a p value of 0.05, than all but one 0.1."""


def deletion(
    chance: Score,
    prepared: Prepared,
    hot: Floats,
    *,
    steps: int = STEPS,
    orders: int = ORDERS,
    seed: int = 0,
) -> Deletion:
    """The deletion score (Petsiuk et al. 2018, RISE, section 4.1) of the map `hot` (Y, X).

    A random order takes away shapes like the map's own at other places: the map is flipped and
    rolled around at random. Single pixels at random would be another sort of damage than the
    smooth places of a map, and no fair comparison.
    """
    random = np.random.default_rng(seed)
    chosen = cover(chance, prepared)
    rankings = [hot, *(_elsewhere(hot, random) for _ in range(orders))]
    shares = np.linspace(0, 1, steps + 1)
    ends = (chosen.over(prepared, hottest(hot, share)) for share in (0.0, 1.0))
    between = (chosen.over(prepared, hottest(r, s)) for r in rankings for s in shares[1:-1])
    said = scored(chance, chain(ends, between))
    curves = np.pad(said[2:].reshape(len(rankings), steps - 1), [(0, 0), (1, 1)])
    curves[:, 0], curves[:, -1] = said[:2]
    return Deletion(tuple(shares.tolist()), tuple(curves[0].tolist()), curves[1:], chosen.name)


def hottest(hot: Floats, share: float) -> NDArray[np.bool_]:
    """(Y, X): true at the hottest `share` of the places."""
    taken = np.zeros(hot.size, bool)
    taken[np.argsort(-hot, axis=None, kind="stable")[: round(share * hot.size)]] = True
    return taken.reshape(hot.shape)


def _elsewhere(hot: Floats, random: np.random.Generator) -> Floats:
    """The same shapes at other places."""
    flips = tuple(slice(None, None, int(step)) for step in random.choice([-1, 1], size=2))
    return np.roll(hot[flips], [int(random.integers(n)) for n in hot.shape], axis=(0, 1))
