"""Pictures of label maps for people: the image, beside it what was found where, how much of it.

Axes: pictures are uint8 (Y, X, 3) while they are drawn, and (3, Y, X) when they are handed out.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..card import Card
from ..image import Image
from ..result import Result
from .draw import foot, screen, stacked
from .page import (
    DOUBT,
    FAINT,
    LARGE,
    MARGIN,
    MIDDLE,
    PAGE,
    PANEL,
    SMALL,
    TEXT,
    WIDTH,
    Picture,
    enlarged,
    put,
    sentences,
    write,
)
from .planes import plane, slice_axis
from .resample import nearest
from .window import percentiles

FILL = 0.35
"""How much of the image a class's colour hides."""
COLUMNS, MOST = 4, 8
"""Small pictures of slices in a row, and in all."""
SHOWN = ("volume_ml", "surface_mm2", "area_mm2", "area_px", "voxels", "share", "components")
"""Measures in the legend, of those that there are."""


def labels_picture(image: Image, result: Result, card: Card) -> Picture:
    """(3, Y, X): the image, beside it the classes in their colours, what was measured, doubts,
    notes, the disclaimer. Of a volume the plane that holds most, and below it others."""
    assert result.image is not None, "a model that segments answers with a label map"
    image, labels = shown_alike(image), result.image
    number = fullest(labels)
    blocks = [
        sentences([headline(result, card)], TEXT, LARGE),
        _panels(image, labels, card, number),
        *([] if number is None else [_others(image, labels, card)]),
        legend(result, card),
        sentences([f"! {doubt}" for doubt in result.doubts], DOUBT, MIDDLE),
        sentences(list(result.notes), FAINT, SMALL),
        foot(card),
    ]
    return stacked(blocks)


def headline(result: Result, card: Card) -> str:
    """Which classes were found."""
    found = [c.title or c.name for c in card.classes if result.measures.get(f"{c.name}_share")]
    return f"found: {', '.join(found)}" if found else "nothing was found"


def overlay(picture: Picture, labels: NDArray[np.uint8], card: Card) -> Picture:
    """(Y, X, 3) under the classes of labels (Y, X) on the same grid: filled faintly, with a
    contour in full colour."""
    colours = np.array([(0, 0, 0), *(c.colour for c in card.classes)], np.float32)[labels]
    veil = np.where(_rim(labels), 1.0, np.where(labels > 0, FILL, 0.0))[..., None]
    return np.asarray(np.rint(picture * (1 - veil) + colours * veil), np.uint8)


def _rim(labels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Labelled samples beside a sample of another label."""
    framed = np.pad(labels, 1, mode="edge")
    beside = (framed[:-2, 1:-1], framed[2:, 1:-1], framed[1:-1, :-2], framed[1:-1, 2:])
    edge: NDArray[np.bool_] = np.any([labels != one for one in beside], axis=0)
    return edge & (labels > 0)


def legend(result: Result, card: Card) -> Picture:
    """A line for each class: its colour, its title, how much of it there is."""
    step = 30
    page = np.full((step * len(card.classes) + 8, WIDTH, 3), PAGE, np.uint8)
    for row, one in enumerate(card.classes):
        top = row * step
        page[top + 6 : top + 22, MARGIN : MARGIN + 16] = one.colour
        words = [one.title or one.name, *amounts(result, one.name)]
        write(page, "   ".join(words), (MARGIN + 28, top + 3), TEXT, MIDDLE)
    return page


def amounts(result: Result, name: str) -> list[str]:
    """What was measured of a class, for a person."""
    found = ((key, result.measures.get(f"{name}_{key}")) for key in SHOWN)
    return [_amount(key, value) for key, value in found if value is not None]


def _amount(key: str, value: float) -> str:
    what, _, unit = key.rpartition("_")
    if key == "share":
        return f"{value:.1%} of the image"
    if what:
        return f"{what} {value:,.{0 if value >= 100 else 1}f} {unit}"
    return f"{value:,.0f} {key if value != 1 else key.removesuffix('s')}"


def shown_alike(image: Image) -> Image:
    """With a window where it has none, so that all planes of a volume are shown alike."""
    if image.axes == "yx" or image.window or image.pixels.dtype == np.uint8:
        return image
    return image.but(window=percentiles(image.pixels))


def _stack_axis(image: Image) -> int:
    return slice_axis(image) if image.axes == "zyx" else 0


def _areas(labels: Image) -> NDArray[np.intp]:
    """Labelled samples of each plane of a stack."""
    rest = tuple(a for a in range(3) if a != _stack_axis(labels))
    return np.asarray(np.count_nonzero(labels.pixels[0], axis=rest))


def fullest(labels: Image) -> int | None:
    """The plane, from 1, that holds most, or the middle one of an empty stack; None of a plane."""
    if labels.axes == "yx":
        return None
    areas = _areas(labels)
    return int(areas.argmax()) + 1 if areas.any() else (len(areas) + 1) // 2


def _both(image: Image, labels: Image, card: Card, number: int | None) -> tuple[Picture, Picture]:
    """A plane as a screen shows it, and the same with its classes."""
    one, own = plane(image, number)[0], plane(labels, number)[0]
    picture = screen(one)
    return picture, overlay(picture, nearest(own.pixels, picture.shape[:2])[0], card)


def _fitted(picture: Picture, room: int) -> Picture:
    """As large as fits a square: smooth."""
    scale = room / max(picture.shape[:2])
    return enlarged(picture, tuple(max(1, round(n * scale)) for n in picture.shape[:2]))


def _panels(image: Image, labels: Image, card: Card, number: int | None) -> Picture:
    """The image and what was found, side by side; the contour is drawn on the enlarged image."""
    one, own = plane(image, number)[0], plane(labels, number)[0]
    left = _fitted(screen(one), PANEL)
    right = overlay(left, nearest(own.pixels, left.shape[:2])[0], card)
    page = np.full((left.shape[0] + 2 * MARGIN, WIDTH, 3), PAGE, np.uint8)
    put(page, left, MARGIN)
    put(page, right, PANEL + 2 * MARGIN)
    words = "image" if number is None else which(labels, number)
    write(page, words, (MARGIN, left.shape[0] + 4), FAINT, SMALL)
    write(page, "found", (PANEL + 2 * MARGIN, left.shape[0] + 4), FAINT, SMALL)
    return page


def which(labels: Image, number: int) -> str:
    name = "frame" if labels.axes == "tyx" else "slice"
    return f"{name} {number} of {len(_areas(labels))}"


def _others(image: Image, labels: Image, card: Card) -> Picture:
    """Small pictures of slices, spread evenly over those that hold something."""
    held = np.flatnonzero(_areas(labels)) if labels.pixels.any() else np.arange(len(_areas(labels)))
    chosen = np.unique(np.linspace(held[0], held[-1], MOST + 2).round().astype(int)[1:-1])
    edges = np.linspace(MARGIN, WIDTH - MARGIN, COLUMNS + 1).round().astype(int)
    room = int(np.diff(edges).min()) - 8
    small = [_fitted(_both(image, labels, card, int(k) + 1)[1], room) for k in chosen]
    height = max(one.shape[0] for one in small) + MARGIN
    page = np.full((height * -(-len(small) // COLUMNS), WIDTH, 3), PAGE, np.uint8)
    places = [(row, left) for row in range(len(small)) for left, _ in pairwise(edges)]
    for k, one, (row, left) in zip(chosen, small, places, strict=False):
        page[row * height :, left:][: one.shape[0], : one.shape[1]] = one
        write(page, which(labels, int(k) + 1), (left, (row + 1) * height - 21), FAINT, SMALL)
    return page
