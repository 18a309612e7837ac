"""Batches of crops of two domains, drawn apart from each other, the same again for the same seed.

Legend: `N` crops, `C` channels, `Y X` space.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import torch
from torch import Generator, Tensor

from ..card import Card, from_plain
from ..data.pictures import Sharp
from ..errors import BadSetting, UnknownName
from ..image import Floats, Image
from ..infer.ahead import ahead
from ..pixels.prepare import coloured, colours, limits_of, to_unit
from ..pixels.resample import resize
from ..recipe import Named, Recipe
from .batches import ROOM
from .objective import Batch


@dataclass(frozen=True)
class How:
    """What happens to a picture before it is shown."""

    load: int = 0
    """Its shorter side is resized to so many pixels, and crops are cut out of that; 0: it stays as
    it is."""
    flip: bool = True
    """Half of the crops are mirrored, left for right."""


def how(part: Named) -> How:
    """Raises `UnknownName`, or `BadSetting` for a setting that it does not take."""
    if part.name != "crop":
        raise UnknownName("augmentation of unpaired pictures", part.name, ["crop"])
    try:
        found = cast(How, from_plain(How, dict(part.settings)))
    except (TypeError, ValueError) as error:
        raise BadSetting(f"augment=crop does not take these settings: {error}") from error
    if found.load < 0:
        raise BadSetting(f"expected augment.load of at least 0, got {found.load}")
    return found


@dataclass(frozen=True)
class Wanted:
    """The chances of one crop."""

    picture: int
    place: tuple[float, float]
    """Where it lies, as a share of where it may."""
    flip: bool


class Unpaired:
    """The training part: which picture meets which, and where each is cut, epoch and seed alone
    decide. An epoch shows each picture of the larger domain once, or has the steps asked for."""

    def __init__(
        self,
        a: Sequence[Sharp],
        b: Sequence[Sharp],
        card: Card,
        recipe: Recipe,
        *,
        process: int = 0,
        processes: int = 1,
        room: int = ROOM,
    ) -> None:
        """Reads every picture once. What has no place in `room` bytes is read again whenever it is
        shown. Raises what the pictures raise."""
        size = recipe.patch.size or card.input.tile
        assert size is not None, "a card that translates has a tile"
        self.domains, self.card, self.size, self.how = (a, b), card, size, how(recipe.augment)
        self.batch, self.steps, self.seed = recipe.batch, recipe.patch.steps, recipe.seed
        self.process, self.processes = process, processes
        self.kept: dict[tuple[int, int], Tensor] = {}
        every = [(d, number) for d in (0, 1) for number in range(len(self.domains[d]))]
        workers = os.cpu_count() or 1
        for place, ready in ahead(self.read, every, workers=workers, depth=workers):
            if ready.nbytes <= room:
                self.kept[place] = ready
                room -= ready.nbytes

    def __len__(self) -> int:
        """Batches an epoch."""
        larger = max(map(len, self.domains))
        return self.steps or -(-larger // (self.batch * self.processes))

    def epoch(self, number: int) -> Iterator[Batch]:
        """`image` (N, C, Y, X) of A and `truth` (N, C, Y, X) of B, both in 0..1."""
        orders = [self.order(number, d) for d in (0, 1)]
        chance = Generator().manual_seed((self.seed * 100_003 + number) * 31 + self.process)
        for step in range(len(self)):
            start = (step * self.processes + self.process) * self.batch
            image, truth = (
                torch.stack(
                    [self.crop(d, self.chances(k, chance)) for k in order[start:][: self.batch]]
                )
                for d, order in enumerate(orders)
            )
            yield {"image": image, "truth": truth}

    def order(self, number: int, domain: int) -> list[int]:
        """The pictures of a domain, all once, again and again, as often as the epoch needs."""
        chance = Generator().manual_seed((self.seed * 100_003 + number) * 2 + domain)
        n = len(self.domains[domain])
        rounds = -(-len(self) * self.batch * self.processes // n)
        return torch.cat([torch.randperm(n, generator=chance) for _ in range(rounds)]).tolist()

    def chances(self, picture: int, chance: Generator) -> Wanted:
        y, x, turn = torch.rand(3, generator=chance).tolist()
        return Wanted(picture, (y, x), self.how.flip and turn < 0.5)

    def crop(self, domain: int, wanted: Wanted) -> Tensor:
        """(C, Y, X), float32."""
        place = (domain, wanted.picture)
        crop = self.kept[place] if place in self.kept else self.read(place)
        for axis, (share, length) in enumerate(zip(wanted.place, self.size, strict=True), start=1):
            free = crop.shape[axis] - length
            crop = crop.narrow(axis, min(int(share * (free + 1)), free), length)
        return (crop.flip(2) if wanted.flip else crop).float()

    def read(self, place: tuple[int, int]) -> Tensor:
        domain, number = place
        values = shown(self.domains[domain][number].truth(), self.card, self.how.load)
        return torch.from_numpy(values).half()


def shown(image: Image, card: Card, load: int) -> Floats:
    """(C, Y, X) in 0..1, as the network is shown it; its shorter side is `load` pixels, unless
    that is 0."""
    need = card.input
    pixels = coloured(image.pixels[: colours(image)], need.channels)
    values = to_unit(pixels, limits_of(pixels, image, need.scaling), need.scaling)
    values = 1 - values if image.inverted else values
    return resize(values, loaded(image.shape, load))


def loaded(shape: tuple[int, ...], load: int) -> tuple[int, ...]:
    """The size after the shorter side was brought to `load`, unless that is 0."""
    if not load:
        return shape
    return tuple(max(load, round(n * load / min(shape))) for n in shape)
