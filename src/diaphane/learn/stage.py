"""One frame of the film of a training: curves on the left, samples on the right.

Legend: `E` epochs, `M` samples, `K` classes, `C` channels, `Y X` a plane.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from PIL import Image as Pillow

from ..card import Card
from ..image import Floats
from ..words import DISCLAIMER

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

DPI = 90
HEIGHT, CURVES, SAMPLES = 4.4, 3.6, 5.4
"""Inches: of a frame, and across its two halves."""
COLUMNS = 3
"""Samples side by side."""
BARS = 4
"""Classes with a bar below a sample: the true one, and the likeliest others in the end."""
RIGHT, WRONG = "#1b7f4b", "#c0392b"
TRUE, OTHER = "#3fb57a", "#a5adba"
TRAINING, VALIDATION, FAINT = "#7a8599", "#2563c9", "#667085"
INKS = (RIGHT, WRONG, TRUE, TRAINING, VALIDATION)
"""What must keep its colour where a frame has few."""

Lines = Sequence[dict[str, Any]]
"""(E,): the run's log."""


@dataclass(frozen=True)
class Shown:
    """The samples in the film."""

    rows: tuple[int, ...]
    """(M,): their places among the validation samples."""
    truth: tuple[int, ...]
    """(M,): the number of the true class."""
    planes: Floats | None
    """(M, Y, X, C) in 0..1; None where samples are no pictures."""


class Stage:
    """One figure, set for one epoch after the other. What does not change is drawn once: most of
    matplotlib's time goes into axes and their numbers."""

    def __init__(
        self, lines: Lines, said: Floats, shown: Shown, card: Card, *, epochs: int
    ) -> None:
        """`said` (E, M, K) are probabilities; `epochs` is how many the recipe asks for."""
        from matplotlib.figure import Figure

        self.lines, self.said, self.epochs = lines, said, epochs
        planes = () if shown.planes is None else shown.planes
        width = CURVES + (SAMPLES if len(planes) else 0)
        figure = Figure(figsize=(width, HEIGHT), dpi=DPI)
        self.canvas = canvas_of(figure)
        self.title = figure.text(0.5, 0.955, "", ha="center", va="center", weight="bold")
        figure.text(0.5, 0.012, DISCLAIMER, ha="center", fontsize=6, color=FAINT)
        self.panels = [
            Panel(figure, (0.5 / width, 0.56, 2.9 / width, 0.32), "loss", lines, "upper right")
        ]
        if "val_accuracy" in lines[0]:
            place = (0.5 / width, 0.12, 2.9 / width, 0.32)
            self.panels.append(Panel(figure, place, "accuracy", lines, "lower right"))
        self.views = [
            View(figure, corner(m, width), plane, truth, said[-1, m], card)
            for m, (plane, truth) in enumerate(zip(planes, shown.truth, strict=False))
        ]
        self.moving: list[Artist] = [self.title]
        for panel in self.panels:
            self.moving += panel.moving
        for view in self.views:
            self.moving += view.moving
        for artist in self.moving:
            artist.set_animated(True)
        self.canvas.draw()
        self.still = self.canvas.copy_from_bbox(figure.bbox)

    def frame(self, at: int) -> Pillow.Image:
        """The picture after the epoch of line `at`."""
        self.title.set_text(f"epoch {self.lines[at]['epoch'] + 1} of {self.epochs}")
        for panel in self.panels:
            panel.show(at)
        for view, chances in zip(self.views, self.said[at], strict=False):
            view.show(chances)
        self.canvas.restore_region(self.still)
        for artist in self.moving:
            artist.draw(self.canvas.get_renderer())
        return Pillow.fromarray(np.asarray(self.canvas.buffer_rgba())[..., :3].copy())


