"""Batches of patches cut from images and their masks, the same again for the same seed.

Legend: `N` patches, `C` channels; space is (Y, X) or (Z, Y, X).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Generator, Tensor

from ..card import Card
from ..data.masks import Labels
from ..data.pairs import Pair
from ..image import Floats, Pixels
from ..infer.ahead import ahead
from ..pixels.resample import nearest
from ..pixels.view import mirrored, turn_for, view
from ..recipe import Recipe
from . import warp
from .batches import ROOM
from .objective import Batch
from .turns import turns
from .warp import Draw, Size

Weigh = Callable[[Labels], Floats]
"""From the truth (*space) to how much each sample counts, as the borders between cells do more."""

PLACES = 2000
"""Samples of a class, and samples anywhere, that an image offers as middles of patches."""


@dataclass(frozen=True)
class Ready:
    """An image as the network eats it, with its truth on the same grid."""

    image: Tensor
    """(C, *space), float16."""
    labels: Tensor
    """(*space), uint8."""
    weight: Tensor
    """(*space), uint8 or float16: 0 where results do not count."""

    @property
    def size(self) -> Size:
        return tuple(self.labels.shape)

    @property
    def bytes(self) -> int:
        return sum(part.nbytes for part in (self.image, self.labels, self.weight))


@dataclass(frozen=True)
class Offer:
    """An image in the set, whether it is kept in memory or read again."""

    pair: int
    which: int
    """Which of the pair's images: a plane of its volume, counted from 0."""
    middles: dict[int, Tensor]
    """Class numbers, as far as the classes are there, to places (M,) in the flattened image; 0 is
    anywhere that counts."""


@dataclass(frozen=True)
class Wanted:
    """The chances of one batch."""

    offers: tuple[int, ...]
    middles: tuple[int, ...]
    """Places in the flattened images."""
    change: Draw | None


