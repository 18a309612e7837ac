"""From a data folder to parts that do not leak: train, validation, calibration, test."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np

from ..card import Card, Class
from ..data.alike import Fingerprints, fingerprints
from ..data.audit import AUDITED, DROPPED, Audit, compare, leave_out, refuse_leaks
from ..data.copies import copies
from ..data.folders import Part, Sample, parts_in, read_classes
from ..data.split import clusters, farness, split
from ..data.table import listed
from ..errors import BadData, DiaphaneError, attempt, refuse
from ..recipe import Recipe
from .run import Run, fingerprint

Parts = dict[str, tuple[Sample, ...]]
Kind = TypeVar("Kind")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Gathered:
    """The parts of a data folder, and what was measured about them."""

    parts: Parts
    sha256: str
    """Of every file's bytes, label and part."""
    facts: Mapping[str, Any]
    alike: Mapping[Sample, int]
    """Samples with equal numbers are near copies of each other; of all parts but the test part."""


class Named(Protocol):
    """A sample, whatever the task."""

    @property
    def name(self) -> str: ...


class HasHash(Protocol):
    """Data that were gathered, whatever the task."""

    @property
    def sha256(self) -> str: ...


def gather(recipe: Recipe, data: Path) -> Gathered:
    """The samples of each part; `test` only where the data brings it. Validation and calibration
    are taken out of `train` where the data does not bring them.

    Raises `BadData` where parts leak, unless the recipe allows it.
    """
    read = partial(read_classes, classes=recipe.card.names or None, need=recipe.card.input)
    wrong: list[DiaphaneError] = []
    names: Sequence[Part] = parts_in(data) or ("train",)
    asked = {name: attempt(partial(read, data, name), wrong) or () for name in names}
    refuse(wrong)
    known = fingerprints([sample for samples in asked.values() for sample in samples])
    refuse_emptied(list(asked.values()), known)
    n = sum(row < len(asked["train"]) for row in known.rows)
    copied = copies(known)
    similar = clusters(
        known.thumbnails[:n], recipe.split.similarity, hashes=known.files[:n], copied=copied
    )
    alike = dict(zip(known.samples[:n], similar.tolist(), strict=True))
    readable = set(known.samples)
    parts = parted(recipe, alike, brought=names) | {
        name: tuple(s for s in asked[name] if s in readable) for name in names if name != "train"
    }
    part_of = {sample: name for name, samples in parts.items() for sample in samples}
    found = compare(known, [part_of[sample] for sample in known.samples], copied=copied)
    dropped = ""
    if recipe.split.drop_leaks and "test" in parts:
        parts, found, dropped = without_leaks(parts, found)
        alike = {s: alike[s] for samples in parts.values() for s in samples if s in alike}
    warnings = refuse_leaks(found, allow_leaks=recipe.split.allow_leaks)
    facts = {
        "unreadable": [sample.name for sample, _ in known.unreadable],
        "farness": far(parts, known),
        "leaks": [leak.sentence for leak in found.leaks],
        "warnings": [*warnings, *([dropped] if dropped else [])],
        AUDITED: found.sha256,
        DROPPED: dropped,
    }
    files = dict(zip(known.samples, known.files, strict=True))
    return Gathered(parts, fingerprint(parts, files), facts, alike)


def asked_for(
    recipe: Recipe, data: Path, read: Callable[[Path, Part], tuple[Kind, ...]]
) -> dict[str, tuple[Kind, ...]]:
    """What `read` finds of each part that stands in `data`, and of the test part that the recipe
    names."""
    names: Sequence[Part] = parts_in(data) or ("train",)
    parts: dict[str, tuple[Kind, ...]] = {name: read(data, name) for name in names}
    if recipe.test:
        parts["test"] = read(Path(recipe.test), "test")
    return parts


def values_fingerprint(parts: Mapping[str, Sequence[Named]], hashes: Mapping[int, str]) -> str:
    """A hash of every sample's values and part; `hashes` has that of the values by the sample's
    `id`: two of different folders may have one name."""
    whole = hashlib.sha256()
    for part in sorted(parts):
        for sample in parts[part]:
            whole.update(f"{part}\t{sample.name}\t{hashes[id(sample)]}\n".encode())
    return whole.hexdigest()


def without_leaks(parts: Parts, found: Audit) -> tuple[Parts, Audit, str]:
    """Parts for training without what the test part holds, what still leaks, and a sentence."""
    kept, left = leave_out(parts, found)
    n = sum(len(parts[name]) - len(kept[name]) for name in kept)
    told = f"left out of training, because the test part holds them, too: {n}" if n else ""
    if told:
        log.warning(told)
    return kept, left, told


def refuse_emptied(asked: Sequence[Sequence[Sample]], known: Fingerprints) -> None:
    """Say what cannot be read; raise `BadData` where that leaves a class without an image."""
    if not known.unreadable:
        return
    why = dict(known.unreadable)
    n = sum(map(len, asked))
    told = listed(why.values(), quoted=False)
    log.warning("left out %d of %d images that cannot be read: %s", len(why), n, told)
    emptied = [
        f"{label!r} ({len(own)} in all, such as {why[own[0]]})"
        for samples in asked
        for label in sorted({s.label for s in samples})
        if why.keys() >= set(own := [s for s in samples if s.label == label])
    ]
    if emptied:
        raise BadData(
            f"expected images that can be read in each class, got none in {', '.join(emptied)}; "
            "bring whole files"
        )


def parted(recipe: Recipe, alike: Mapping[Sample, int], *, brought: Sequence[str] = ()) -> Parts:
    """The samples divided for training; near-duplicates stay together, so that validation and
    calibration lie as far off as they can. A part of no size, or that the data bring, is absent."""
    how = recipe.split
    calibration = 0 if how.folds else how.calibration
    shares = {"validation": how.validation, "calibration": calibration}
    shares = {name: share for name, share in shares.items() if share and name not in brought}
    shares = {"train": 1 - sum(shares.values())} | shares
    if len(shares) == 1:
        return {"train": tuple(alike)}
    return split(tuple(alike), shares, groups=[list(alike.values())], seed=recipe.seed)


def far(parts: Parts, known: Fingerprints) -> dict[str, dict[str, float]]:
    """Highest thumbnail correlation of held-out images with training ones."""
    row = {sample: i for i, sample in enumerate(known.samples)}
    held_out = [name for name in ("validation", "calibration") if name in parts]

    def rows(name: str) -> Any:
        return known.thumbnails[np.array([row[s] for s in parts[name]])]

    return {name: farness(rows(name), rows("train")) for name in held_out}


def refuse_other_data(run: Run, found: HasHash) -> None:
    """Hold a resumed run to the data it was started with; raises `BadData`."""
    if run.data.exists() and json.loads(run.data.read_text())["sha256"] != found.sha256:
        raise BadData(
            "expected the data that the run was started with, got files or labels that differ; "
            "start a new run with -o"
        )


def with_classes(card: Card, samples: Sequence[Sample]) -> Card:
    """A card without classes takes those of the data, and of a table how many columns it has and
    what they are called."""
    if row := samples[0].row:
        size = card.input.size or (len(row.values),)
        card = card.but(input=replace(card.input, size=size, columns=row.names))
    if card.classes:
        return card
    return card.but(classes=tuple(Class(label) for label in sorted({s.label for s in samples})))
