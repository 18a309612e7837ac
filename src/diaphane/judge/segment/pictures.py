"""An answer beside the truth, for a person: the image, both masks over it, and where they differ.

Axes: planes (Y, X), pictures uint8 (Y, X, 3).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...card import Card
from ...data.masks import Field, Labels
from ...data.pairs import Pair
from ...image import Image
from ...pixels.draw import screen
from ...pixels.page import Picture, stamped, write
from ...pixels.planes import plane, slice_axis
from ..shown import jpegs
from .evaluate import Segmenter

SIDE = 480
"""Pixels of a panel's longer side, about."""

HIDDEN = 0.6
"""How much of the image a mask over it hides."""

DIM = 0.45
"""How bright the image is where errors are shown."""

RIGHT, FALSE, MISSED, MIXED = (205, 210, 214), (255, 132, 0), (0, 150, 255), (225, 60, 200)
"""What is found, what is answered and is not there, what is there and not answered, and what is
called another class; told apart by those who cannot tell red from green."""

PAPER, INK, WORDS, BAND, GAP = (18, 23, 28), (227, 234, 240), 14, 24, 6


def pictures(
    model: Segmenter, pairs: Sequence[Pair], names: Sequence[str], card: Card
) -> dict[str, bytes]:
    """JPEG files by name, of those pairs that can be read and answered; asks the model again."""
    return jpegs(pairs, names, lambda pair: _picture(model, pair, card))


def _picture(model: Segmenter, pair: Pair, card: Card) -> Picture:
    image, truth, counted = pair.image(), pair.labels(card), pair.counted()
    result = model.predict(image)
    assert result.image is not None, "a model that segments answers by a label map"
    return case_picture(image, truth, result.image.pixels[0], card, counted=counted)


def case_picture(
    image: Image, truth: Labels, answer: Labels, card: Card, *, counted: Field | None = None
) -> Picture:
    """Four panels with the disclaimer below; of a volume the slice with the most errors."""
    where = np.ones(truth.shape, np.bool_) if counted is None else counted
    index = None if image.axes == "yx" else worst_slice(image, truth, answer, where)
    shown = screen(plane(image, index)[0])
    masks = [_on_screen(mask, image, index, shown) for mask in (truth, answer, where)]
    true, said, inside = masks[0], masks[1], masks[2] > 0
    panels = {
        "image" if index is None else f"image, slice {index}": shown,
        "truth": veiled(shown, true, card),
        "answer": veiled(shown, said, card),
        "errors": errors(shown, true, said, inside),
    }
    return stamped(_in_four([_named(name, _fit(panel)) for name, panel in panels.items()]))


def worst_slice(image: Image, truth: Labels, answer: Labels, where: Field) -> int:
    """Counted from 1: the slice with the most errors, or with most of the truth."""
    others = tuple(axis for axis in range(truth.ndim) if axis != slice_axis(image))
    wrong = ((truth != answer) & where).sum(axis=others)
    there = ((truth > 0) & where).sum(axis=others)
    return int((wrong if wrong.any() else there).argmax()) + 1


def veiled(shown: Picture, mask: Labels, card: Card) -> Picture:
    """The picture with the classes over it, in the card's colours."""
    colours = np.array([(0, 0, 0), *(one.colour for one in card.classes)], np.float64)
    share = np.where(mask > 0, HIDDEN, 0.0)[..., None]
    return np.asarray(np.rint(shown * (1 - share) + colours[mask] * share), np.uint8)


def errors(shown: Picture, truth: Labels, answer: Labels, inside: Field) -> Picture:
    """The picture dimmed, with what is right and wrong over it."""
    gray = np.repeat(shown.mean(axis=-1, keepdims=True), 3, axis=-1) * DIM
    page = np.asarray(np.rint(gray), np.uint8)
    page[(truth > 0) & (truth == answer) & inside] = RIGHT
    page[(truth == 0) & (answer > 0) & inside] = FALSE
    page[(truth > 0) & (answer == 0) & inside] = MISSED
    page[(truth > 0) & (answer > 0) & (truth != answer) & inside] = MIXED
    return page


def _on_screen(
    mask: NDArray[np.uint8] | Field, image: Image, index: int | None, shown: Picture
) -> Labels:
    """The plane of a mask, each sample as large as on the screen."""
    chosen, _ = plane(image.but(pixels=mask[None].astype(np.uint8)), index)
    sizes = zip(chosen.shape, shown.shape, strict=False)
    rows, columns = (np.arange(screened) * n // screened for n, screened in sizes)
    return np.asarray(chosen.pixels[0][np.ix_(rows, columns)], np.uint8)


def _fit(picture: Picture) -> Picture:
    """As large as a panel: enlarged by whole factors, or shrunk smoothly."""
    from PIL import Image as Pillow

    height, width = picture.shape[:2]
    if whole := SIDE // max(height, width):
        return picture.repeat(whole, 0).repeat(whole, 1)
    size = [max(1, round(n * SIDE / max(height, width))) for n in (width, height)]
    return np.asarray(Pillow.fromarray(picture).resize((size[0], size[1]), Pillow.Resampling.BOX))


def _named(name: str, panel: Picture) -> Picture:
    """A panel under its name."""
    page = np.full((panel.shape[0] + BAND, max(panel.shape[1], 120), 3), PAPER, np.uint8)
    page[BAND:, : panel.shape[1]] = panel
    write(page, name, (2, 4), INK, WORDS)
    return page


def _in_four(panels: Sequence[Picture]) -> Picture:
    """Two above two."""
    height, width = panels[0].shape[:2]
    page = np.full((2 * height + GAP, 2 * width + GAP, 3), PAPER, np.uint8)
    for k, panel in enumerate(panels):
        top, left = k // 2 * (height + GAP), k % 2 * (width + GAP)
        page[top : top + height, left : left + width] = panel
    return page