class Patches:
    """The training part: patches whose places and changes epoch and seed alone decide."""

    def __init__(
        self,
        pairs: Sequence[Pair],
        card: Card,
        recipe: Recipe,
        *,
        weigh: Weigh | None = None,
        process: int = 0,
        processes: int = 1,
        device: torch.device | None = None,
        room: int = ROOM,
    ) -> None:
        """Reads every pair once. `device` is where patches are changed: the network's; None: the
        CPU. What has no place in `room` bytes is read again whenever it is shown.

        Raises `UnknownName` and `BadSetting` for the recipe's augmentation, and what the pairs
        raise.
        """
        self.pairs, self.card, self.weigh = pairs, card, weigh
        self.patch, self.batch, self.seed = recipe.patch, recipe.batch, recipe.seed
        self.process, self.processes = process, processes
        self.device = device or torch.device("cpu")
        self.how = warp.build(recipe.augment)
        size = recipe.patch.size or card.input.tile
        assert size is not None, "a card that segments has a tile"
        self.size = size
        if self.how:
            warp.per_axis(self.how.flip, len(size))
        self.kept: dict[tuple[int, int], Ready] = {}
        self.offers: list[Offer] = []
        for number, views in enumerate(self.all_ready()):
            for which, one in enumerate(views):
                self.offers.append(Offer(number, which, middles(one, len(self.offers))))
                if one.bytes <= room:
                    self.kept[number, which] = one
                    room -= one.bytes
        self.having = {
            k: [n for n, offer in enumerate(self.offers) if k in offer.middles]
            for k in range(1, len(card.classes) + 1)
        }

    def __len__(self) -> int:
        """Batches an epoch: as asked for, or as many as show each image once."""
        return self.patch.steps or -(-len(self.offers) // (self.batch * self.processes))

    def epoch(self, number: int) -> Iterator[Batch]:
        """The batches of one epoch of this process."""
        # Patches are cut and changed while the network works on the batch before.
        for _, batch in ahead(self.made, self.wanted(number), workers=1, depth=2):
            yield batch

    def wanted(self, number: int) -> Iterator[Wanted]:
        """What each batch of the epoch shows: the images in turn, in another order each time."""
        for numbers, chance in turns(
            len(self.offers),
            epoch=number,
            steps=len(self),
            batch=self.batch,
            seed=self.seed,
            process=self.process,
            processes=self.processes,
        ):
            chosen = [self.place(n, chance) for n in numbers]
            change = warp.draw(self.how, self.batch, self.size, chance) if self.how else None
            offers, places = zip(*chosen, strict=True)
            yield Wanted(offers, places, change)

    def place(self, offer: int, chance: Generator) -> tuple[int, int]:
        """An image and the middle of a patch. Where it is to lie on a class that the image whose
        turn it is does not show, one of those that show it is taken."""
        present = [k for k, having in self.having.items() if having]
        of_class = float(torch.rand((), generator=chance)) < self.patch.foreground
        kind = one_of(present, chance) if of_class and present else 0
        if kind not in self.offers[offer].middles:
            offer = one_of(self.having[kind], chance)
        places = self.offers[offer].middles[kind]
        return offer, int(places[torch.randint(len(places), (), generator=chance)])

    def made(self, wanted: Wanted) -> Batch:
        """Cut with as much room around as the change looks at, then change."""
        places = warp.positions(wanted.change, self.size) if wanted.change else None
        more = warp.room(places, self.size)
        cuts = [
            self.cut(offer, place, more)
            for offer, place in zip(wanted.offers, wanted.middles, strict=True)
        ]
        image, truth, weight = (
            torch.stack(parts).to(self.device) for parts in zip(*cuts, strict=True)
        )
        if places is not None:
            image, truth, weight = warp.moved(image, truth, weight, places)
        if wanted.change and wanted.change.colours:
            image = self.scaled(warp.coloured(self.unscaled(image), wanted.change))
        inner = (slice(None), *(slice(self.margin, n - self.margin) for n in self.size))
        return {"image": image, "truth": truth[inner].long(), "weight": weight[inner]}

    @property
    def margin(self) -> int:
        return self.card.input.margin

    def cut(self, offer: int, place: int, more: Size) -> tuple[Tensor, Tensor, Tensor]:
        """The patch around a place, and `more` at each end of each axis."""
        ready = self.ready(self.offers[offer])
        middle = np.unravel_index(place, ready.size)
        starts = [
            begin(int(at), n, length - 2 * self.margin) - self.margin
            for at, n, length in zip(middle, ready.size, self.size, strict=True)
        ]
        return cut(
            ready,
            tuple(start - around for start, around in zip(starts, more, strict=True)),
            tuple(n + 2 * around for n, around in zip(self.size, more, strict=True)),
        )

    def ready(self, offer: Offer) -> Ready:
        kept = self.kept.get((offer.pair, offer.which))
        return kept or self.read(self.pairs[offer.pair], (offer.which,))[0]

    def all_ready(self) -> Iterator[list[Ready]]:
        """The images of every pair, in order; never more at once than there are processors."""
        workers = os.cpu_count() or 1
        made = ahead(self.read, self.pairs, workers=workers, depth=workers)
        return (views for _, views in made)

    def read(self, pair: Pair, only: Sequence[int] | None = None) -> list[Ready]:
        outside = self.patch.outside
        return ready(pair, self.card, outside=outside, weigh=self.weigh, only=only)

    def unscaled(self, images: Tensor) -> Tensor:
        return images * self.each(self.card.input.std) + self.each(self.card.input.mean)

    def scaled(self, images: Tensor) -> Tensor:
        return (images - self.each(self.card.input.mean)) / self.each(self.card.input.std)

    def each(self, values: tuple[float, ...]) -> Tensor:
        return torch.tensor(values, device=self.device).view(1, -1, *(1 for _ in self.size))


def one_of(numbers: Sequence[int], chance: Generator) -> int:
    return numbers[int(torch.randint(len(numbers), (), generator=chance))]


def ready(
    pair: Pair,
    card: Card,
    *,
    outside: float = 0.0,
    weigh: Weigh | None = None,
    only: Sequence[int] | None = None,
) -> list[Ready]:
    """The pair as the network sees it: one image, or all planes of a volume for a network that
    looks at planes; of these `only` some, by number. `outside` is how much counts what lies
    outside the field of view."""
    image, labels, field = pair.image(), pair.labels(card), pair.counted()
    turn = turn_for(image, card.input)
    seen = view(image, card.input, turn)
    whole = tuple(range(n) for n in seen.grid)
    inside = np.ones(labels.shape, np.bool_) if field is None else field
    counted = np.where(inside, 1, outside).astype(np.float16 if outside else np.uint8)
    stacked = labels.ndim > len(seen.grid)
    truth, weight = (
        nearest(turned if stacked else turned[None], seen.grid)
        for turned in (turn.apply(labels), turn.apply(counted))
    )
    return [
        packed(seen.piece(whole, plane=k if stacked else None), truth[k], weight[k], weigh)
        for k in (range(len(truth)) if only is None else only)
    ]


def packed(pixels: Floats, labels: Labels, counted: Pixels, weigh: Weigh | None) -> Ready:
    weight = (counted * weigh(labels)).astype(np.float16) if weigh else counted
    return Ready(tensor(pixels).half(), tensor(labels), tensor(weight))


def tensor(pixels: Pixels) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(pixels))


