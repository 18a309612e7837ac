"""From a data folder to parts of sharp pictures that do not leak: train, validation, test."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from ..data import audit
from ..data.alike import Row, gathered, row_of
from ..data.folders import Sample
from ..data.pictures import Sharp, read_sharp
from ..data.table import listed
from ..errors import BadData, DiaphaneError, attempt, refuse
from ..recipe import Recipe
from .parts import asked_for, values_fingerprint

Parts = dict[str, tuple[Sharp, ...]]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class GatheredPictures:
    """The parts of the data, and what was noticed about them."""

    parts: Parts
    sha256: str
    """Of every picture's values, and of the part it is in."""
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Met:
    """What one picture turned out to be."""

    part: str
    sharp: Sharp
    wrong: tuple[DiaphaneError, ...]
    size: tuple[int, ...] = ()
    """Of the sharp picture."""
    sha256: str = ""
    row: Row | None = None


def gather_pictures(recipe: Recipe, data: Path) -> GatheredPictures:
    """The pictures of each part; `test` only where the data or the recipe brings it, `validation`
    out of `train` where neither does.

    Raises `BadData`, and `Several` where more than one thing is wrong.
    """
    parts = asked_for(recipe, data, partial(read_sharp, scale=recipe.card.scale))
    met = look_at(parts)
    wrong = [*folded(met), *too_small(met, recipe)]
    warnings = attempt(lambda: leaks(met, allow_leaks=recipe.split.allow_leaks), wrong)
    refuse(wrong)
    if recipe.split.validation and "validation" not in parts:
        held = held_out(parts["train"], recipe.split.validation, seed=recipe.seed)
        kept = tuple(sharp for sharp in parts["train"] if sharp not in held)
        parts |= {"train": kept, "validation": held}
    for warning in warnings or ():
        log.warning(warning)
    return GatheredPictures(parts, fingerprint(parts, met), {"warnings": list(warnings or ())})


def look_at(parts: Parts) -> list[Met]:
    """Read every picture of every part once."""
    asked = [(part, sharp) for part, pictures in parts.items() for sharp in pictures]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda one: met_one(*one), asked))


def met_one(part: str, sharp: Sharp) -> Met:
    wrong: list[DiaphaneError] = []
    truth, low = attempt(sharp.truth, wrong), attempt(sharp.low, wrong) if sharp.given else None
    if truth is None or wrong:
        return Met(part, sharp, tuple(wrong[:1]))
    whole = hashlib.sha256(f"{truth.pixels.shape}\t{truth.pixels.dtype}".encode())
    for image in (truth, low):
        whole.update(np.ascontiguousarray(image.pixels).tobytes() if image else b"")
    return Met(part, sharp, (), truth.shape, whole.hexdigest(), row_of(truth, truth.source.sha256))


def folded(met: Sequence[Met]) -> Iterator[DiaphaneError]:
    """What is wrong with each picture; of many the first is told in full."""
    found = [(one, error) for one in met for error in one.wrong]
    if found:
        others = [one.sharp.name for one, _ in found[1:]]
        more = f"; nor can {listed(others)} be used" if others else ""
        first = found[0][1]
        yield type(first)(f"{first}{more}") if more else first


def too_small(met: Sequence[Met], recipe: Recipe) -> Iterator[BadData]:
    """Training pictures that no crop can be cut from."""
    size, scale = recipe.patch.size or recipe.card.input.tile or (1, 1), recipe.card.scale
    least = tuple(n * scale for n in size)
    small = [
        one.sharp.name
        for one in met
        if one.part == "train" and one.size and any(np.less(one.size, least))
    ]
    if small:
        yield BadData(
            f"expected training pictures of at least {least[1]} x {least[0]} pixels, to cut crops "
            f"from, got smaller ones: {listed(small)}; take them away or set patch.size"
        )


def leaks(met: Sequence[Met], *, allow_leaks: bool) -> tuple[str, ...]:
    """Raise `BadData` for pictures that lie in two parts, or give warnings."""
    read = [one for one in met if one.row]
    if len({one.part for one in read}) < 2:
        return ()
    samples = [Sample(Path(), "", name=one.sharp.name) for one in read]
    prints = gathered(samples, {i: one.row for i, one in enumerate(read) if one.row})
    return audit.refuse_leaks(
        audit.compare(prints, [one.part for one in read]), allow_leaks=allow_leaks
    )


def held_out(pictures: Sequence[Sharp], share: float, *, seed: int) -> tuple[Sharp, ...]:
    """About this share of the pictures, at least one; pictures of one patient or of another group
    of the manifest stay together. Raises `BadData` where nothing would be left."""
    groups: dict[str, list[Sharp]] = {}
    for sharp in pictures:
        groups.setdefault(sharp.kin or sharp.name, []).append(sharp)
    if len(groups) < 2:
        raise BadData(
            "expected at least two pictures, one of them to validate with, got "
            f"{len(pictures)}{' of one group' if len(pictures) > 1 else ''}; add some, or set "
            "split.validation=0 and stop.watch=none"
        )
    held: list[Sharp] = []
    for name in np.random.default_rng(seed).permutation(list(groups)).tolist()[:-1]:
        if len(held) >= max(1, round(share * len(pictures))):
            break
        held += groups[name]
    return tuple(sorted(held, key=lambda sharp: sharp.name))


def fingerprint(parts: Parts, met: Sequence[Met]) -> str:
    """A hash of every picture's values and part."""
    return values_fingerprint(parts, {id(one.sharp): one.sha256 for one in met})
