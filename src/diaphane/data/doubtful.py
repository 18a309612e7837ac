"""Labels that look wrong: an image whose nearest neighbours nearly all belong to another class.

Candidates, not findings. Neighbours in thumbnails know little of what is in a picture; how much
they know on these data is measured, and where it is too little no candidate is named.

Axes: `N` images, `K` classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .alike import BLOCK, Fingerprints
from .folders import Sample

NEIGHBOURS = 10

CERTAIN = 0.8
"""Share of the votes for another class, less the share for the own one, from which an image is a
candidate."""

KNOW_SOMETHING = 0.5
"""Gain over chance that the neighbours' votes must reach, for any candidate to be named."""


@dataclass(frozen=True)
class Doubt:
    """An image whose label its neighbours do not share."""

    sample: Sample
    likelier: str
    """The class of most neighbours."""
    score: float
    """Share of its votes less that of the own class; 1 where all neighbours are of it."""
    neighbours: tuple[Sample, ...]
    """The nearest first; copies of the image are not among them."""

    def to_plain(self) -> dict[str, Any]:
        """As JSON says it."""
        return {
            "file": self.sample.name,
            "label": self.sample.label,
            "likelier": self.likelier,
            "score": self.score,
            "neighbours": [{"file": s.name, "label": s.label} for s in self.neighbours],
        }


@dataclass(frozen=True)
class Doubts:
    """Candidates, the most doubtful first, and how much the neighbours know."""

    found: tuple[Doubt, ...] = ()
    agreement: float | None = None
    """Balanced share of images whose label their neighbours would have guessed; None where
    nothing could be compared."""
    know: bool = False
    """Is that enough for candidates to be named?"""

    def to_plain(self) -> dict[str, Any]:
        """As JSON says it."""
        return {"agreement": self.agreement, "candidates": [d.to_plain() for d in self.found]}


def doubts(prints: Fingerprints, groups: ArrayLike) -> Doubts:
    """Ask each image's neighbours for its class. `groups` (N,): copies of one image have equal
    numbers and are not asked about one another. Classes vote as if all were of one size."""
    labels, truth = np.unique([s.label for s in prints.samples], return_inverse=True)
    shows = np.asarray(prints.thumbnails.any(axis=1))
    if len(labels) < 2 or shows.sum() <= 2 * NEIGHBOURS:
        return Doubts()
    near, alike = _neighbours(prints, np.asarray(groups), shows)
    weight = alike / np.bincount(truth)[truth[near]]
    votes = np.zeros((len(truth), len(labels)))
    np.add.at(votes, (np.arange(len(truth))[:, None], truth[near]), weight)
    votes /= np.maximum(votes.sum(axis=1, keepdims=True), 1e-9)
    agreement = _balanced(votes.argmax(axis=1) == truth, truth, shows)
    gain = (agreement - 1 / len(labels)) / (1 - 1 / len(labels))
    if gain < KNOW_SOMETHING:
        return Doubts(agreement=agreement)
    found = _candidates(prints.samples, labels, truth, votes, near, alike)
    return Doubts(found, agreement=agreement, know=True)


def _candidates(
    samples: Sequence[Sample],
    labels: NDArray[Any],
    truth: NDArray[Any],
    votes: NDArray[np.float64],
    near: NDArray[np.int64],
    alike: NDArray[np.float32],
) -> tuple[Doubt, ...]:
    """Of equal scores the one with the nearest neighbours first."""
    rows = np.arange(len(truth))
    others = votes.copy()
    others[rows, truth] = -1
    scores = others.max(axis=1) - votes[rows, truth]
    return tuple(
        Doubt(
            sample=samples[i],
            likelier=str(labels[others[i].argmax()]),
            score=round(float(scores[i]), 4),
            neighbours=tuple(samples[j] for j in near[i]),
        )
        for i in np.lexsort((-alike.sum(axis=1), -scores.round(4)))
        if scores[i] >= CERTAIN
    )


def _neighbours(
    prints: Fingerprints, groups: NDArray[Any], shows: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """(N, NEIGHBOURS) twice: rows, nearest first, and how alike they are, 0 for the unlike. By
    the mean correlation of thumbnails and of fine structure."""
    near, weight = [], []
    for start in range(0, len(groups), BLOCK):
        rows = slice(start, start + BLOCK)
        alike = prints.thumbnails[rows] @ prints.thumbnails.T
        alike += prints.sketches[rows] @ prints.sketches.T
        alike[groups[rows, None] == groups] = -2
        alike[:, ~shows] = -2
        some = np.argpartition(-alike, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
        values = np.take_along_axis(alike, some, axis=1) / 2
        order = np.argsort(-values, axis=1)
        near.append(np.take_along_axis(some, order, axis=1))
        weight.append(np.clip(np.take_along_axis(values, order, axis=1), 0, 1))
    weights = np.where(shows[:, None], np.concatenate(weight), 0)
    return np.concatenate(near), weights.astype(np.float32)


def _balanced(right: NDArray[np.bool_], truth: NDArray[Any], shows: NDArray[np.bool_]) -> float:
    shares = [right[(truth == k) & shows].mean() for k in np.unique(truth[shows])]
    return round(float(np.mean(shares)), 4)
