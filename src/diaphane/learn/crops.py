"""Batches of crops of sharp pictures beside the same places small, the same again for the same
seed.

Legend: `N` crops, `C` channels, `Y X` space of the small picture, `S` the scale.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ..card import Card
from ..data import degrade
from ..data.pictures import Sharp
from ..image import Floats
from ..infer.ahead import ahead
from ..pixels.prepare import coloured, colours, limits_of, to_unit
from ..recipe import Recipe
from .batches import ROOM
from .objective import Batch
from .turns import turns

WAYS = 8
"""In which a square may lie: four quarter turns, mirrored or not."""


@dataclass(frozen=True)
class Ready:
    """A picture in 0..1, sharp and small."""

    truth: Tensor
    """(C, S Y, S X), float16: an eighth of a step of 8 bits at worst."""
    low: Tensor
    """(C, Y, X), float16."""

    @property
    def bytes(self) -> int:
        return self.truth.nbytes + self.low.nbytes


@dataclass(frozen=True)
class Wanted:
    """The chances of one batch."""

    pictures: tuple[int, ...]
    places: tuple[tuple[float, float], ...]
    """Where each crop lies, as a share of where it may."""
    ways: tuple[int, ...]
    seed: int
    """Of what happens to the small crops."""


class Crops:
    """The training part: crops whose places, turns and faults epoch and seed alone decide."""

    def __init__(
        self,
        pictures: Sequence[Sharp],
        card: Card,
        recipe: Recipe,
        *,
        process: int = 0,
        processes: int = 1,
        room: int = ROOM,
    ) -> None:
        """Reads every picture once. What has no place in `room` bytes is read again whenever it is
        shown.

        Raises `UnknownName` and `BadSetting` for the recipe's degradation, and what the pictures
        raise.
        """
        self.pictures, self.card, self.scale = pictures, card, card.scale
        self.steps, self.batch, self.seed = recipe.patch.steps, recipe.batch, recipe.seed
        self.process, self.processes = process, processes
        self.how = degrade.build(recipe.augment)
        size = recipe.patch.size or card.input.tile
        assert size is not None, "a card that enhances has a tile"
        self.size = size
        self.kept: dict[int, Ready] = {}
        workers = os.cpu_count() or 1
        for number, ready in ahead(self.read, range(len(pictures)), workers=workers, depth=workers):
            if ready.bytes <= room:
                self.kept[number] = ready
                room -= ready.bytes

    def __len__(self) -> int:
        """Batches an epoch: as asked for, or as many as show each picture once."""
        return self.steps or -(-len(self.pictures) // (self.batch * self.processes))

    def epoch(self, number: int) -> Iterator[Batch]:
        """The batches of one epoch of this process."""
        # Crops are made while the network works on the batch before.
        for _, batch in ahead(self.made, self.wanted(number), workers=1, depth=2):
            yield batch

    def wanted(self, number: int) -> Iterator[Wanted]:
        """What each batch of the epoch shows: the pictures in turn, in another order each time."""
        for numbers, chance in turns(
            len(self.pictures),
            epoch=number,
            steps=len(self),
            batch=self.batch,
            seed=self.seed,
            process=self.process,
            processes=self.processes,
        ):
            places = torch.rand(self.batch, 2, generator=chance).tolist()
            ways = torch.randint(WAYS, (self.batch,), generator=chance).tolist()
            seed = int(torch.randint(2**62, (), generator=chance))
            yield Wanted(
                tuple(numbers),
                tuple((y, x) for y, x in places),
                tuple(ways),
                seed,
            )

    def made(self, wanted: Wanted) -> Batch:
        """`image` (N, C, Y, X) and `truth` (N, C, S Y, S X), both in 0..1."""
        chance = np.random.default_rng(wanted.seed)
        crops = [
            self.crop(*of, chance)
            for of in zip(wanted.pictures, wanted.places, wanted.ways, strict=True)
        ]
        image, truth = (torch.stack(parts) for parts in zip(*crops, strict=True))
        return {"image": image, "truth": truth}

    def crop(
        self, picture: int, place: tuple[float, float], way: int, chance: np.random.Generator
    ) -> tuple[Tensor, Tensor]:
        """A place in a picture, small and sharp."""
        ready = self.kept.get(picture) or self.read(picture)
        low, truth = cut(ready, place, self.size, self.scale)
        if not self.how.plain:
            low = torch.from_numpy(degrade.degraded(truth.numpy(), self.scale, self.how, chance))
        return (turned(low, way), turned(truth, way)) if self.how.turn else (low, truth)

    def read(self, number: int) -> Ready:
        return ready(self.pictures[number], self.card)


def ready(sharp: Sharp, card: Card) -> Ready:
    """The picture as the network is shown it."""
    low, truth = unit(sharp, card)
    return Ready(torch.from_numpy(truth).half(), torch.from_numpy(low).half())


def unit(sharp: Sharp, card: Card) -> tuple[Floats, Floats]:
    """The picture small, (C, Y, X), and sharp, (C, S Y, S X), in 0..1 between the limits of the
    sharp one."""
    need, image = card.input, sharp.truth()
    truth = coloured(image.pixels[: colours(image)], need.channels)
    low = coloured(sharp.low().pixels[: colours(image)], need.channels)
    limits = limits_of(truth, image, need.scaling)
    small, large = (to_unit(pixels, limits, need.scaling) for pixels in (low, truth))
    return (1 - small, 1 - large) if image.inverted else (small, large)


def cut(
    ready: Ready, place: tuple[float, float], size: tuple[int, ...], scale: int
) -> tuple[Tensor, Tensor]:
    """(C, *size) of the small picture and (C, S *size) of the sharp one, float32. `place` is a
    share, 0 to 1, of where it may begin."""
    low, truth = ready.low, ready.truth
    for axis, (share, length) in enumerate(zip(place, size, strict=True), start=1):
        start = min(int(share * (low.shape[axis] - length + 1)), low.shape[axis] - length)
        low = low.narrow(axis, start, length)
        truth = truth.narrow(axis, start * scale, length * scale)
    return low.float(), truth.float()


def turned(plane: Tensor, way: int) -> Tensor:
    """(C, Y, X) in one of the `WAYS`; those with an odd number swap Y and X."""
    plane = plane.transpose(1, 2) if way & 1 else plane
    return plane.flip([axis for axis in (1, 2) if way & (2 * axis)]).contiguous()
