"""Loss, accuracy, Dice, PSNR and learning rate over the epochs, as one PNG."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from ..io.write import write_bytes
from .watch import Line, Pace, Silent, read_log

PANELS = (
    ("loss", ("loss", "val_loss")),
    ("accuracy", ("accuracy", "val_accuracy")),
    ("dice", ("dice", "val_dice")),
    ("psnr", ("val_psnr",)),
    ("learning rate", ("rate",)),
)
NAMES = {
    "val_loss": "validation",
    "val_accuracy": "validation",
    "val_dice": "validation",
    "val_psnr": "validation",
    "loss": "training",
    "accuracy": "training",
    "dice": "training",
    "rate": "rate",
}


class Curves(Silent):
    """Draws `curves.png`: at the end, and before it as often as costs little."""

    def __init__(self, log: Path, picture: Path) -> None:
        self.log, self.picture = log, picture
        self.pace = Pace(0.02)

    def epoch(self, line: Line) -> None:
        if self.pace.due:
            with self.pace.paced():
                draw(read_log(self.log), self.picture)

    def end(self) -> None:
        if lines := read_log(self.log):
            draw(lines, self.picture)


def draw(lines: Sequence[dict[str, Any]], path: Path) -> None:
    """One panel for each of loss, accuracy, Dice, PSNR and rate, as far as the log has them."""
    from matplotlib.figure import Figure

    panels = [(title, names) for title, names in PANELS if any(n in lines[-1] for n in names)]
    figure = Figure(figsize=(4.2 * len(panels), 3.4), layout="constrained")
    for axes, (title, names) in zip(
        figure.subplots(1, len(panels), squeeze=False)[0], panels, strict=True
    ):
        for name in names:
            points = [(line["epoch"], line[name]) for line in lines if name in line]
            if points:
                axes.plot(*zip(*points, strict=True), label=NAMES[name], marker=".")
        axes.set(title=title, xlabel="epoch")
        axes.grid(alpha=0.3)
        if len(names) > 1:
            axes.legend()
    png = BytesIO()
    figure.savefig(png, dpi=110)
    write_bytes(path, png.getvalue())