def canvas_of(figure: Figure) -> Any:
    """What turns a figure into pixels; it has no types."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    return FigureCanvasAgg(figure)


def corner(m: int, width: float) -> tuple[float, float]:
    """Left and bottom of sample `m`, as shares of a frame `width` inches wide."""
    row, column = divmod(m, COLUMNS)
    return (CURVES + 0.1 + 1.75 * column) / width, 0.5 - 0.44 * row


class Panel:
    """A figure of merit over the epochs. Its axes hold from the first frame to the last."""

    def __init__(
        self,
        figure: Figure,
        place: tuple[float, float, float, float],
        name: str,
        lines: Lines,
        legend: Literal["upper right", "lower right"],
    ) -> None:
        """`legend` is the corner where the curves are named."""
        self.axes = figure.add_axes(place)
        self.axes.set_title(name, fontsize=9, pad=3)
        self.axes.tick_params(labelsize=7)
        self.axes.grid(alpha=0.3)
        self.epochs = [line["epoch"] + 1 for line in lines]
        self.best = [line["best_epoch"] + 1 for line in lines]
        kinds = (("training", name, TRAINING), ("validation", f"val_{name}", VALIDATION))
        self.values = [[line[key] for line in lines] for _, key, _ in kinds if key in lines[0]]
        self.curves = [
            self.axes.plot(self.epochs, [line[key] for line in lines], color=colour, label=kind)[0]
            for kind, key, colour in kinds
            if key in lines[0]
        ]
        self.kept = self.axes.axvline(self.best[0], color=RIGHT, lw=0.8, ls=":", label="best")
        self.axes.legend(fontsize=6, loc=legend)
        self.moving: list[Artist] = [*self.curves, self.kept]

    def show(self, at: int) -> None:
        """The epochs up to line `at`."""
        for curve, values in zip(self.curves, self.values, strict=True):
            curve.set_data(self.epochs[: at + 1], values[: at + 1])
            curve.set_marker("o" if at == 0 else "")
        self.kept.set_xdata([self.best[at]] * 2)


class View:
    """A sample with its true class, and a bar for the probability of each class."""

    def __init__(
        self,
        figure: Figure,
        place: tuple[float, float],
        plane: Floats,
        truth: int,
        last: Floats,
        card: Card,
    ) -> None:
        """`last` (K,) are the probabilities in the end: they choose which classes get a bar."""
        width = 1.6 / figure.get_figwidth()
        names = [kind.title or kind.name for kind in card.classes]
        self.truth, self.name = truth, shortened(names[truth])
        picture = figure.add_axes((place[0], place[1] + 0.13, width, 0.25))
        picture.imshow(plane.squeeze(), cmap="gray", vmin=0, vmax=1)
        picture.set_axis_off()
        self.title = picture.set_title("", fontsize=8, pad=3)
        self.rows = with_bars(last, truth)
        scale = figure.add_axes((place[0], place[1], width, 0.12))
        scale.set(xlim=(0, 1), ylim=(len(self.rows) - 0.5, -0.5))
        scale.set_axis_off()
        colours = [TRUE if row == truth else OTHER for row in self.rows]
        self.bars = scale.barh(range(len(self.rows)), last[self.rows], color=colours, alpha=0.5)
        for y, row in enumerate(self.rows):
            scale.text(0.02, y, shortened(names[row]), fontsize=6, va="center")
        self.moving: list[Artist] = [self.title, *self.bars]

    def show(self, chances: Floats) -> None:
        """(K,) probabilities: bars, and the true class in green or red."""
        right = int(chances.argmax()) == self.truth
        self.title.set_text(f"{'✓' if right else '✗'} {self.name}")
        self.title.set_color(RIGHT if right else WRONG)
        for bar, row in zip(self.bars, self.rows, strict=True):
            bar.set_width(float(chances[row]))


def with_bars(chances: Floats, truth: int) -> list[int]:
    """At most `BARS` class numbers, in the order of the classes: `truth` and the likeliest."""
    likeliest = [k for k in np.argsort(-chances, kind="stable").tolist() if k != truth]
    return sorted([truth, *likeliest[: BARS - 1]])


def shortened(name: str, most: int = 20) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
