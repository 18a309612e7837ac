"""From a data folder to parts that do not leak: train, validation, calibration, test."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..card import Card, Class
from ..data.alike import Fingerprints, fingerprints
from ..data.audit import compare, refuse_leaks
from ..data.folders import Sample, has_parts, read_classes
from ..data.split import clusters, farness, split
from ..errors import BadData
from ..recipe import Recipe
from .run import Run, fingerprint

Parts = dict[str, tuple[Sample, ...]]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Gathered:
    """The parts of a data folder, and what was measured about them."""

    parts: Parts
    sha256: str
    """Of every file's bytes, label and part."""
    facts: Mapping[str, Any]


def gather(recipe: Recipe, data: Path) -> Gathered:
    """The samples of each part; `test` only where the data has a part of that name.

    Raises `BadData` where parts leak, unless the recipe allows it.
    """
    classes = recipe.card.names or None
    train = read_classes(data, "train", classes=classes)
    test = read_classes(data, "test", classes=classes) if has_parts(data) else ()
    known = fingerprints([*train, *test])
    for sample, why in known.unreadable:
        log.warning("left out %s: %s", sample.name, why)
    parts = parted(recipe, known, len(train))
    part_of = {sample.path: name for name, samples in parts.items() for sample in samples}
    found = compare(known, [part_of[sample.path] for sample in known.samples])
    refuse_leaks(found, allow_leaks=recipe.split.allow_leaks)
    facts = {
        "unreadable": [sample.name for sample, _ in known.unreadable],
        "farness": far(parts, known),
        "leaks": [leak.sentence for leak in found.leaks],
    }
    files = {s.path: sha256 for s, sha256 in zip(known.samples, known.files, strict=True)}
    return Gathered(parts, fingerprint(parts, files), facts)


def parted(recipe: Recipe, known: Fingerprints, train: int) -> Parts:
    """The first `train` samples asked for are divided, the others are the test part.

    Near-duplicates stay together; validation and calibration lie as far off as they can.
    """
    how = recipe.split
    shares = {
        "train": 1 - how.validation - how.calibration,
        "validation": how.validation,
        "calibration": how.calibration,
    }
    n = sum(row < train for row in known.rows)
    alike = clusters(known.thumbnails[:n], how.similarity, hashes=known.files[:n])
    parts = split(known.samples[:n], shares, groups=[alike.tolist()], seed=recipe.seed)
    return {**parts, "test": known.samples[n:]} if n < len(known.samples) else parts


def far(parts: Parts, known: Fingerprints) -> dict[str, dict[str, float]]:
    """Highest thumbnail correlation of held-out images with training ones."""
    row = {sample.path: i for i, sample in enumerate(known.samples)}

    def rows(name: str) -> Any:
        return known.thumbnails[np.array([row[s.path] for s in parts[name]])]

    return {name: farness(rows(name), rows("train")) for name in ("validation", "calibration")}


def refuse_other_data(run: Run, found: Gathered) -> None:
    """Hold a resumed run to the data it was started with; raises `BadData`."""
    if run.data.exists() and json.loads(run.data.read_text())["sha256"] != found.sha256:
        raise BadData(
            "expected the data that the run was started with, got files or labels that differ; "
            "start a new run with -o"
        )


def with_classes(card: Card, samples: Sequence[Sample]) -> Card:
    """A card without classes takes those of the data."""
    if card.classes:
        return card
    return card.but(classes=tuple(Class(label) for label in sorted({s.label for s in samples})))
