"""Batches of prepared pictures, changed anew in each epoch, the same again for the same seed."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from torch import Generator, Tensor
from torch.nn import functional as F  # noqa: N812

from ..card import Card, Input
from ..data.folders import Sample, read_sample
from ..image import Floats
from ..infer.ahead import ahead
from ..pixels.prepare import prepare
from . import augment
from .objective import Batch
from .sampling import Sampling, shuffled

ROOM = 4 * 2**30
"""Bytes of prepared pictures kept in memory; larger sets are read again in every epoch."""


class Pictures:
    """Prepared pictures by number, as `pixels.prepare` makes them for every other use."""

    def __init__(self, samples: Sequence[Sample], need: Input) -> None:
        self.samples, self.need = samples, need
        self.kept: Tensor | None = None

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, numbers: Sequence[int]) -> Tensor:
        """(N, C, *space), float32."""
        if self.kept is None and self.fits():
            self.kept = self.packed(self.read(range(len(self.samples))))
        if self.kept is not None:
            return self.kept[list(numbers)].float()
        return self.read(numbers)

    @property
    def rows(self) -> bool:
        """Are these rows of a table?"""
        return len(self.need.size or ()) == 1

    def packed(self, images: Tensor) -> Tensor:
        """In half the room, but for rows of a table, which may hold numbers of any size."""
        return images if self.rows else images.half()

    def fits(self) -> bool:
        """Would all of them, in half precision, leave room for the training?"""
        size = self.need.size or (512, 512)
        return 2 * len(self.samples) * self.need.channels * int(np.prod(size)) <= ROOM

    def read(self, numbers: Sequence[int]) -> Tensor:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            pixels = list(pool.map(self.prepared, (self.samples[i] for i in numbers)))
        return torch.from_numpy(np.stack(pixels))

    def prepared(self, sample: Sample) -> Floats:
        return prepare(read_sample(sample, columns=self.need.columns), self.need).pixels


class Batches:
    """The training part: sampled and changed by chances that epoch and seed alone decide."""

    def __init__(
        self,
        pictures: Pictures,
        card: Card,
        *,
        batch: int,
        how: augment.Picture | None,
        sampling: Sampling = shuffled,
        seed: int,
        process: int = 0,
        processes: int = 1,
        device: torch.device | None = None,
    ) -> None:
        """`device` is where pictures are changed: the network's; None: the CPU."""
        self.pictures, self.card, self.batch, self.how = pictures, card, batch, how
        self.device = device or torch.device("cpu")
        self.sampling = sampling
        self.seed, self.process, self.processes = seed, process, processes
        self.truth = labels(pictures.samples, card)

    def __len__(self) -> int:
        """Batches an epoch. A last one that is not full is left out, unless it is the only one."""
        return max(1, len(self.pictures) // (self.batch * self.processes))

    def epoch(self, number: int) -> Iterator[Batch]:
        """The batches of one epoch of this process."""
        chance = Generator().manual_seed(self.seed * 100_003 + number)
        order = self.sampling(self.truth, chance)
        chance.manual_seed((self.seed * 100_003 + number) * 31 + self.process)
        starts = ((step * self.processes + self.process) * self.batch for step in range(len(self)))
        wanted = (order[start : start + self.batch].tolist() for start in starts)
        # Files are read while the network works on the batch before.
        for numbers, images in ahead(self.pictures.__getitem__, wanted, workers=1, depth=2):
            yield self.changed(numbers, images.to(self.device), chance)

    def changed(self, numbers: list[int], images: Tensor, chance: Generator) -> Batch:
        truth = F.one_hot(self.truth[numbers], len(self.card.classes)).float()
        truth = truth.to(self.device)
        if self.how:
            drawn = augment.draw(self.how, len(images), chance)
            images = self.scaled(augment.apply(self.unscaled(images), drawn))
            truth = augment.mixed_truth(truth, drawn, images)
        return {"image": images, "truth": truth}

    def unscaled(self, images: Tensor) -> Tensor:
        """Back to 0..1, which is what augmentation is told in."""
        return images * self.each(self.card.input.std) + self.each(self.card.input.mean)

    def scaled(self, images: Tensor) -> Tensor:
        return (images - self.each(self.card.input.mean)) / self.each(self.card.input.std)

    def each(self, values: tuple[float, ...]) -> Tensor:
        return torch.tensor(values, device=self.device).view(1, -1, 1, 1)


def counts(samples: Sequence[Sample], card: Card) -> dict[str, int]:
    """How many samples each class of the card has."""
    found = Counter(sample.label for sample in samples)
    return {name: found[name] for name in card.names}


def labels(samples: Sequence[Sample], card: Card) -> Tensor:
    """(N,) class numbers, in the order of the card's classes."""
    order = {name: number for number, name in enumerate(card.names)}
    return torch.tensor([order[sample.label] for sample in samples])
