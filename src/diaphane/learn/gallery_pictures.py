"""What a network in training makes of a few small pictures, beside bicubic and the sharp ones."""

from __future__ import annotations

from collections.abc import Sequence

from ..card import Card
from ..data.pictures import Sharp
from ..image import Floats, Image
from ..pixels.interpolate import enlarge
from ..pixels.page import Picture
from ..pixels.prepare import limits_of, to_unit
from ..pixels.side_by_side import SIDE, panel_of, side_by_side
from .fidelity import opaque
from .film import spread
from .gallery import SHOWN, Album
from .run import Run

COLUMNS = ("small", "bicubic", "network", "sharp")


class PictureGallery(Album):
    """The album of a network that enhances: the middle of a few pictures."""

    def __init__(self, pictures: Sequence[Sharp], card: Card, run: Run, *, epochs: int) -> None:
        """Shows `SHOWN` of the pictures, evenly spread."""
        super().__init__(log=run.log, results=run.results, gif=run.film, epochs=epochs)
        self.card = card
        self.numbers = spread(len(pictures), SHOWN)
        self.still = [Still(pictures[number], card) for number in self.numbers]
        self.made: list[Image] = []

    def saw(self, made: Sequence[Image]) -> None:
        """Told by validation before the epoch is closed: the large pictures, of all."""
        self.made = [made[number] for number in self.numbers]

    def page(self, title: str) -> Picture | None:
        if not self.made:
            return None
        rows = [one.row(image) for one, image in zip(self.still, self.made, strict=True)]
        return side_by_side(rows, COLUMNS, title)


class Still:
    """What of a picture is shown throughout: its middle small, by bicubic, and sharp."""

    def __init__(self, sharp: Sharp, card: Card) -> None:
        truth, low, scale = opaque(sharp.truth()), opaque(sharp.low()), card.scale
        self.limits, self.scaling = limits_of(truth.pixels, truth, card.input.scaling), card.input
        self.inner = middle(truth, scale)
        small = self.unit(low)
        self.small = self.shown(small.repeat(scale, 1).repeat(scale, 2))
        self.bicubic = self.shown(enlarge(small, scale, "bicubic"))
        self.sharp = self.shown(self.unit(truth))

    def row(self, made: Image) -> list[Picture]:
        return [self.small, self.bicubic, self.shown(self.unit(made)), self.sharp]

    def unit(self, image: Image) -> Floats:
        """(C, Y, X) in 0..1 from black to white."""
        values = to_unit(image.pixels, self.limits, self.scaling.scaling)
        return 1 - values if image.inverted else values

    def shown(self, values: Floats) -> Picture:
        return panel_of(values[(slice(None), *self.inner)])


def middle(truth: Image, scale: int) -> tuple[slice, ...]:
    """Of the sharp picture as much as a panel holds, cut where a small pixel ends."""
    side = SIDE - SIDE % scale
    starts = [max(0, (n - side) // 2 // scale * scale) for n in truth.shape]
    return tuple(slice(start, start + side) for start in starts)
