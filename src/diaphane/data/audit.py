"""Does one part hold images of another? Copies, near-copies and shared groups across parts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

import numpy as np

from ..errors import BadData
from ..image import Image
from .alike import Fingerprints, fingerprints, hamming, pairs_above
from .folders import Sample

Kind = Literal["same file", "same pixels", "near copy", "same group"]

CORRELATION = 0.98
"""Thumbnails above this, and difference hashes within `BITS`, are called near copies. Two slices
of one head may correlate as much; the hash tells most of them apart."""

BITS = 4


@dataclass(frozen=True)
class Leak:
    """Two samples of different parts that are one and the same, or belong together."""

    kind: Kind
    parts: tuple[str, str]
    samples: tuple[Sample, Sample]
    correlation: float | None = None
    """Of the thumbnails, for near copies."""

    @property
    def sentence(self) -> str:
        how = self.kind + (f" ({self.correlation:.3f})" if self.correlation is not None else "")
        one, other = (s.name or s.path.name for s in self.samples)
        return f"{self.parts[0]} {one} and {self.parts[1]} {other}: {how}"


@dataclass(frozen=True)
class Audit:
    """What was compared and what was found, the gravest first."""

    counts: Mapping[str, int]
    """Readable samples in each part."""
    leaks: tuple[Leak, ...]
    """Each pair once, under its gravest kind. A group that crosses is named by one pair."""
    duplicates: tuple[tuple[Sample, Sample], ...] = ()
    """Pairs with equal pixels inside one part: no leak, but they count twice."""
    contradictions: tuple[tuple[Sample, Sample], ...] = ()
    """Pairs with equal pixels and different labels, in whatever part."""
    unreadable: tuple[tuple[Sample, str], ...] = ()

    def of(self, kind: Kind) -> tuple[Leak, ...]:
        return tuple(leak for leak in self.leaks if leak.kind == kind)

    def to_plain(self) -> dict[str, Any]:
        """As JSON says it."""
        return {
            "counts": dict(self.counts),
            "leaks": [
                {
                    "kind": leak.kind,
                    "parts": list(leak.parts),
                    "files": [s.name for s in leak.samples],
                    **({} if leak.correlation is None else {"correlation": leak.correlation}),
                }
                for leak in self.leaks
            ],
            "duplicates": [[a.name, b.name] for a, b in self.duplicates],
            "contradictions": [[a.name, b.name] for a, b in self.contradictions],
            "unreadable": {s.name: why for s, why in self.unreadable},
        }


def audit(
    parts: Mapping[str, Sequence[Sample]],
    *,
    read: Callable[[Path], Image] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Audit:
    """Compare each part with every other; reads each image once. `progress(done, of)`."""
    together = [(name, s) for name, samples in parts.items() for s in samples]
    prints = fingerprints([s for _, s in together], read=read, progress=progress)
    return compare(prints, [together[row][0] for row in prints.rows])


def compare(prints: Fingerprints, named: Sequence[str]) -> Audit:
    """The same for images whose fingerprints are at hand; `named` is each one's part."""
    inside, contradictions = [], []
    for i, j in _equal(prints.pixels, named):
        pair = prints.samples[i], prints.samples[j]
        if named[i] == named[j]:
            inside.append(pair)
        if pair[0].label != pair[1].label:
            contradictions.append(pair)
    return Audit(
        counts=dict(Counter(named)),
        leaks=tuple(_leaks(prints, named)),
        duplicates=tuple(inside),
        contradictions=tuple(contradictions),
        unreadable=prints.unreadable,
    )


def refuse_leaks(found: Audit, *, allow_leaks: bool = False) -> tuple[str, ...]:
    """Raise `BadData` naming up to five leaks, or give them as warnings where they are allowed."""
    if not found.leaks:
        return ()
    n = len(found.leaks)
    shown = "; ".join(leak.sentence for leak in found.leaks[:5])
    more = f"; and {n - 5} more" if n > 5 else ""
    pairs = f"{n} pair{'s' * (n > 1)}"
    if allow_leaks:
        return (f"{pairs} cross between parts, so the figures flatter: {shown}{more}",)
    raise BadData(
        f"expected no image in two parts, but {pairs} cross: {shown}{more}; remove one of each, "
        "or go on knowingly with allow_leaks"
    )


def _leaks(prints: Fingerprints, named: Sequence[str]) -> Iterator[Leak]:
    seen: set[tuple[int, int]] = set()
    groups: set[tuple[str, str, str]] = set()
    for kind, i, j, correlation in _candidates(prints, named):
        i, j = sorted((i, j))
        parts = (named[i], named[j])
        if (i, j) in seen or parts[0] == parts[1]:
            continue
        samples = (prints.samples[i], prints.samples[j])
        if kind == "same group":
            if (samples[0].group, *parts) in groups:
                continue
            groups.add((samples[0].group, *parts))
        seen.add((i, j))
        yield Leak(kind, parts, samples, correlation)


def _candidates(
    prints: Fingerprints, named: Sequence[str]
) -> Iterator[tuple[Kind, int, int, float | None]]:
    """Pairs of rows that are alike, the gravest kind first."""
    for i, j in _equal(prints.files, named):
        yield "same file", i, j, None
    for i, j in _equal(prints.pixels, named):
        yield "same pixels", i, j, None
    for i, j, correlation in _near(prints, named):
        yield "near copy", i, j, correlation
    for i, j in _equal([s.group for s in prints.samples], named):
        yield "same group", i, j, None


def _equal(keys: Sequence[str], named: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Rows with equal keys, each paired with the first such row of every part, so that a thousand
    blank images make thousands of pairs and not half a million. An empty key equals nothing."""
    firsts: dict[str, dict[str, int]] = defaultdict(dict)
    for row, (key, part) in enumerate(zip(keys, named, strict=True)):
        if key:
            for first in firsts[key].values():
                yield first, row
            firsts[key].setdefault(part, row)


def _near(prints: Fingerprints, named: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """Near copies across parts, the nearest first."""
    names = np.array(named)
    found: list[tuple[float, int, int]] = []
    for one, other in combinations(dict.fromkeys(named), 2):
        rows, columns = np.flatnonzero(names == one), np.flatnonzero(names == other)
        left, right = prints.thumbnails[rows], prints.thumbnails[columns]
        for i, j in pairs_above(left, right, CORRELATION):
            near = hamming(prints.dhashes[rows[i]], prints.dhashes[columns[j]]) <= BITS
            i, j = i[near], j[near]
            values = (left[i] * right[j]).sum(axis=1)
            found += zip(values.tolist(), rows[i].tolist(), columns[j].tolist(), strict=True)
    for value, one_row, other_row in sorted(found, reverse=True):
        yield one_row, other_row, round(value, 4)
