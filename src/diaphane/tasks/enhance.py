"""Enhance: what a network's larger picture means: a picture at the image's own depth and place,
and how much of it was invented.

Axes: `C` channels, `Y X` space; `S` is the card's scale.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..card import Card
from ..image import Floats, Image, Pixels, Window
from ..pixels.interpolate import enlarge
from ..pixels.prepare import colours
from ..result import Result
from ..words import SYNTHETIC
from .base import Outputs, Seen, Task, doubts_on_input, notes_on_input
from .invented import ADDED, RESIDUAL, added, measures, residual

BLANK = "the image is blank: all of its samples have one value"


def decode(outputs: Outputs, image: Image, prepared: Seen, card: Card) -> Result:
    """An answer from `picture` (C, Y * S, X * S), which is of the image's dtype."""
    picture, limits = outputs["picture"], prepared.limits
    plain = image.but(pixels=image.pixels[: colours(image)])
    maps = {
        RESIDUAL: residual(picture, plain, limits, card.scale),
        ADDED: added(picture, plain, limits, card.scale),
    }
    return Result(
        task="enhance",
        image=larger(image, with_alpha(picture, image, card.scale), card),
        doubts=(
            *([BLANK] if plain.pixels.min() == plain.pixels.max() else []),
            *doubts_on_input(image, prepared, card),
        ),
        notes=(*notes_on_input(image, prepared, card), *depth_note(image, limits), SYNTHETIC),
        maps=maps,
        measures=measures(maps),
    )


def stored(values: Floats, limits: Window, image: Image) -> Pixels:
    """Stored values of the image's dtype from 0..1: what scaled them for the network, undone."""
    unit = np.clip(values, 0, 1)
    if image.inverted:
        unit = 1 - unit
    real = limits.low + unit.astype(np.float64) * (limits.high - limits.low)
    dtype = image.pixels.dtype
    return real.astype(dtype) if dtype.kind == "f" else np.rint(real).astype(dtype)


def with_alpha(picture: Pixels, image: Image, scale: int) -> Pixels:
    """The picture with the image's alpha, where it has one, enlarged by bicubic."""
    if image.channels not in (2, 4):
        return picture
    alpha = enlarge(image.pixels[-1:].astype(np.float32), scale, "bicubic")
    dtype = image.pixels.dtype
    if dtype.kind in "iu":
        alpha = np.rint(np.clip(alpha, 0, np.iinfo(dtype).max))
    return np.concatenate([picture, alpha.astype(dtype)])


def larger(image: Image, pixels: Pixels, card: Card) -> Image:
    """The image with these pixels in the place of its own, each sample parted in S by S.

    The first of them lies (S - 1) / 2 of the new spacing before the centre of the old sample, so
    that the borders of both pictures are the same.
    """
    s, spacing, origin = card.scale, image.spacing, image.origin
    finer = spacing and tuple(step / s for step in spacing)
    if finer and origin is not None and image.direction is not None:
        moved = np.asarray(origin) - image.direction @ np.asarray(finer) * ((s - 1) / 2)
        origin = (float(moved[0]), float(moved[1]), float(moved[2]))
    uids = {name: uid for name, uid in image.source.uids.items() if name not in OWN_UIDS}
    source = replace(image.source, path=None, format="synthetic", sha256="", uids=uids, files=())
    made = f"{SYNTHETIC}: {s} times as fine as it was taken, by {card.name}"
    return image.but(
        pixels=pixels,
        spacing=finer,
        origin=origin,
        source=source,
        warnings=(*image.warnings, made),
    )


OWN_UIDS = ("series", "instance", "sop_class")
"""What names the image as it was taken, and no picture made of it."""


def depth_note(image: Image, limits: Window) -> tuple[str, ...]:
    """Which values became black and white, where it is not the usual 0 to 255."""
    if image.pixels.dtype == np.uint8:
        return ()
    units = f" {image.units}" if image.units else ""
    return (f"values from {limits.low:g} to {limits.high:g}{units} were taken as black to white",)


task = Task(name="enhance", decode=decode, needs=("picture",), tiled=True)
