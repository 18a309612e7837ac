"""What the tasks share whose answer is a picture that a network drew: values at the image's own
depth, the mark that it is synthetic, and the doubts and notes.

Axes: `C` channels, `Y X` space.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..card import Card
from ..image import Floats, Image, Pixels, Window
from ..pixels.prepare import colours
from ..words import DRAWN
from .base import Seen, doubts_on_input, notes_on_input

BLANK = "the image is blank: all of its samples have one value"

OWN_UIDS = ("series", "instance", "sop_class")
"""What names the image as it was taken, and no picture made of it."""


def stored(values: Floats, limits: Window, image: Image) -> Pixels:
    """Stored values of the image's dtype from 0..1: what scaled them for the network, undone."""
    unit = np.clip(values, 0, 1)
    if image.inverted:
        unit = 1 - unit
    real = limits.low + unit.astype(np.float64) * (limits.high - limits.low)
    dtype = image.pixels.dtype
    return real.astype(dtype) if dtype.kind == "f" else np.rint(real).astype(dtype)


def without_alpha(image: Image) -> Image:
    """The image's colours alone."""
    return image.but(pixels=image.pixels[: colours(image)])


def synthetic(image: Image, pixels: Pixels, card: Card, how: str) -> Image:
    """The image with these pixels in the place of its own, marked as what no camera took."""
    uids = {name: uid for name, uid in image.source.uids.items() if name not in OWN_UIDS}
    source = replace(image.source, path=None, format="synthetic", sha256="", uids=uids, files=())
    made = f"{DRAWN[card.task]}: {how}, by {card.name}"
    return image.but(pixels=pixels, source=source, warnings=(*image.warnings, made))


def doubts(plain: Image, prepared: Seen, card: Card) -> tuple[str, ...]:
    """Why the picture may be worth nothing, of an image without alpha."""
    blank = [BLANK] if plain.pixels.min() == plain.pixels.max() else []
    return (*blank, *doubts_on_input(plain, prepared, card))


def notes(image: Image, prepared: Seen, card: Card) -> tuple[str, ...]:
    """What was met and done, and what the picture is not."""
    return (
        *notes_on_input(image, prepared, card),
        *depth_note(image, prepared.limits),
        DRAWN[card.task],
    )


def depth_note(image: Image, limits: Window) -> tuple[str, ...]:
    """Which values became black and white, where it is not the usual 0 to 255."""
    if image.pixels.dtype == np.uint8:
        return ()
    units = f" {image.units}" if image.units else ""
    return (f"values from {limits.low:g} to {limits.high:g}{units} were taken as black to white",)
