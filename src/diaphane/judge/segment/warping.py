"""How much of an answer is wrong in kind, not only a little beside the truth: the warping error.

The truth is bent towards the answer without tearing or joining anything; what differs still is
counted (Jain et al. 2010, CVPR, "Boundary learning by optimization with topological constraints",
section 3). Bending turns one pixel at a time, and only pixels that are simple: turning them changes
neither the number of cells nor of holes. As there the search is greedy and turns only what differs,
so the figure is an upper bound of the least there is: a border that moved by more than its width is
not followed. Turns spread from where truth and answer differ at first, row by row, without a limit
to how far. The challenge of ISBI 2012 counted splits and mergers among such pixels, which are
fewer.

Axes: planes (Y, X). Cells are joined along the axes, membranes along diagonals, too.
"""

from __future__ import annotations

from collections import deque
from functools import cache

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

AROUND = ((-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1))
"""The eight neighbours in a ring; those at odd places share a side with the middle."""


def warping_error(truth: Mask, answer: Mask) -> float:
    """Share of pixels where the answer differs from the truth bent towards it. True where the
    membrane is."""
    return float((warped(~truth, ~answer) != ~answer).mean())


def warped(truth: Mask, answer: Mask) -> Mask:
    """The truth's cells (True) bent towards the answer's. Around the image lies membrane."""
    width = truth.shape[1] + 2
    bent = np.pad(truth, 1).ravel().tolist()
    goal = np.pad(answer, 1).ravel().tolist()
    inside = np.pad(np.ones(truth.shape, np.bool_), 1).ravel().tolist()
    steps = [y * width + x for y, x in AROUND]
    simple = simple_rings()
    waiting = deque(i for i, (a, b) in enumerate(zip(bent, goal, strict=True)) if a != b)
    queued = set(waiting)
    while waiting:
        i = waiting.popleft()
        queued.discard(i)
        ring = sum(1 << n for n, step in enumerate(steps) if bent[i + step])
        if not simple[ring]:
            continue
        bent[i] = goal[i]
        for step in steps:
            j = i + step
            if inside[j] and bent[j] != goal[j] and j not in queued:
                waiting.append(j)
                queued.add(j)
    return np.array(bent, np.bool_).reshape(-1, width)[1:-1, 1:-1]


@cache
def simple_rings() -> tuple[bool, ...]:
    """For each ring of neighbours (bit n: neighbour n is of a cell) whether the middle is simple:
    it touches one cell along the axes, and one piece of membrane (Kong and Rosenfeld 1989)."""
    return tuple(_cells(ring) == 1 and _membranes(ring) == 1 for ring in range(256))


def _cells(ring: int) -> int:
    """Pieces of cell in the ring that share a side with the middle, each joined along the axes."""
    return len([run for run in _runs(ring, True) if any(n % 2 for n in run)])


def _membranes(ring: int) -> int:
    """Pieces of membrane in the ring, joined along diagonals, too: a corner of cell between two
    sides of membrane does not part them."""
    corners = sum(1 << n for n in range(0, 8, 2) if not _on(ring, n - 1) and not _on(ring, n + 1))
    return len(_runs(ring & ~corners, False))


def _runs(ring: int, value: bool) -> list[list[int]]:
    """Neighbours of one value that follow each other around the ring."""
    places = [n for n in range(8) if _on(ring, n) == value]
    if len(places) in (0, 8):
        return [places] if places else []
    starts = [n for n in places if _on(ring, n - 1) != value]
    runs = []
    for start in starts:
        run = [start]
        while _on(ring, run[-1] + 1) == value:
            run.append((run[-1] + 1) % 8)
        runs.append(run)
    return runs


def _on(ring: int, n: int) -> bool:
    return bool(ring >> n % 8 & 1)
