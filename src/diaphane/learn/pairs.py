"""From a data folder to parts of pairs that do not leak: train, validation, test."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..data.check_pairs import look_at, oddities
from ..data.pairs import Pair, read_pairs
from ..errors import BadData
from ..recipe import Recipe
from .parts import asked_for, values_fingerprint

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
    parts = asked_for(recipe, data, read_pairs)
    met = look_at(parts, recipe.card)
    warnings = oddities(met, recipe.card, allow_leaks=recipe.split.allow_leaks)
    if recipe.split.validation and "validation" not in parts:
        held, told = held_out(parts["train"], recipe.split.validation, seed=recipe.seed)
        parts |= {
            "train": tuple(pair for pair in parts["train"] if pair not in held),
            "validation": held,
        }
        warnings = (*warnings, *told)
    for warning in warnings:
        log.warning(warning)
    hashes = {id(one.pair): one.sha256 for one in met}
    return GatheredPairs(parts, values_fingerprint(parts, hashes), {"warnings": list(warnings)})


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
