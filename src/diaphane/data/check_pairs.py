"""What is wrong with pairs of images and masks, told before training and all at once.

Axes: space, as in `diaphane.image`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from ..card import Card
from ..errors import BadData, DiaphaneError, attempt, refuse
from ..image import Image
from . import audit
from .alike import Row, gathered, row_of
from .folders import Sample
from .masks import counted_in, labels_of
from .pairs import Pair
from .table import listed

UNEVEN = 3.0
"""A volume whose widest spacing is this many times its narrowest is called anisotropic."""

OBLIQUE = 5.0
"""Degrees between a volume's axes and the patient's above which it is called oblique."""

AGREEING = 0.01
"""Spacings of image and mask may differ by this share, directions by this cosine."""

MOST_READERS = 4
"""Pairs read at a time: each may be a volume of hundreds of megabytes."""

Parts = Mapping[str, Sequence[Pair]]


@dataclass(frozen=True)
class Met:
    """What one pair turned out to be."""

    part: str
    pair: Pair
    wrong: tuple[DiaphaneError, ...]
    """What stands in the way of training on it, and of no other pair."""
    image: Image | None = None
    """Its facts, without pixels; None where it could not be read."""
    shape: tuple[int, ...] = ()
    """Of the image."""
    sizes: tuple[int, ...] | None = None
    """How much there is of each class; None where the mask could not be understood."""
    row: Row | None = None
    sha256: str = ""
    """Of the values of image and mask; empty where one could not be read."""

    @property
    def name(self) -> str:
        return self.pair.name


def check_pairs(parts: Parts, card: Card, *, allow_leaks: bool = False) -> tuple[str, ...]:
    """Read every pair of every part once; what is odd comes back, a sentence each.

    Raises `BadData`, `UnreadableImage`, or `Several` for all that no training can do with.
    """
    return oddities(look_at(parts, card), card, allow_leaks=allow_leaks)


def look_at(parts: Parts, card: Card) -> list[Met]:
    """Read every pair of every part once."""
    asked = [(part, pair) for part, pairs in parts.items() for pair in pairs]
    with ThreadPoolExecutor(min(MOST_READERS, os.cpu_count() or 1)) as pool:
        return list(pool.map(lambda one: _met(one[0], one[1], card), asked))


def oddities(met: Sequence[Met], card: Card, *, allow_leaks: bool = False) -> tuple[str, ...]:
    """What `check_pairs` says of pairs that were read."""
    wrong = [*_folded(met), *map(BadData, _impossible(met, card))]
    leaks = attempt(lambda: _leaks(met, allow_leaks=allow_leaks), wrong)
    refuse(wrong)
    return (*_odd(met, card), *(leaks or ()))


def _met(part: str, pair: Pair, card: Card) -> Met:
    """Read the image and its mask; what is wrong with them is kept."""
    wrong: list[DiaphaneError] = []
    image = attempt(pair.image, wrong)
    mask = attempt(pair.mask, wrong)
    sizes = None
    if mask:
        labels = attempt(lambda: labels_of(mask, card, _named(mask, pair)), wrong)
        if labels is not None:
            counts = np.bincount(labels.ravel(), minlength=len(card.classes) + 1)
            sizes = tuple(int(n) for n in counts[1:])
    if image is None:
        return Met(part, pair, tuple(wrong))
    if mask:
        wrong += map(BadData, _elsewhere(image, mask, f"the mask of {pair.name}"))
    if pair.fov:
        wrong += _unfit_field(image, pair)
    return Met(
        part,
        pair,
        tuple(wrong),
        image=image.but(pixels=image.pixels[:, :0]),
        shape=image.shape,
        sizes=sizes,
        row=row_of(image, image.source.sha256),
        sha256=values_hash(image, mask) if mask else "",
    )


def values_hash(*images: Image) -> str:
    """A hash of shapes, kinds of numbers and values."""
    whole = sha256()
    for image in images:
        whole.update(f"{image.pixels.shape}\t{image.pixels.dtype}".encode())
        whole.update(np.ascontiguousarray(image.pixels).data)
    return whole.hexdigest()


def _folded(met: Sequence[Met]) -> Iterator[DiaphaneError]:
    """What is wrong with each pair; of many that are wrong alike the first is told in full."""
    alike: dict[tuple[type[DiaphaneError], str], list[tuple[Met, DiaphaneError]]] = {}
    for one in met:
        for error in one.wrong:
            told = str(error).partition(": ")[2]
            alike.setdefault((type(error), told), []).append((one, error))
    for (kind, _), found in alike.items():
        others = list(dict.fromkeys(one.name for one, _ in found[1:]))
        more = f"; so it is in {listed(others)}" if others else ""
        yield kind(f"{found[0][1]}{more}")


def _named(mask: Image, pair: Pair) -> str:
    return str(mask.source.path or f"the mask of {pair.name}")


def _unfit_field(image: Image, pair: Pair) -> list[DiaphaneError]:
    """What is wrong with a field of view."""
    assert pair.fov
    wrong: list[DiaphaneError] = []
    name = f"the field of view of {pair.name}"
    if fov := attempt(pair.fov, wrong):
        wrong += map(BadData, _elsewhere(image, fov, name))
        counted = attempt(lambda: counted_in(fov, name), wrong)
        if counted is not None and not counted.any():
            wrong.append(BadData(f"{name}: expected values above 0 where results count, got none"))
    return wrong


def _elsewhere(image: Image, mask: Image, name: str) -> Iterator[str]:
    """Why a mask does not lie on its image."""
    if mask.shape != image.shape:
        yield (
            f"{name}: expected the size of the image, {_size(image.shape)}, got "
            f"{_size(mask.shape)}; draw it on the image that it belongs to"
        )
    elif image.axes == mask.axes == "zyx" and (odd := _other_geometry(image, mask)):
        yield (
            f"{name}: expected it to lie where the image does, got another {odd}; resample it to "
            "the image's grid"
        )


def _other_geometry(image: Image, mask: Image) -> str:
    """The first fact of two volumes of one shape that differs; empty where none does, or where
    one of them does not tell."""
    if image.spacing and mask.spacing:
        if not np.allclose(image.spacing, mask.spacing, rtol=AGREEING):
            return f"spacing, {_size(mask.spacing)} mm and not {_size(image.spacing)} mm"
        if image.origin and mask.origin:
            apart = float(np.linalg.norm(np.subtract(image.origin, mask.origin)))
            if apart > min(image.spacing) / 2:
                return f"place, {apart:.3g} mm away"
    if image.direction is not None and mask.direction is not None:
        along = (image.direction * mask.direction).sum(axis=0)
        if not np.allclose(along, 1, atol=AGREEING):
            return "direction of its axes"
    return ""


def _impossible(met: Sequence[Met], card: Card) -> Iterator[str]:
    """Sentences on what concerns all pairs together."""
    known = [one for one in met if one.sizes is not None]
    for part in dict.fromkeys(one.part for one in known):
        there = [one for one in known if one.part == part]
        found = np.array([one.sizes for one in there]).sum(axis=0)
        absent = [name for name, n in zip(card.names, found, strict=True) if not n]
        if absent and (part == "train" or len(absent) == len(card.names)):
            yield (
                f"expected something of each class in the masks of {part}, got nothing of "
                f"{listed(absent)} in {len(there)} of them; mend the masks or say with "
                "card.classes which values they hold"
            )
    if _axes(card) == 3:
        if planes := [one.name for one in met if one.image and one.image.axes == "yx"]:
            yield (
                f"expected volumes, got planes in {listed(planes)}; use a recipe whose "
                "card.input.tile has two numbers"
            )
        if thin := [one.name for one in _volumes(met) if one.shape[0] == 1]:
            yield (
                f"expected volumes of several slices, got one slice in {listed(thin)}; use a "
                "recipe whose card.input.tile has two numbers"
            )


def _odd(met: Sequence[Met], card: Card) -> Iterator[str]:
    """Sentences on what training can do with, and a person should know."""
    volumes, planes = list(_volumes(met)), [m for m in met if m.image and m.image.axes == "yx"]
    kept = card.input.spacing is None
    if empty := [one.name for one in met if one.sizes is not None and not any(one.sizes)]:
        yield (
            f"masks that hold nothing of any class train as pure background: {len(empty)} of "
            f"{len(met)}, {listed(empty)}"
        )
    if volumes and planes:
        yield (
            f"planes ({len(planes)}) and volumes ({len(volumes)}) are mixed; volumes are seen "
            "slice by slice"
        )
    if uneven := [one for one in volumes if _unevenness(one) >= UNEVEN]:
        worst = max(uneven, key=_unevenness)
        assert worst.image
        assert worst.image.spacing
        done = (
            "they are seen on their own grid; set card.input.spacing to resample them"
            if kept
            else f"they are resampled to {_size(card.input.spacing or ())} mm"
        )
        yield (
            f"{len(uneven)} of {len(volumes)} volumes are anisotropic, "
            f"{_size(worst.image.spacing)} mm in {worst.name!r}; {done}"
        )
    if oblique := [one for one in volumes if _tilt(one) > OBLIQUE]:
        worst = max(oblique, key=_tilt)
        yield (
            f"{len(oblique)} of {len(volumes)} volumes are oblique, by {_tilt(worst):.0f} degrees "
            f"in {worst.name!r}; their axes are swapped and turned to lie near the patient's, and "
            "nothing is resampled for it"
        )
    if unknown := [one.name for one in met if not kept and one.image and not one.image.spacing]:
        yield f"the spacing of {listed(unknown)} is not known: they are taken as they come"


def _leaks(met: Sequence[Met], *, allow_leaks: bool) -> tuple[str, ...]:
    """Raise `BadData` for images that lie in two parts, or give warnings.

    The slices of a single stack are all alike, and where there is no other they must do.
    """
    parts = {one.part for one in met}
    if len(parts) < 2:
        return ()
    if len({one.pair.group for one in met}) == 1 and met[0].pair.group:
        return (
            f"all {len(met)} images are of one group, and so the parts hold neighbours of one "
            "stack: figures say nothing of how it does on another",
        )
    read = [one for one in met if one.row]
    samples = [Sample(Path(), "", group=one.pair.group, name=one.name) for one in read]
    rows = {i: one.row for i, one in enumerate(read) if one.row}
    prints = gathered(samples, rows)
    return audit.refuse_leaks(
        audit.compare(prints, [one.part for one in read]), allow_leaks=allow_leaks
    )


def _axes(card: Card) -> int:
    """How many axes the network looks along."""
    return len(card.input.tile or (0, 0))


def _volumes(met: Iterable[Met]) -> Iterator[Met]:
    return (one for one in met if one.image and one.image.axes == "zyx")


def _unevenness(one: Met) -> float:
    assert one.image
    return max(one.image.spacing) / min(one.image.spacing) if one.image.spacing else 1.0


def _tilt(one: Met) -> float:
    """Degrees between an axis of the volume and the nearest of the patient's, the largest."""
    assert one.image
    if one.image.direction is None:
        return 0.0
    nearest = np.abs(one.image.direction).max(axis=0).min()
    return float(np.degrees(np.arccos(min(1.0, float(nearest)))))


def _size(numbers: Sequence[float]) -> str:
    return " x ".join(f"{number:.4g}" for number in numbers)
