"""Parts that do not leak: what belongs together (patient, study, near-duplicates) stays together.

Axes: `N` images, `G` groups, `K` classes, `P` parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..errors import BadData, BadSetting
from ..image import Floats
from .alike import highest, pairs_above
from .copies import Copies
from .folders import Sample

PARTS: Mapping[str, float] = {"train": 0.7, "validation": 0.15, "calibration": 0.15}

GIANT = 0.5
"""A group that alone would fill more than this share of a small part goes to the largest part."""

Ids = NDArray[np.int64]
"""(N,): images with equal numbers belong together."""


def split(
    samples: Sequence[Sample],
    parts: Mapping[str, float] = PARTS,
    *,
    groups: Sequence[Sequence[Hashable]] = (),
    seed: int = 0,
) -> dict[str, tuple[Sample, ...]]:
    """Divide samples into parts of about these shares, each class alike, no group in two parts.

    The samples' own groups hold, and with them all groupings in `groups` (each one id a sample,
    as `clusters` gives them): what is together in any of them stays together. The same samples
    and seed give the same parts. Raises `BadData` where a class cannot be in every part.
    """
    if not np.isclose(sum(parts.values()), 1) or min(parts.values()) <= 0:
        raise BadSetting(f"expected shares above 0 that add up to 1, got {dict(parts)!r}")
    ids = joined([_own(samples), *groups], n=len(samples))
    labels, classes = np.unique([s.label for s in samples], return_inverse=True)
    counts = np.zeros((int(ids.max(initial=-1)) + 1, len(labels)))
    np.add.at(counts, (ids, classes), 1)
    part_of = _assigned(counts, np.array(list(parts.values())), np.random.default_rng(seed))
    divided = {
        name: tuple(s for s, i in zip(samples, ids, strict=True) if part_of[i] == p)
        for p, name in enumerate(parts)
    }
    _refuse_absent(divided, labels.tolist())
    return divided


def clusters(
    thumbnails: Floats,
    similarity: float = 0.92,
    *,
    hashes: Sequence[str] = (),
    copied: Copies | None = None,
) -> Ids:
    """Near-duplicate clusters: chains of images that correlate above `similarity`.

    `thumbnails` (N, 1024) as in `alike.Fingerprints`; equal `hashes` are duplicates as well, and
    so are pairs of these N among `copied`.
    """
    ids = np.arange(len(thumbnails))
    for i, j in pairs_above(thumbnails, thumbnails, similarity):
        ids = _merged(ids, i, j)
    if copied is not None:
        here = copied.j < len(thumbnails)
        ids = _merged(ids, copied.i[here], copied.j[here])
    return joined([ids, hashes] if len(hashes) else [ids], n=len(thumbnails))


def joined(groupings: Sequence[Sequence[Hashable] | Ids], *, n: int) -> Ids:
    """The finest grouping that keeps together what any of the given ones keeps together."""
    ids = np.arange(n)
    for grouping in groupings:
        if len(grouping) != n:
            raise BadSetting(f"expected one group id for each of {n} samples, got {len(grouping)}")
        first: dict[Hashable, int] = {}
        heads = np.array([first.setdefault(g, i) for i, g in enumerate(grouping)], np.int64)
        ids = _merged(ids, np.arange(n), heads)
    return np.asarray(np.unique(ids, return_inverse=True)[1], np.int64)


def farness(part: Floats, train: Floats) -> dict[str, float]:
    """How far a part lies from the training images: 1 for a copy, lower for further.

    For each image of the part its highest thumbnail correlation with any training image; of
    these the 5 %, 50 % and 95 % quantiles under the names low, median and high.
    """
    nearest = highest(part, train)
    low, median, high = np.quantile(nearest, (0.05, 0.5, 0.95))
    return {"low": float(low), "median": float(median), "high": float(high)}


def _own(samples: Sequence[Sample]) -> list[Hashable]:
    """Each sample's group; one without is alone."""
    return [s.group or i for i, s in enumerate(samples)]


def _merged(ids: Ids, i: Ids, j: Ids) -> Ids:
    """Ids after joining the groups of image i[k] and image j[k], for all k (union-find)."""
    left, right, size = ids[i], ids[j], int(ids.max(initial=0)) + 1
    edges = np.unique((left * size + right)[left != right])
    parent: dict[int, int] = {}

    def root(a: int) -> int:
        while (up := parent.get(a, a)) != a:
            parent[a] = parent.get(up, up)
            a = parent[a]
        return a

    for a, b in (divmod(edge, size) for edge in edges.tolist()):
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    if not parent:
        return ids
    renamed = np.arange(size)
    for a in parent:
        renamed[a] = root(a)
    return renamed[ids]


def _assigned(counts: NDArray[np.float64], shares: Floats, rng: np.random.Generator) -> Ids:
    """(G,): the part of each group, from its (G, K) counts: large groups first, each to the part
    it leaves closest to its wanted counts (after Sechidis et al. 2011, with groups)."""
    total = counts.sum(axis=0)
    wanted = shares[:, None] * total
    have = np.zeros_like(wanted)
    largest = int(shares.argmax())
    part_of = np.full(len(counts), largest)
    shuffled = rng.permutation(len(counts))
    for g in shuffled[np.argsort(-counts[shuffled].sum(axis=1), kind="stable")]:
        gain = _miss(have, wanted, total) - _miss(have + counts[g], wanted, total)
        giant = (counts[g] > np.maximum(1, GIANT * wanted)).any(axis=1)
        giant[largest] = False
        part_of[g] = int(np.where(giant, -np.inf, gain).argmax())
        have[part_of[g]] += counts[g]
    return part_of


def _miss(
    have: NDArray[np.float64], wanted: NDArray[np.float64], total: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(P,): how far each part is from its wanted counts, classes weighing alike."""
    return np.asarray((((have - wanted) / total) ** 2 / (wanted / total)).sum(axis=1))


def _refuse_absent(divided: Mapping[str, Sequence[Sample]], labels: Sequence[str]) -> None:
    has = {name: Counter(s.label for s in members) for name, members in divided.items()}
    lacking = {
        label: [name for name in divided if not has[name][label]]
        for label in labels
        if not all(has[name][label] for name in divided)
    }
    if lacking:
        told = "; ".join(
            f"{label!r} ({sum(has[name][label] for name in divided)} in all) has none for "
            f"{' and '.join(names)}"
            for label, names in lacking.items()
        )
        raise BadData(
            f"expected images of every class for every part, but {told}: what belongs together or "
            "looks alike stays together; add images or patients, leave the class out, or raise "
            "split.similarity"
        )
