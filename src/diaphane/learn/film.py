"""A GIF of a training: curves that grow, and what a few held-out samples are taken for.

Legend: `N` validation samples, `M` of them shown, `K` classes, `C` channels, `Y X` a plane.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from itertools import chain, zip_longest
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

from ..card import Card
from ..image import Floats
from ..io.write import write_bytes
from .batches import Pictures, labels
from .run import Run
from .stage import INKS, Shown, Stage
from .watch import Line, Pace, Silent, read_log, write_log

SHOWN = 6
"""Samples in the film."""
FRAMES = 40
"""At most: of a longer training, epochs evenly spread, the first and the last among them."""
LASTS = 9000
"""Milliseconds from the first frame to the last."""
HELD = 4000
"""Milliseconds for which the last frame stays."""
COLOURS = 128
"""One palette for all frames, so that what does not change takes no bytes."""
NOBODY = Shown((), (), None)


class Film(Silent):
    """Keeps what validation said of a few samples, and draws `training.gif`: at the end, and
    before it as often as costs little. A resumed run goes on with what was kept."""

    def __init__(
        self, shown: Shown, card: Card, *, log: Path, answers: Path, gif: Path, epochs: int
    ) -> None:
        """`log` is the run's JSON log; `answers` is where the probabilities are kept."""
        self.shown, self.card, self.epochs = shown, card, epochs
        self.log, self.answers, self.gif = log, answers, gif
        self.pace = Pace(0.02)
        self.said: list[list[float]] = []

    @classmethod
    def of(cls, held_out: Pictures | None, card: Card, run: Run, *, epochs: int) -> Film:
        """The film of a run, with samples of the validation part where there is one."""
        shown = NOBODY
        if held_out:
            shown = choose(held_out, labels(held_out.samples, card).tolist(), card)
        return cls(shown, card, log=run.log, answers=run.samples, gif=run.film, epochs=epochs)

    def saw(self, chances: Floats) -> None:
        """Told by validation before the epoch is closed: (N, K) probabilities."""
        self.said = [[round(p, 4) for p in chances[row].tolist()] for row in self.shown.rows]

    def epoch(self, line: Line) -> None:
        before = read_log(self.answers, before=line["epoch"])
        write_log(self.answers, [*before, {"epoch": line["epoch"], "probabilities": self.said}])
        if self.pace.due:
            with self.pace.paced():
                self.draw()

    def end(self) -> None:
        self.draw()

    def draw(self) -> None:
        """From the files alone: a kill takes nothing away."""
        kept = {line["epoch"]: line["probabilities"] for line in read_log(self.answers)}
        lines = [line for line in read_log(self.log) if line["epoch"] in kept]
        if lines:
            said = np.array([kept[line["epoch"]] for line in lines], np.float32)
            stage = Stage(lines, said, self.shown, self.card, epochs=self.epochs)
            write_gif([stage.frame(at) for at in spread(len(lines), FRAMES)], self.gif)


def write_gif(frames: Sequence[Pillow.Image], path: Path) -> None:
    """Frames of one size, the last one held; raises `CannotWrite`."""
    palette = inked(frames[-1]).quantize(COLOURS)
    flat = [frame.quantize(palette=palette, dither=Pillow.Dither.NONE) for frame in frames]
    times = [LASTS // len(flat)] * (len(flat) - 1) + [HELD]
    gif = BytesIO()
    flat[0].save(gif, "GIF", save_all=True, append_images=flat[1:], duration=times, loop=0)
    write_bytes(path, gif.getvalue())


def inked(frame: Pillow.Image) -> Pillow.Image:
    """The frame above a strip of each ink, so that every ink has its place in the palette."""
    strips = [Pillow.new("RGB", (frame.width, 24), ink) for ink in INKS]
    return Pillow.fromarray(np.concatenate([np.asarray(part) for part in (frame, *strips)]))


def choose(pictures: Pictures, truth: Sequence[int], card: Card) -> Shown:
    """As many samples of each class as of any other; the same ones each time."""
    of_class = [np.flatnonzero(np.asarray(truth) == k) for k in range(len(card.classes))]
    each = [rows[spread(len(rows), SHOWN)].tolist() for rows in of_class]
    rows = [row for row in chain(*zip_longest(*each)) if row is not None][:SHOWN]
    planes = planes_of(pictures[rows].numpy(), card)
    return Shown(tuple(rows), tuple(int(truth[row]) for row in rows), planes)


def planes_of(values: Floats, card: Card) -> Floats | None:
    """(M, Y, X, C) in 0..1 from what the network eats; a volume's middle plane; None of rows."""
    if values.ndim < 4:
        return None
    while values.ndim > 4:
        values = values[:, :, values.shape[2] // 2]
    planes = np.moveaxis(values, 1, -1) * np.array(card.input.std) + np.array(card.input.mean)
    return np.asarray(planes.clip(0, 1), np.float32)


def spread(n: int, most: int) -> list[int]:
    """At most `most` of the numbers 0..n-1, evenly, both ends among them."""
    places = np.linspace(0, n - 1, min(n, most)) if n else np.zeros(0)
    return [int(place) for place in places.round()]
