"""What a network in training makes of a few images: a picture an epoch, and a GIF of them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from ..card import Card
from ..data.masks import Labels
from ..data.pairs import Pair
from ..image import Image
from ..io.write import write_bytes
from ..pixels.beside import Row, beside
from ..pixels.draw import screen
from ..pixels.page import Picture
from ..pixels.planes import as_shown, cut_at, slice_axis
from ..pixels.resample import nearest
from .film import spread, write_gif
from .run import Run
from .strip import Strip
from .watch import Line, Pace, Silent, read_log

FRAMES = 30
"""At most: of a longer training, epochs evenly spread, the first and the last among them."""
SHOWN = 4
"""Images in the gallery."""
INKS = 256
"""Colours of an epoch's picture."""

Said = Sequence[Labels] | Mapping[int, Labels]
"""Label maps (*space) by a pair's number."""


@dataclass(frozen=True)
class Shown:
    """A pair in the gallery."""

    space: Image
    """Where the image lies; its pixels are left out."""
    place: int | None
    """The slice of a volume that is shown; None for a plane."""
    picture: Picture
    """(Y, X, 3)."""
    truth: Labels
    """(Y, X), as large as the picture."""

    def row(self, labels: Labels) -> Row:
        """With what was predicted for the whole image."""
        return Row(self.picture, self.truth, shown_mask(self.space, labels, self.place))


class Album(Silent):
    """Keeps what a network makes of a few samples in `train_results/`, a picture an epoch, and
    draws `training.gif` of them and of the curves: at the end, and before it as often as costs
    little. A resumed run goes on with the pictures that are there."""

    def __init__(self, *, log: Path, results: Path, gif: Path, epochs: int) -> None:
        """`log` is the run's JSON log."""
        self.log, self.results, self.gif, self.epochs = log, results, gif, epochs
        self.pace = Pace(0.02)

    def page(self, title: str) -> Picture | None:
        """What is shown of the epoch just validated; None where nothing was."""
        raise NotImplementedError

    def epoch(self, line: Line) -> None:
        picture = self.page(f"epoch {line['epoch'] + 1} of {self.epochs}")
        if picture is None:
            return
        write_bytes(self.picture(line["epoch"]), png(picture))
        if self.pace.due:
            with self.pace.paced():
                self.draw()

    def end(self) -> None:
        self.draw()

    def picture(self, epoch: int) -> Path:
        """Where the picture of an epoch lies; people count from 1."""
        return self.results / f"epoch-{epoch + 1:03}.png"

    def draw(self) -> None:
        """From the files alone: a kill takes nothing away."""
        lines = [line for line in read_log(self.log) if self.picture(line["epoch"]).exists()]
        if lines:
            strip = Strip(lines)
            frames = [
                above(strip.frame(at), self.picture(lines[at]["epoch"]))
                for at in spread(len(lines), FRAMES)
            ]
            write_gif(frames, self.gif)


class Gallery(Album):
    """The album of a network that segments: what validation said of a few pairs."""

    def __init__(
        self,
        pairs: Mapping[int, Pair],
        card: Card,
        *,
        log: Path,
        results: Path,
        gif: Path,
        epochs: int,
    ) -> None:
        """`pairs` are those that are shown, by their number."""
        super().__init__(log=log, results=results, gif=gif, epochs=epochs)
        self.card = card
        self.pairs = tuple(pairs)
        self.shown = [show(pair, card) for pair in pairs.values()]
        self.rows: list[Row] = []

    @classmethod
    def of(cls, pairs: Sequence[Pair], card: Card, run: Run, *, epochs: int) -> Gallery:
        """The gallery of a run, with `SHOWN` of the pairs, evenly spread."""
        return cls(
            {number: pairs[number] for number in spread(len(pairs), SHOWN)},
            card,
            log=run.log,
            results=run.results,
            gif=run.film,
            epochs=epochs,
        )

    def saw(self, said: Said) -> None:
        """Told by validation before the epoch is closed: label maps, at least of `pairs`."""
        self.rows = [
            shown.row(said[number]) for number, shown in zip(self.pairs, self.shown, strict=True)
        ]

    def page(self, title: str) -> Picture | None:
        return beside(self.rows, self.card.classes, title) if self.rows else None


def show(pair: Pair, card: Card) -> Shown:
    """A pair as it is shown throughout: a volume by the slice with most of its truth."""
    image, labels = pair.image(), pair.labels(card)
    place, plane = None, image
    if image.axes == "zyx":
        axis = slice_axis(image)
        others = tuple(k for k in range(3) if k != axis)
        place = int((labels > 0).sum(axis=others).argmax())
        plane = as_shown(cut_at(image, axis, place))
    space = image.but(pixels=np.zeros((1,) * image.pixels.ndim, np.uint8))
    return Shown(space, place, screen(plane), shown_mask(space, labels, place))


def shown_mask(space: Image, labels: Labels, place: int | None) -> NDArray[np.uint8]:
    """(Y, X): the labels as `screen` shows the plane of an image that lies there."""
    mask = space.but(pixels=labels[None])
    if place is not None:
        mask = as_shown(cut_at(mask, slice_axis(mask), place))
    size = mask.shape
    if mask.spacing:
        finest = min(mask.spacing)
        size = tuple(round(n * s / finest) for n, s in zip(size, mask.spacing, strict=True))
    return np.ascontiguousarray(nearest(mask.pixels, size)[0])


def png(picture: Picture) -> bytes:
    """In few colours: a third of the bytes."""
    file = BytesIO()
    Pillow.fromarray(picture).quantize(INKS, dither=Pillow.Dither.NONE).save(file, "PNG")
    return file.getvalue()


def above(strip: Pillow.Image, picture: Path) -> Pillow.Image:
    """Curves above the picture of their epoch."""
    with Pillow.open(picture) as file:
        below = np.asarray(file.convert("RGB"))
    return Pillow.fromarray(np.concatenate([np.asarray(strip), below], axis=0))
