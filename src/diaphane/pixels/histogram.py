"""How often each value occurs, drawn; of Hounsfield units with the usual tissues marked.

Axes: pictures are uint8 (Y, X, 3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..image import Image
from .page import FAINT, PAGE, SMALL, TEXT, TROUGH, Colour, Picture, write
from .prepare import colours


@dataclass(frozen=True)
class Tissue:
    """What has values from `low` to `high`, Hounsfield units."""

    name: str
    low: float
    high: float
    colour: Colour


TISSUES = (
    Tissue("air", -1010, -990, (110, 170, 255)),
    Tissue("lung", -910, -500, (90, 210, 220)),
    Tissue("fat", -100, -50, (255, 205, 90)),
    Tissue("water", -10, 10, (80, 120, 255)),
    Tissue("soft tissue", 20, 65, (255, 120, 110)),
    Tissue("bone", 300, 3000, (240, 240, 240)),
)
"""RadClass, "Hounsfield units - scale of HU, CT numbers" (radclass.mudr.org), after T. M. Buzug,
Computed Tomography (Springer, 2008) and M. Prokop, Spiral and Multislice Computed Tomography of the
Body (Thieme, 2003). Air is -1000 and water 0 by definition; here 10 to either side, for noise. Soft
tissue spans white matter to liver and blood. Lung full of breath lies at the low end, the other end
and that of marrow are those of R. Chawla, "CT" (uvm.edu/~rchawla/series_home/ct)."""

SIZE = (400, 1056)
"""Height and width of the plot."""
LEFT, TOP, BOTTOM = 24, 34, 34
ENDS = (-1100.0, 3000.0)
"""Hounsfield units drawn at the most."""
ENOUGH = 2**22
"""Samples that are counted: of more an even share."""
STEPS = (1, 2, 5)
"""A tick stands at each of these times a power of ten."""


def histogram(image: Image) -> Picture:
    """The plot, and below it a legend with the share of each tissue."""
    values = samples(image)
    marked = TISSUES if image.units == "HU" else ()
    low, high = ends(values, image.units)
    page = np.full((SIZE[0] + 26 * len(marked) + 20 * bool(marked), SIZE[1], 3), PAGE, np.uint8)
    ground = np.full((SIZE[1], 3), FAINT, np.uint8)
    for one in marked:
        first, last = (column(end, low, high) for end in (one.low, one.high))
        ground[first : last + 1] = one.colour
        page[TOP : SIZE[0] - BOTTOM, first : last + 1] = faint(one.colour)
    bars(page, counts(values, low, high, whole=image.pixels.dtype.kind in "iu"), ground)
    axis(page, low, high, image.units)
    for row, one in enumerate(marked):
        legend(page, one, float(((values >= one.low) & (values <= one.high)).mean()), row)
    return page


def samples(image: Image) -> NDArray[np.float32]:
    """The values, flat; of colours their mean."""
    shown = image.pixels[: colours(image)]
    step = max(1, shown[0].size // ENOUGH)
    some = shown.reshape(len(shown), -1)[:, ::step].astype(np.float32)
    return np.asarray(some.mean(axis=0))


def ends(values: NDArray[np.float32], units: str) -> tuple[float, float]:
    """What the axis spans."""
    low, high = float(values.min()), float(values.max())
    if units == "HU":
        low, high = max(low, ENDS[0]), min(max(high, 100.0), ENDS[1])
    return low, high if high > low else low + 1


def counts(
    values: NDArray[np.float32], low: float, high: float, *, whole: bool
) -> NDArray[np.int64]:
    """Samples for each column of pixels. Columns of whole numbers hold as many of these, else the
    plot would be a comb."""
    room = SIZE[1] - 2 * LEFT
    if not whole:
        return np.asarray(np.histogram(values, bins=room, range=(low, high))[0], np.int64)
    each = max(1, round((high - low) / room))
    edges = np.arange(low - 0.5, high + each, each)
    found = np.histogram(values, bins=edges)[0]
    places = (np.linspace(low, high, room) - edges[0]) / each
    return np.asarray(found[np.minimum(places.astype(int), len(found) - 1)], np.int64)


def column(value: float, low: float, high: float) -> int:
    """Where a value stands, in pixels."""
    share = np.clip((value - low) / (high - low), 0, 1)
    return LEFT + round(float(share) * (SIZE[1] - 2 * LEFT - 1))


def faint(colour: Colour) -> NDArray[np.uint8]:
    """The colour as a ground for bars."""
    return np.asarray(np.rint(0.25 * np.array(colour) + 0.75 * np.array(PAGE)), np.uint8)


def bars(page: Picture, counts: NDArray[np.int64], ground: NDArray[np.uint8]) -> None:
    """A bar for each column; heights by the logarithm, else air would hide all tissues."""
    room = SIZE[0] - TOP - BOTTOM
    heights = np.log1p(counts) / np.log1p(max(1, counts.max())) * room
    for place, height in enumerate(np.rint(heights).astype(int)):
        page[SIZE[0] - BOTTOM - height : SIZE[0] - BOTTOM, LEFT + place] = ground[LEFT + place]
    write(page, "samples of each value, on a logarithmic scale", (LEFT, 8), FAINT, SMALL)


def axis(page: Picture, low: float, high: float, units: str) -> None:
    """A line, and ticks at round values."""
    base = SIZE[0] - BOTTOM
    page[base : base + 1, LEFT:-LEFT] = TROUGH
    step = rounded((high - low) / 10)
    for tick in np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step:
        place = column(float(tick), low, high)
        page[base : base + 6, place] = TEXT
        name = f"{tick:g}" if tick or not units else f"0 {units}"
        write(page, name, (max(0, min(place - 4 * len(name), SIZE[1] - 40)), base + 8), TEXT, SMALL)


def rounded(step: float) -> float:
    """The next larger round number."""
    power = 10.0 ** np.floor(np.log10(step))
    return float(next(power * n for n in (*STEPS, 10) if power * n >= step))


def legend(page: Picture, one: Tissue, share: float, row: int) -> None:
    """What a colour stands for, and how many of the samples lie there."""
    top = SIZE[0] + 26 * row + 8
    page[top + 2 : top + 18, LEFT : LEFT + 16] = one.colour
    said = f"{one.name}: {one.low:g} to {one.high:g} HU, {share:.1%} of the samples"
    write(page, said, (LEFT + 28, top), TEXT, SMALL)
