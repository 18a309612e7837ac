"""Pictures of enhanced images for people: the place that changed most, beside what interpolation
makes of it, and what was invented where.

Axes: pictures are uint8 (Y, X, 3) while they are drawn, and (3, Y, X) when they are handed out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np

from ..card import Card
from ..image import Floats, Image, Pixels
from ..result import Result
from ..words import DISCLAIMER, SYNTHETIC
from .draw import screen, stacked
from .interpolate import REACH, Kind, enlarge
from .page import DOUBT, FAINT, LARGE, MIDDLE, SMALL, TEXT, WARNING, Picture, sentences
from .panels import SIDE, as_large, evenly, fit, mapped, row, some, words
from .prepare import colours

FULL_ADDED, FULL_RESIDUAL = 0.2, 0.05
"""Shares of the range from black to white that are drawn brightest, so that pictures compare."""
MAPS = {"added": FULL_ADDED, "residual": FULL_RESIDUAL}


@dataclass(frozen=True)
class Place:
    """A part of the image, on the image's own grid."""

    rows: slice
    columns: slice


def enhanced_picture(image: Image, result: Result, card: Card) -> Picture:
    """(3, Y, X): nearest, bilinear, bicubic and the answer side by side at full size, where most
    was added; below them the whole picture and the maps of what was invented."""
    assert result.image is not None, "a model that enhances answers with a picture"
    image = evenly(image)
    answer = result.image.but(window=image.window, inverted=image.inverted)
    place = busiest(result.maps["added"], image.shape, card.scale)
    height, width = answer.shape
    blocks = [
        words([f"{width} x {height}, {card.scale} times as fine as it was taken"], TEXT, LARGE),
        row(crops(image, answer, place, card)),
        row(wholes(answer, place, result, card)),
        words([f"! {doubt}" for doubt in result.doubts], DOUBT, MIDDLE),
        words([note for note in result.notes if note != SYNTHETIC], FAINT),
        words([SYNTHETIC, DISCLAIMER], WARNING, MIDDLE),
        words([f"diaphane, model {card.name}"], FAINT),
    ]
    return stacked(blocks)


def busiest(added: Floats, shape: tuple[int, ...], scale: int, *, side: int = SIDE) -> Place:
    """The part of `side` pixels of the picture whose mean of what was added is the largest."""
    size = [min(n, side // scale) for n in shape]
    starts = [
        sorted({*range(0, n - length + 1, max(1, length // 2)), n - length})
        for n, length in zip(shape, size, strict=True)
    ]
    places = [
        Place(slice(y, y + size[0]), slice(x, x + size[1])) for y in starts[0] for x in starts[1]
    ]
    return max(places, key=lambda place: float(finely(added, place, scale).mean()))


def finely(pixels: Pixels, place: Place, scale: int) -> Pixels:
    """The part on the finer grid; space comes last."""
    rows, columns = (slice(s.start * scale, s.stop * scale) for s in (place.rows, place.columns))
    return pixels[..., rows, columns]


def crops(image: Image, answer: Image, place: Place, card: Card) -> dict[str, Picture]:
    """The part by each interpolation and as the model answered, by name."""
    made = {
        kind: image.but(pixels=interpolated(image.pixels, place, card.scale, kind))
        for kind in get_args(Kind)
    }
    own = finely(answer.pixels[: image.channels], place, card.scale)
    return {name: screen(one) for name, one in {**made, card.name: image.but(pixels=own)}.items()}


def interpolated(pixels: Pixels, place: Place, scale: int, kind: Kind) -> Pixels:
    """(C, y, x) of the part, in the image's dtype; what lies around it has its say."""
    near = [slice(max(0, s.start - REACH), s.stop + REACH) for s in (place.rows, place.columns)]
    large = enlarge(pixels[:, near[0], near[1]].astype(np.float32), scale, kind)
    first = [s.start - n.start for s, n in zip((place.rows, place.columns), near, strict=True)]
    ends = [s.stop - s.start for s in (place.rows, place.columns)]
    inner = Place(*(slice(a, a + n) for a, n in zip(first, ends, strict=True)))
    values: Floats = finely(large, inner, scale)
    if pixels.dtype.kind == "f":
        return values
    kept = np.iinfo(pixels.dtype)
    exact = values.astype(np.float64)  # float32 has no room for the largest of 32 bits
    whole: Pixels = np.rint(np.clip(exact, kept.min, kept.max)).astype(pixels.dtype)
    return whole


def wholes(answer: Image, place: Place, result: Result, card: Card) -> dict[str, Picture]:
    """The picture with a frame around the part shown above, and both maps."""
    plain = some(answer.pixels[: colours(answer)])
    whole = fit(screen(answer.but(pixels=plain, spacing=None)))
    shrunk = whole.shape[0] / answer.shape[0]
    corners = [s * card.scale * shrunk for s in (place.rows.start, place.columns.start)]
    ends = [s * card.scale * shrunk for s in (place.rows.stop, place.columns.stop)]
    framed(whole, [round(c) for c in corners], [round(e) for e in ends])
    added, residual = (mapped(some(result.maps[n]), full) for n, full in MAPS.items())
    return {
        "the whole picture": whole,
        f"what was added to bicubic (brightest: {FULL_ADDED:.0%} of the range)": fit(added),
        f"what does not shrink back (brightest: {FULL_RESIDUAL:.0%})": as_large(residual, whole),
        "how much that is": amounts(result),
    }


def amounts(result: Result) -> Picture:
    """The measures in words, as wide as a panel."""
    of = result.measures
    told = [
        f"what was added to bicubic is {of['added_mean_percent']:.2g} % of the range from black to "
        f"white on average, {of['added_max_percent']:.2g} % at the most",
        f"shrunk again, the picture is {of['residual_mean_percent']:.2g} % off on average, "
        f"{of['residual_max_percent']:.2g} % at the most",
        "a large residual is a fault; a small one proves nothing, for very different pictures "
        "shrink to the same image",
    ]
    return sentences(told, TEXT, SMALL, width=SIDE, margin=0)


def framed(picture: Picture, first: list[int], last: list[int]) -> None:
    """Draw a frame, within the picture."""
    (top, left), (bottom, right) = first, last
    for rows, columns in (
        (slice(top, top + 2), slice(left, right)),
        (slice(max(top, bottom - 2), bottom), slice(left, right)),
        (slice(top, bottom), slice(left, left + 2)),
        (slice(top, bottom), slice(max(left, right - 2), right)),
    ):
        picture[rows, columns] = WARNING
