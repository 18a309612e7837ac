"""Pictures of an image as it is: its three middle planes, and a montage of its slices.

Axes: pictures are uint8 (Y, X, 3).
"""

from __future__ import annotations

import numpy as np

from ..image import Image
from ..words import DISCLAIMER
from .draw import screen
from .page import FAINT, PAGE, SMALL, WARNING, Picture, enlarged, write
from .panels import BAND, GAP, WIDE, words
from .planes import as_shown, cut_at, plane, slice_axis
from .window import NAMED, percentiles

DULL = 4
"""A window so many times as wide as the values shows all of them in one gray, and is not taken."""

PLANES = 3
COLUMNS, ROWS = 6, 4
"""Of a montage, at most."""
NAMES = ("sagittal", "coronal", "axial")
"""Planes, by the patient axis (L, P, S) that they stand upright on."""


def planes_picture(image: Image) -> Picture:
    """The three middle planes of a volume, at right angles to its axes, each turned as radiology
    shows it and as wide and high as in the patient; of a plane or of frames the one picture."""
    image = windowed(image)
    if image.axes != "zyx":
        one, note = plane(image)
        return page([screen(one)], [note or "the image"], image)
    middles = [n // 2 for n in image.shape]
    cuts = [cut_at(image, axis, place) for axis, place in enumerate(middles)]
    names = [
        f"{name_of(cut)}, {place + 1} of {n}"
        for cut, place, n in zip(cuts, middles, image.shape, strict=True)
    ]
    return page([screen(as_shown(cut)) for cut in cuts], names, image)


def montage(image: Image) -> Picture | None:
    """Slices spread evenly over a volume, or frames; None of a plane."""
    if image.axes not in ("zyx", "tyx"):
        return None
    count = image.shape[slice_axis(image) if image.axes == "zyx" else 0]
    numbers = np.unique(np.linspace(1, count, min(count, COLUMNS * ROWS)).round().astype(int))
    shown = windowed(image)
    pictures = [screen(plane(shown, int(n))[0]) for n in numbers]
    name = "frame" if image.axes == "tyx" else "slice"
    return page(pictures, [f"{name} {n} of {count}" for n in numbers], shown, columns=COLUMNS)


def windowed(image: Image) -> Image:
    """With a window where it has none, or one in which all is of one gray, so that all planes are
    shown alike."""
    if not image.window and (image.pixels.dtype == np.uint8 or image.channels > 1):
        return image
    own = percentiles(image.pixels)
    if image.window and (image.window.high - image.window.low) <= DULL * (own.high - own.low):
        return image
    return image.but(window=NAMED["soft-tissue"] if image.units == "HU" else own)


def name_of(cut: Image) -> str:
    """How the plane lies in the patient; of an oblique one how it mostly does."""
    if cut.direction is None:
        return "plane"
    normal = np.cross(cut.direction[:, 1], cut.direction[:, 0])
    oblique = "" if np.abs(normal).max() > 0.99 else "oblique, mostly "
    return oblique + NAMES[int(np.argmax(np.abs(normal)))]


def page(
    pictures: list[Picture], names: list[str], image: Image, *, columns: int = PLANES
) -> Picture:
    """Pictures in rows, all at one scale, each under its name; below them the window."""
    room = (WIDE - (columns + 1) * GAP) // columns
    scale = room / max(n for picture in pictures for n in picture.shape[:2])
    sized = [
        enlarged(one, tuple(max(1, round(n * scale)) for n in one.shape[:2])) for one in pictures
    ]
    rows = [
        in_a_row(sized[k : k + columns], names[k : k + columns], room)
        for k in range(0, len(sized), columns)
    ]
    return np.concatenate([*rows, words([window_of(image)], FAINT), words([DISCLAIMER], WARNING)])


def in_a_row(pictures: list[Picture], names: list[str], room: int) -> Picture:
    height = max(picture.shape[0] for picture in pictures)
    page = np.full((BAND + height + GAP // 2, WIDE, 3), PAGE, np.uint8)
    for k, (picture, name) in enumerate(zip(pictures, names, strict=True)):
        left = GAP + k * (room + GAP)
        write(page, name, (left, 4), FAINT, SMALL)
        page[BAND : BAND + picture.shape[0], left : left + picture.shape[1]] = picture
    return page


def window_of(image: Image) -> str:
    """Which values are black and white."""
    if image.window is None:
        return "shown as it is"
    low, high = image.window.low, image.window.high
    ends = f"{high:g} is black and {low:g}" if image.inverted else f"{low:g} is black and {high:g}"
    return f"{ends} white{f', in {image.units}' if image.units else ''}"
