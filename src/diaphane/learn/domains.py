"""From a data folder to parts of unpaired pictures that do not leak: train, validation, test."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..data.domains import Member, domain_parts, read_domains
from ..data.folders import Part
from ..data.pictures import Sharp
from ..data.table import listed
from ..errors import BadData, DiaphaneError, attempt, refuse
from ..recipe import Recipe
from .pictures import Met, fingerprint, folded, held_out, leaks, look_at
from .unpaired import how, loaded

Parts = dict[str, tuple[Sharp, ...]]
"""Pictures by part and domain: `train/photo`."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class GatheredDomains:
    """The parts of the data, and what was noticed about them."""

    names: tuple[str, str]
    """Of the domains: what is translated, and into what."""
    parts: Parts
    sha256: str
    """Of every picture's values, and of the part it is in."""
    facts: Mapping[str, Any]

    def of(self, part: Part) -> tuple[tuple[Sharp, ...], tuple[Sharp, ...]]:
        """The pictures of both domains; none where the data has no such part."""
        a, b = (self.parts.get(f"{part}/{name}", ()) for name in self.names)
        return a, b


def gather_domains(recipe: Recipe, data: Path) -> GatheredDomains:
    """The pictures of each part; `test` only where the data brings it, `validation` out of `train`
    where it does not.

    Raises `BadData`, and `Several` where more than one thing is wrong.
    """
    names, parts = asked_for(recipe, data)
    wrong: list[DiaphaneError] = [*too_few(parts)]
    met = look_at(parts)
    wrong += [*folded(met), *too_small(met, recipe)]
    by_part = [replace(one, part=one.part.partition("/")[0]) for one in met]
    warnings = attempt(lambda: leaks(by_part, allow_leaks=recipe.split.allow_leaks), wrong)
    refuse(wrong)
    if recipe.split.validation and not any(part.startswith("validation/") for part in parts):
        parts = with_validation(parts, names, recipe)
    for warning in warnings or ():
        log.warning(warning)
    facts = {"warnings": list(warnings or ()), "domains": list(names)}
    return GatheredDomains(names, parts, fingerprint(parts, met), facts)


def asked_for(recipe: Recipe, data: Path) -> tuple[tuple[str, str], Parts]:
    """The names of the domains, and their pictures by part."""
    towards = Path(recipe.towards) if recipe.towards else None
    names: tuple[str, str] = ("", "")
    parts: Parts = {}
    for part in domain_parts(data, towards) or ("train",):
        found = read_domains(data, part, names=recipe.card.domains, towards=towards)
        names = found.names
        for name, members in zip(names, (found.a, found.b), strict=True):
            parts[f"{part}/{name}"] = tuple(map(as_sharp, members))
    return names, parts


def as_sharp(member: Member) -> Sharp:
    """A picture of a domain as those see it who read, hold out and look for copies: it is its own
    truth."""
    return Sharp(member.name, member.read, member.read, kin=member.kin, path=member.path)


def too_few(parts: Parts) -> list[DiaphaneError]:
    """Domains that nothing can be learnt from."""
    return [
        BadData(f"expected at least two pictures in {place!r}, got {len(pictures)}; add some")
        for place, pictures in parts.items()
        if len(pictures) < 2
    ]


def too_small(met: Sequence[Met], recipe: Recipe) -> list[DiaphaneError]:
    """Training pictures that no crop can be cut from."""
    size = recipe.patch.size or recipe.card.input.tile or (1, 1)
    load = attempt(lambda: how(recipe.augment).load, []) or 0
    small = [
        one.sharp.name
        for one in met
        if one.size and any(n < m for n, m in zip(loaded(one.size, load), size, strict=True))
    ]
    if not small:
        return []
    return [
        BadData(
            f"expected pictures that crops of {size[1]} x {size[0]} pixels can be cut from, got "
            f"smaller ones: {listed(small)}; set augment.load={max(size)} or more, or patch.size"
        )
    ]


def with_validation(parts: Parts, names: tuple[str, str], recipe: Recipe) -> Parts:
    """Some pictures of each domain held out of training."""
    new = dict(parts)
    for name in names:
        pictures = parts[f"train/{name}"]
        held = held_out(pictures, recipe.split.validation, seed=recipe.seed)
        new[f"train/{name}"] = tuple(one for one in pictures if one not in held)
        new[f"validation/{name}"] = held
    return new
