"""From a data folder to parts of pairs that do not leak: train, validation, test."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..data.check_pairs import check_pairs
from ..data.folders import parts_in
from ..data.pairs import Pair, read_pairs
from ..errors import BadData
from ..recipe import Recipe

Parts = dict[str, tuple[Pair, ...]]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class GatheredPairs:
    """The parts of the data, and what was noticed about them."""

    parts: Parts
    sha256: str
    """Of every image's and mask's values, and of the part they are in."""
    facts: Mapping[str, Any]


def gather_pairs(recipe: Recipe, data: Path) -> GatheredPairs:
    """The pairs of each part; `test` only where the data or the recipe brings it, `validation`
    out of `train` where neither does.

    Raises `BadData`, and `Several` where more than one thing is wrong.
    """
    parts = asked_for(recipe, data)
    warnings = check_pairs(parts, recipe.card, allow_leaks=recipe.split.allow_leaks)
    if recipe.split.validation and "validation" not in parts:
        held, told = held_out(parts["train"], recipe.split.validation, seed=recipe.seed)
        parts |= {
            "train": tuple(pair for pair in parts["train"] if pair not in held),
            "validation": held,
        }
        warnings = (*warnings, *told)
    for warning in warnings:
        log.warning(warning)
    return GatheredPairs(parts, fingerprint(parts), {"warnings": list(warnings)})


def asked_for(recipe: Recipe, data: Path) -> Parts:
    """The parts that stand in `data`, and the test part that the recipe names."""
    names = parts_in(data) or ("train",)
    parts: Parts = {name: read_pairs(data, name) for name in names}
    if recipe.test:
        parts["test"] = read_pairs(Path(recipe.test), "test")
    return parts


def held_out(
    pairs: Sequence[Pair], share: float, *, seed: int
) -> tuple[tuple[Pair, ...], tuple[str, ...]]:
    """About this share of the pairs, at least one, whole groups; and what to mind.

    Pairs of a single group (the slices of one stack) are held out from its end: slices that lie
    between training slices would be known already.
    """
    n = max(1, round(share * len(pairs)))
    if len(pairs) < 2:
        raise BadData(
            f"expected at least two pairs, one of them to validate with, got {len(pairs)}; add "
            "some, or set split.validation=0 and stop.watch=none"
        )
    groups = dict.fromkeys(pair.group or pair.name for pair in pairs)
    if len(groups) == 1:
        told = (
            f"all training pairs are of one group: its last {n} are held out to validate with, "
            "and lie beside those that train"
        )
        return tuple(pairs[-n:]), (told,)
    order = np.random.default_rng(seed).permutation(list(groups)).tolist()
    held: list[Pair] = []
    while len(held) < n and len(order) > 1:
        group = order.pop()
        held += [pair for pair in pairs if (pair.group or pair.name) == group]
    return tuple(held), ()


def fingerprint(parts: Parts) -> str:
    """A hash of every pair's values and part."""
    whole = hashlib.sha256()
    for name in sorted(parts):
        for pair in sorted(parts[name], key=lambda pair: pair.name):
            whole.update(f"{name}\t{pair.name}\t".encode())
            for image in (pair.image(), pair.mask()):
                whole.update(f"{image.pixels.shape}\t{image.pixels.dtype}".encode())
                whole.update(np.ascontiguousarray(image.pixels).tobytes())
    return whole.hexdigest()
