"""What networks in training make of a few pictures: translated, and translated back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..data.pictures import Sharp
from ..image import Floats
from ..pixels.page import Picture
from ..pixels.resample import resize
from ..pixels.side_by_side import SIDE, panel_of, side_by_side
from .cycle import Made
from .film import spread
from .gallery import SHOWN, Album
from .run import Run


class TranslationGallery(Album):
    """The album of networks that translate: two pictures of each domain."""

    def __init__(
        self,
        a: Sequence[Sharp],
        b: Sequence[Sharp],
        names: tuple[str, str],
        run: Run,
        *,
        epochs: int,
    ) -> None:
        super().__init__(log=run.log, results=run.results, gif=run.film, epochs=epochs)
        self.names = names
        self.numbers = tuple(spread(len(pictures), SHOWN // 2) for pictures in (a, b))
        self.made: list[Made] = []

    def saw(self, there: Sequence[Made], here: Sequence[Made]) -> None:
        """Told by validation before the epoch is closed: all that was made."""
        self.made = [
            made[number]
            for made, numbers in zip((there, here), self.numbers, strict=True)
            for number in numbers
        ]

    def page(self, title: str) -> Picture | None:
        if not self.made:
            return None
        rows = [
            [*map(panel, (one.picture, one.translated, one.again)), panel(lost(one))]
            for one in self.made
        ]
        a, b = self.names
        return side_by_side(rows, COLUMNS, f"{title}: {a} to {b}, {b} to {a}")


COLUMNS = ("picture", "translated", "translated back", "lost on the way (x 4)")
LOUDER = 4
"""How much the differences are brightened."""


def lost(made: Made) -> Floats:
    away: Floats = np.abs(made.again - made.picture)
    return (LOUDER * away).clip(0, 1)


def panel(values: Floats) -> Picture:
    """(Y, X, 3), at most `SIDE` high and wide."""
    size = tuple(max(1, n * SIDE // max(values.shape[1:])) for n in values.shape[1:])
    return panel_of(resize(values, size))