def middles(ready: Ready, number: int) -> dict[int, Tensor]:
    """Places of each class that is there and counts; of all that counts at 0. Drawn once, by the
    image's number in the set."""
    chance = np.random.default_rng(number)
    labels = np.where(ready.weight.numpy() > 0, ready.labels.numpy(), 255).ravel()
    anywhere = some(np.flatnonzero(labels != 255), chance)
    of_class = {int(k): some(np.flatnonzero(labels == k), chance) for k in np.unique(labels)}
    found = {k: places for k, places in of_class.items() if 0 < k < 255}
    whole = torch.tensor([labels.size // 2])  # where nothing counts
    return {0: anywhere if len(anywhere) else whole, **found}


def some(places: np.ndarray[tuple[int], np.dtype[np.intp]], chance: np.random.Generator) -> Tensor:
    """At most `PLACES` of them."""
    if len(places) > PLACES:
        places = chance.choice(places, PLACES, replace=False)
    return torch.from_numpy(places.astype(np.int32))


def begin(middle: int, n: int, length: int) -> int:
    """Where a patch of `length` around `middle` begins on an axis of `n` samples: inside it where
    it is long enough, else so that both have one middle."""
    if n <= length:
        return -((length - n) // 2)
    return min(max(middle - length // 2, 0), n - length)


def cut(ready: Ready, start: Size, size: Size) -> tuple[Tensor, Tensor, Tensor]:
    """Image (C, *size) float32, labels (*size) and weight (*size) float32 from `start` on. Beyond
    the image it is mirrored, and the weight there is 0."""
    image, labels, weight = ready.image, ready.labels, ready.weight
    for axis, (a, length, n) in enumerate(zip(start, size, ready.size, strict=True)):
        if a >= 0 and a + length <= n:
            image = image.narrow(axis + 1, a, length)
            labels, weight = labels.narrow(axis, a, length), weight.narrow(axis, a, length)
            continue
        places = np.arange(a, a + length)
        taken = torch.from_numpy(mirrored(places, n))
        image = image.index_select(axis + 1, taken)
        labels, weight = labels.index_select(axis, taken), weight.index_select(axis, taken)
        inside = torch.from_numpy((places >= 0) & (places < n))
        weight = weight * inside.view(-1, *(1 for _ in size[axis + 1 :]))
    return image.float(), labels, weight.float()
