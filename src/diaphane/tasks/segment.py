"""Segment: what a network's logits mean: a class for every sample, and how much of each there is.

Axes: `K` outputs (one for a single class, else the background and the classes), then space.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..card import Card
from ..errors import BadModel
from ..image import Floats, Image, Pixels
from ..result import Result
from .base import Outputs, Seen, Task, doubts_on_input, notes_on_input
from .extent import components, crumbs, surface

Labels = NDArray[np.uint8]
"""(*space): 0 is background, k the card's class number k, counted from 1."""

UNCERTAINTY = "uncertainty"
BLANK = "the image is blank: all of its samples have one value"


def decode(outputs: Outputs, image: Image, prepared: Seen, card: Card) -> Result:
    """An answer from `labels` (*space) and maps (*space) that are on the grid of the image."""
    labels, dropped = without_crumbs(outputs["labels"], card)
    empty = [c.title or c.name for k, c in enumerate(card.classes, 1) if not (labels == k).any()]
    return Result(
        task="segment",
        image=image.but(pixels=labels[None], units="", window=None, inverted=False),
        doubts=(
            *([BLANK] if image.pixels.min() == image.pixels.max() else []),
            *doubts_on_input(image, prepared, card),
        ),
        notes=(
            *notes_on_input(image, prepared, card),
            *([f"nothing was found of: {', '.join(empty)}"] if empty else []),
            *(
                f"{n} small {'part' if n == 1 else 'parts'} of {card.title(name)} "
                f"{'was' if n == 1 else 'were'} left out"
                for name, n in dropped.items()
            ),
        ),
        maps={name: values for name, values in outputs.items() if name != "labels"},
        measures=measures(labels, image, card),
    )


def without_crumbs(labels: Labels, card: Card) -> tuple[Labels, dict[str, int]]:
    """The label map without the parts that the card's classes hold to be too small, and how many
    of them there were by class."""
    dropped: dict[str, int] = {}
    for k, one in enumerate(card.classes, 1):
        if one.least:
            small, n = crumbs(labels == k, one.least)
            if n:
                labels, dropped[one.name] = np.where(small, np.uint8(0), labels), n
    return labels, dropped


def chances(logits: Pixels, card: Card) -> Floats:
    """(K, *space) probabilities: of the class, or of the background and each class, which add up
    to 1. Raises `BadModel` where the logits are not as the card says, or no finite numbers."""
    if len(logits) != card.outputs:
        raise BadModel(
            f"expected {card.outputs} outputs for the card's {len(card.classes)} classes, got "
            f"{len(logits)}; export the model again with the card of its training"
        )
    if not np.isfinite(logits.sum(dtype=np.float64)):
        raise BadModel(
            "expected finite numbers in the output 'logits', got some that are not; the model's "
            "weights or the image's values are damaged"
        )
    return sigmoid(logits) if card.outputs == 1 else softmax(logits)


def sigmoid(logits: Pixels) -> Floats:
    """1 / (1 + exp(-logits)), by the hyperbolic tangent, which overflows for no number."""
    half = np.tanh(np.asarray(logits, np.float32) * np.float32(0.5))
    return np.asarray((half + 1) * np.float32(0.5), np.float32)


def softmax(logits: Pixels) -> Floats:
    """(K, *space): shares of exp(logits) along the first axis."""
    raised = np.asarray(logits, np.float32)
    raised = np.exp(raised - raised.max(axis=0))
    raised /= raised.sum(axis=0)
    return np.asarray(raised, np.float32)


def labelled(p: Floats) -> Labels:
    """(*space) from (K, *space): the likeliest, the background where two are as likely."""
    likeliest = p[0] > 0.5 if len(p) == 1 else p.argmax(axis=0)
    return np.asarray(likeliest, np.uint8)


def mapped(p: Floats, card: Card) -> dict[str, Floats]:
    """(*space) maps in 0..1 by name: the probability of each class, and the uncertainty."""
    own = p[-len(card.classes) :]
    maps = {f"probability_{name}": q for name, q in zip(card.names, own, strict=True)}
    return {**maps, UNCERTAINTY: entropy(p)}


def entropy(p: Floats) -> Floats:
    """(*space): the entropy of (K, *space) as a share of the largest possible, 0..1."""
    every = np.concatenate([1 - p, p]) if len(p) == 1 else p
    bits = -(every * np.log(np.maximum(every, np.finfo(np.float32).tiny))).sum(axis=0)
    return np.asarray(np.clip(bits / np.float32(np.log(len(every))), 0, 1), np.float32)


def measures(labels: Labels, image: Image, card: Card) -> dict[str, float]:
    """How much there is of each class, by name and unit."""
    found: dict[str, float] = {}
    for k, name in enumerate(card.names, 1):
        own = extent(labels == k, image)
        found |= {f"{name}_{measure}": value for measure, value in own.items()}
    return found


def extent(mask: NDArray[np.bool_], image: Image) -> Mapping[str, float]:
    """How much a mask (*space) holds. Volumes of known spacing: `volume_ml`, `surface_mm2`; others
    `voxels`. Planes: `area_px`, and `area_mm2` where the spacing is known. Frames: `frames`, how
    many hold any of it. Of all: `share` of the image; of planes and volumes, `components`, the
    connected parts."""
    n = float(np.count_nonzero(mask))
    size = float(np.prod(image.spacing)) if image.spacing else None
    share = {"share": n / mask.size}
    if image.axes == "tyx":
        return {**share, "frames": float(mask.any(axis=(1, 2)).sum())}
    parts = {**share, "components": float(components(mask))}
    if image.axes == "yx":
        return {"area_px": n, **({} if size is None else {"area_mm2": n * size}), **parts}
    if size is None or image.spacing is None:
        return {"voxels": n, **parts}
    return {"volume_ml": n * size / 1000, "surface_mm2": surface(mask, image.spacing), **parts}


task = Task(name="segment", decode=decode, needs=("logits",), tiled=True)
