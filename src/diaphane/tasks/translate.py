"""Translate: what a network's repainted picture means: a picture at the image's own depth and
place, and how much of the image was changed.

Axes: `C` channels, `Y X` space.
"""

from __future__ import annotations

import numpy as np

from ..card import Card
from ..image import Floats, Image, Pixels, Window
from ..pixels.prepare import colours
from ..pixels.view import View
from ..pixels.window import ENOUGH, percentiles, windowed
from ..result import Result
from .base import Outputs, Task
from .drawn import doubts, notes, synthetic, without_alpha

CHANGED = "changed"

SHOWN = 0.5
"""The file's window is kept where it shows so many samples of the picture for each of the image
that it shows neither black nor white."""

BAND = 256
"""Rows that are looked at together."""


def decode(outputs: Outputs, image: Image, prepared: View, card: Card) -> Result:
    """An answer from `picture` (C, Y, X), which is of the image's dtype and on its grid. The alpha
    stays as it is."""
    picture, plain = outputs["picture"], without_alpha(image)
    alpha = image.pixels[colours(image) :]
    pixels = np.concatenate([picture, alpha]) if len(alpha) else picture
    difference = changed(picture, plain.pixels, prepared.limits)
    window, said = window_for(picture, plain)
    return Result(
        task="translate",
        image=synthetic(image, pixels, card, f"translated {way(card)}").but(window=window),
        doubts=doubts(plain, prepared, card),
        notes=(how(image, prepared), *said, *notes(image, prepared, card)),
        maps={CHANGED: difference},
        measures={"changed_mean_percent": 100 * float(difference.mean(dtype=np.float64))},
    )


def way(card: Card) -> str:
    """From which domain to which, in words."""
    return f"from {' to '.join(card.domains)}" if card.domains else "to another domain"


def changed(picture: Pixels, pixels: Pixels, limits: Window) -> Floats:
    """(Y, X): how far the picture is from the image, as a share of the range from black to white;
    the mean over colours."""
    out = np.empty(pixels.shape[1:], np.float32)
    for start in range(0, len(out), BAND):
        rows = slice(start, start + BAND)
        apart = windowed(picture[:, rows], limits) - windowed(pixels[:, rows], limits)
        out[rows] = np.abs(apart).mean(axis=0)
    return out


def window_for(picture: Pixels, plain: Image) -> tuple[Window | None, tuple[str, ...]]:
    """The file's window where it shows the picture as it shows the image, else one from
    percentiles of the picture, and a note: another contrast has other values."""
    window = plain.window
    if window is None or within(picture, window) >= SHOWN * within(plain.pixels, window):
        return window, ()
    own = percentiles(picture)
    return own, (f"shown from {own.low:g} to {own.high:g}: the file's window hides the picture",)


def within(pixels: Pixels, window: Window) -> float:
    """Share of an image's samples that are shown neither black nor white."""
    flat = pixels.reshape(-1)
    flat = flat[:: -(-flat.size // ENOUGH)]
    return float(((flat > window.low) & (flat < window.high)).mean())


def how(image: Image, seen: View) -> str:
    """In which way the image was translated."""
    if seen.need.size is None:
        return "translated at its own size, tile by tile"
    if seen.grid == image.shape:
        return "translated at its own size, at once"
    rows, columns = seen.grid
    lost = "; detail finer than that is lost" if rows < image.shape[0] else ""
    return f"translated at {columns} x {rows} and brought back to the image's size{lost}"


task = Task(name="translate", decode=decode, needs=("picture",), tiled=True, planar=True)
