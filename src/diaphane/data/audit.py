"""Does one part hold images of another? Copies, near copies and shared groups across parts."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from ..errors import BadData
from ..image import Image
from .alike import Fingerprints, fingerprints
from .copies import Copies, copies
from .folders import Sample

Kind = Literal["same file", "same pixels", "near copy", "same group"]

NEAREST = "max_train_corr"
"""The column that says how near the nearest training image is."""

AUDITED, DROPPED = "audited", "dropped"
"""On a card, what was compared before training (`Audit.sha256`), and in words what was left out of
training, so that nothing leaked."""


@dataclass(frozen=True)
class Pair:
    """Two samples that are one and the same, or belong together."""

    kind: Kind
    parts: tuple[str, str]
    samples: tuple[Sample, Sample]
    correlation: float | None = None
    """Of the details, for near copies."""
    turn: str = ""
    """How the second of two near copies lies on the first; a name of `copies.TURNS`."""

    @property
    def members(self) -> tuple[tuple[str, Sample], ...]:
        """Each sample with its part."""
        return tuple(zip(self.parts, self.samples, strict=True))

    @property
    def contradicts(self) -> bool:
        """One image with two labels?"""
        return self.kind != "same group" and self.samples[0].label != self.samples[1].label

    @property
    def how(self) -> str:
        """What the two have in common, in words."""
        value = "" if self.correlation is None else f" ({self.correlation:.3f})"
        return ", ".join(filter(None, (self.kind, self.turn))) + value

    @property
    def sentence(self) -> str:
        one, other = (_called(part, sample) for part, sample in self.members)
        return f"{one} and {other}: {self.how}"

    def to_plain(self) -> dict[str, Any]:
        """As JSON says it."""
        known = {"correlation": self.correlation, "turn": self.turn or None}
        return {
            "kind": self.kind,
            "parts": list(self.parts),
            "files": [s.name for s in self.samples],
            "labels": [s.label for s in self.samples],
            **{key: value for key, value in known.items() if value is not None},
        }


def _called(part: str, sample: Sample) -> str:
    """The sample's name, with the part where the name does not say it."""
    name = sample.name or sample.path.name
    return name if name.startswith(f"{part}/") else f"{part} {name}"


