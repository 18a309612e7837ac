"""An enhanced picture beside the true one, for a person: the part where the two differ most.

Axes: planes (Y, X), pictures uint8 (Y, X, 3).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...card import Card
from ...data.pictures import Sharp
from ...image import Floats, Image
from ...pixels.draw import screen
from ...pixels.draw_enhanced import Place, busiest, finely
from ...pixels.page import Picture, stamped
from ...pixels.panels import SIDE, evenly, row
from ..shown import jpegs
from .evaluate import Enhancer, enlarged

CROP = SIDE // 2
"""Pixels of the part that is shown, twice as large as they are."""


def pictures(
    model: Enhancer, sharps: Sequence[Sharp], names: Sequence[str], card: Card
) -> dict[str, bytes]:
    """JPEG files by name, of those that can be read and answered; asks the model again."""
    return jpegs(sharps, names, lambda sharp: _picture(model, sharp, card))


def _picture(model: Enhancer, sharp: Sharp, card: Card) -> Picture:
    low, truth = sharp.low(), sharp.truth()
    result = model.predict(low)
    assert result.image is not None, "a model that enhances answers with a picture"
    return case_picture(low, truth, result.image, card)


def case_picture(low: Image, truth: Image, answer: Image, card: Card) -> Picture:
    """Four panels at full size with the disclaimer below: the small picture, bicubic, the answer
    and the truth, where answer and truth differ most."""
    true = evenly(truth)
    place = busiest(apart(true, answer), low.shape, card.scale, side=CROP)
    panels = {
        "the small picture": enlarged(low, "nearest", card.scale),
        "bicubic": enlarged(low, "bicubic", card.scale),
        card.name: answer,
        "the truth": truth,
    }
    return stamped(row({name: _part(one, true, place, card) for name, one in panels.items()}))


def apart(truth: Image, answer: Image) -> Floats:
    """(Y, X): the mean absolute difference over colours, in stored values."""
    made = answer.pixels[: truth.channels].astype(np.float32)
    return np.asarray(np.abs(made - truth.pixels).mean(axis=0), np.float32)


def _part(image: Image, truth: Image, place: Place, card: Card) -> Picture:
    """A part of an image as the truth is shown."""
    pixels = finely(image.pixels[: truth.channels], place, card.scale)
    return screen(truth.but(pixels=pixels))
