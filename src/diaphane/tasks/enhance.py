"""Enhance: what a network's larger picture means: a picture at the image's own depth and place,
and how much of it was invented.

Axes: `C` channels, `Y X` space; `S` is the card's scale.
"""

from __future__ import annotations

import numpy as np

from ..card import Card
from ..image import Image, Pixels
from ..pixels.interpolate import enlarge
from ..result import Result
from .base import Outputs, Seen, Task
from .drawn import doubts, notes, synthetic, without_alpha
from .invented import ADDED, RESIDUAL, added, measures, residual


def decode(outputs: Outputs, image: Image, prepared: Seen, card: Card) -> Result:
    """An answer from `picture` (C, Y * S, X * S), which is of the image's dtype."""
    picture, limits, plain = outputs["picture"], prepared.limits, without_alpha(image)
    maps = {
        RESIDUAL: residual(picture, plain, limits, card.scale),
        ADDED: added(picture, plain, limits, card.scale),
    }
    return Result(
        task="enhance",
        image=larger(image, with_alpha(picture, image, card.scale), card),
        doubts=doubts(plain, prepared, card),
        notes=notes(image, prepared, card),
        maps=maps,
        measures=measures(maps),
    )


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
    made = synthetic(image, pixels, card, f"{s} times as fine as it was taken")
    return made.but(spacing=finer, origin=origin)


task = Task(name="enhance", decode=decode, needs=("picture",), tiled=True, planar=True)