@dataclass(frozen=True)
class Audit:
    """What was compared and what was found, the gravest first."""

    counts: Mapping[str, int]
    """Readable samples in each part."""
    leaks: tuple[Pair, ...]
    """Of different parts, each pair once, under its gravest kind. A group that crosses is named
    by one pair, and so is an image for each part that holds copies of it."""
    duplicates: tuple[Pair, ...] = ()
    """The same inside one part: no leak, but they count twice."""
    unreadable: tuple[tuple[Sample, str], ...] = ()
    sha256: str = ""
    """Of all files that were compared, whatever their names: the same for the same data."""

    @property
    def contradictions(self) -> tuple[Pair, ...]:
        """Copies with different labels, in whatever part."""
        return tuple(pair for pair in (*self.leaks, *self.duplicates) if pair.contradicts)

    def of(self, kind: Kind) -> tuple[Pair, ...]:
        return tuple(leak for leak in self.leaks if leak.kind == kind)

    def to_plain(self) -> dict[str, Any]:
        """As JSON says it."""
        return {
            "counts": dict(self.counts),
            "leaks": [pair.to_plain() for pair in self.leaks],
            "duplicates": [pair.to_plain() for pair in self.duplicates],
            "contradictions": [pair.to_plain() for pair in self.contradictions],
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


def compare(prints: Fingerprints, named: Sequence[str], *, copied: Copies | None = None) -> Audit:
    """The same for images whose fingerprints are at hand; `named` is each one's part.

    With all their `copied` pairs near copies inside a part are named, too; without, only those of
    different parts are looked for.
    """
    near = copies(prints, named) if copied is None else copied
    pairs = tuple(_pairs(prints, named, near))
    return Audit(
        counts=dict(Counter(named)),
        leaks=tuple(pair for pair in pairs if pair.parts[0] != pair.parts[1]),
        duplicates=tuple(pair for pair in pairs if pair.parts[0] == pair.parts[1]),
        unreadable=prints.unreadable,
        sha256=hashlib.sha256("".join(sorted(prints.files)).encode()).hexdigest(),
    )


def refuse_leaks(found: Audit, *, allow_leaks: bool = False) -> tuple[str, ...]:
    """Raise `BadData` naming up to five leaks, or give them as warnings where they are allowed."""
    if not found.leaks:
        return ()
    n = len(found.leaks)
    shown = "; ".join(leak.sentence for leak in found.leaks[:5])
    more = f"; and {n - 5} more" if n > 5 else ""
    pairs = f"{n} pairs cross" if n > 1 else "1 pair crosses"
    if allow_leaks:
        touched = Counter(part for part, _ in {m for leak in found.leaks for m in leak.members})
        images = " and ".join(f"{k} of {part}" for part, k in sorted(touched.items()))
        told = f"{pairs} between parts (images: {images}), so the figures flatter"
        return (f"{told}: {shown}{more}",)
    raise BadData(
        f"expected no image in two parts, but {pairs}: {shown}{more}; remove one of each, "
        "make new parts with `diaphane data split`, or go on knowingly with allow_leaks"
    )


def settle(
    samples: Sequence[Sample], found: Audit, told: Mapping[str, str], *, allow_leaks: bool = False
) -> tuple[tuple[Sample, ...], tuple[str, ...]]:
    """What of the samples may be judged as far from training, and what to say of leaks.

    `told` is what a card says of its training (`leave_out` and `learn.parts` write it): of the very
    data that it names as audited the leaks are known. Raises `BadData` for others, unless allowed.
    """
    known = told.get(AUDITED) == found.sha256
    if known and told.get(DROPPED):
        return tuple(samples), (told[DROPPED],)
    warnings = refuse_leaks(found, allow_leaks=allow_leaks or known)
    leaked = {sample for pair in found.leaks for sample in pair.samples}
    return tuple(_near_training(s) if s in leaked else s for s in samples), warnings


def leave_out(
    parts: Mapping[str, Sequence[Sample]], found: Audit
) -> tuple[dict[str, tuple[Sample, ...]], Audit]:
    """Parts without what the test part holds, too; it stays whole. What still leaks is in the
    audit that comes with them."""
    crossing = [pair for pair in found.leaks if "test" in pair.parts]
    groups = {pair.samples[0].group for pair in crossing if pair.kind == "same group"}
    copied = {sample for pair in crossing for sample in pair.samples}
    kept = {
        name: tuple(s for s in samples if s not in copied and s.group not in groups)
        for name, samples in parts.items()
        if name != "test"
    }
    left = tuple(pair for pair in found.leaks if "test" not in pair.parts)
    return {**kept, "test": tuple(parts["test"])}, replace(found, leaks=left)


def _near_training(sample: Sample) -> Sample:
    return replace(sample, extra={**sample.extra, NEAREST: "1"})


def _pairs(prints: Fingerprints, named: Sequence[str], near: Copies) -> Iterator[Pair]:
    """Each pair under its gravest kind; a group inside one part is as it should be."""
    seen: set[tuple[int, int]] = set()
    groups: set[tuple[str, str, str]] = set()
    for kind, i, j, correlation, turn in _candidates(prints, named, near):
        i, j = sorted((i, j))
        parts = (named[i], named[j])
        samples = (prints.samples[i], prints.samples[j])
        if (i, j) in seen:
            continue
        if kind == "same group":
            if (samples[0].group, *parts) in groups or parts[0] == parts[1]:
                continue
            groups.add((samples[0].group, *parts))
        seen.add((i, j))
        yield Pair(kind, parts, samples, correlation, turn)


Candidate = tuple[Kind, int, int, float | None, str]
"""Kind, two rows, correlation, turn."""


def _candidates(prints: Fingerprints, named: Sequence[str], near: Copies) -> Iterator[Candidate]:
    """Pairs of rows that are alike, the gravest kind first."""
    for i, j in _equal(prints.files, named):
        yield "same file", i, j, None, ""
    for i, j in _equal(prints.pixels, named):
        yield "same pixels", i, j, None, ""
    yield from _near(prints, named, near)
    for i, j in _equal([s.group for s in prints.samples], named):
        yield "same group", i, j, None, ""


def _equal(keys: Sequence[str], named: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Rows with equal keys, each paired with the first such row of every part, so that a thousand
    blank images make thousands of pairs and not half a million. An empty key equals nothing."""
    firsts: dict[str, dict[str, int]] = defaultdict(dict)
    for row, (key, part) in enumerate(zip(keys, named, strict=True)):
        if key:
            for first in firsts[key].values():
                yield first, row
            firsts[key].setdefault(part, row)


def _near(prints: Fingerprints, named: Sequence[str], near: Copies) -> Iterator[Candidate]:
    """Near copies, the nearest first: of an image with many copies its nearest in each part."""
    taken: set[tuple[int, str]] = set()
    for k in np.argsort(-near.correlation, kind="stable").tolist():
        i, j = int(near.i[k]), int(near.j[k])
        if prints.pixels[i] == prints.pixels[j]:
            continue
        needs = {(i, named[j]), (j, named[i])} - taken
        if needs:
            taken |= needs
            yield "near copy", i, j, round(float(near.correlation[k]), 4), near.turns[k]
