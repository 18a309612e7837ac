"""Curves of a training that answers in pictures, side by side above its pictures, as they grew.

Legend: `E` epochs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from PIL import Image as Pillow

from ..pixels.beside import WIDE
from .stage import DPI, Lines, Panel, canvas_of

if TYPE_CHECKING:
    from matplotlib.artist import Artist

HIGH = 190
"""Pixels."""
PANELS: tuple[tuple[str, Literal["upper right", "lower right"]], ...] = (
    ("loss", "upper right"),
    ("dice", "lower right"),
    ("psnr", "lower right"),
)
"""Figures, and the corners where their curves are named."""


class Strip:
    """One figure, set for one epoch after the other. What does not change is drawn once."""

    def __init__(self, lines: Lines) -> None:
        """`lines` (E,) are the run's log."""
        from matplotlib.figure import Figure

        figure = Figure(figsize=(WIDE / DPI, HIGH / DPI), dpi=DPI)
        self.canvas = canvas_of(figure)
        here = [panel for panel in PANELS if f"val_{panel[0]}" in lines[0] or panel[0] in lines[0]]
        width = 1 / len(here)
        self.panels = [
            Panel(figure, ((k + 0.1) * width, 0.14, 0.85 * width, 0.7), name, lines, legend)
            for k, (name, legend) in enumerate(here)
        ]
        self.moving: list[Artist] = [artist for panel in self.panels for artist in panel.moving]
        for artist in self.moving:
            artist.set_animated(True)
        self.canvas.draw()
        self.still = self.canvas.copy_from_bbox(figure.bbox)

    def frame(self, at: int) -> Pillow.Image:
        """The curves up to the epoch of line `at`."""
        for panel in self.panels:
            panel.show(at)
        self.canvas.restore_region(self.still)
        for artist in self.moving:
            artist.draw(self.canvas.get_renderer())
        return Pillow.fromarray(np.asarray(self.canvas.buffer_rgba())[..., :3].copy())
