"""Classify: from logits to calibrated probabilities, a set of possible classes, and doubts.

Axes: `K` classes; `Y X` the image's grid; `y x` the coarser grid of the network's last maps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..card import Calibration, Card
from ..errors import BadModel
from ..image import Floats, Image
from ..pixels.prepare import Prepared
from ..result import Result
from .base import Outputs, Task, blank, doubts_on_input, finite, notes_on_input

NAMELESS = "no class is named"
UNLIKE = "unlike the training images"
BLANK = "the image is blank"
UNCALIBRATED = "the probabilities are not calibrated: the model's card has no calibration"


def decode(outputs: Outputs, image: Image, prepared: Prepared, card: Card) -> Result:
    """What the network says of one image, and why not to believe it.

    The label is None, and a doubt says why, where the image is blank or unlike the training
    images, where the likeliest class is less probable than the card's `least`, and where the set
    rules no class out.
    """
    calibration = card.calibration or Calibration()
    p = probabilities(outputs, card, temperature=calibration.temperature)
    top = max(p, key=lambda name: p[name])
    possible, doubts_on_set = possible_classes(p, calibration, card)
    strange = unlike(outputs, prepared, card)
    if strange:  # a set promises something for images like the calibration images only
        possible, doubts_on_set = (), []
    reasons = [*strange, *undecided(p, top, possible, calibration, card)]
    return Result(
        task="classify",
        label=None if reasons else top,
        probabilities=p,
        possible=possible,
        doubts=(*reasons, *doubts_on_set, *doubts_on_input(image, prepared, card)),
        notes=(
            *notes_on_input(image, prepared, card),
            *(() if card.calibration else (UNCALIBRATED,)),
        ),
        heat=None if strange else heat_of(outputs, card.names.index(top), prepared),
        measures={"novelty": novelty_of(outputs)} if "novelty" in outputs else {},
    )


def softmax(logits: NDArray[Any], *, temperature: float = 1.0) -> NDArray[np.float64]:
    """(..., K) probabilities that add up to 1 along the last axis."""
    scaled = np.asarray(logits, np.float64) / temperature
    raised = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def conformal_set(chances: Sequence[float], thresholds: Sequence[float]) -> tuple[int, ...]:
    """The classes that cannot be ruled out, likeliest first. May be empty: no class is as
    probable as it was for its own images (Vovk 2012)."""
    likeliest = sorted(range(len(chances)), key=lambda k: -chances[k])
    return tuple(k for k in likeliest if 1 - chances[k] <= thresholds[k])


def probabilities(outputs: Outputs, card: Card, *, temperature: float) -> dict[str, float]:
    """Calibrated, by class name; raises `BadModel` where logits and classes differ in number."""
    logits = finite(outputs, "logits")
    if logits.shape != (len(card.classes),):
        raise BadModel(
            f"expected one logit for each of the card's {len(card.classes)} classes, got the "
            f"shape {logits.shape}; export the model again with the card of its training"
        )
    return dict(zip(card.names, softmax(logits, temperature=temperature).tolist(), strict=True))


def possible_classes(
    p: Mapping[str, float], calibration: Calibration, card: Card
) -> tuple[tuple[str, ...], list[str]]:
    """The conformal set, never empty: the likeliest class stands in, and a doubt says so."""
    if not calibration.thresholds:
        return (), []
    held = conformal_set(list(p.values()), calibration.thresholds)
    if held:
        return tuple(card.names[k] for k in held), []
    top = max(p, key=lambda name: p[name])
    return (top,), [
        f"less sure than for {calibration.coverage:.0%} of the images of any class: "
        f"{card.title(top)} is only the likeliest"
    ]


def unlike(outputs: Outputs, prepared: Prepared, card: Card) -> list[str]:
    """Why the image is none that the model could know, one sentence each."""
    if blank(prepared):
        return [f"{BLANK}: the network is shown one even gray; {NAMELESS}"]
    if not card.novelty or "novelty" not in outputs:
        return []
    score, limit = novelty_of(outputs), card.novelty.limit
    if score <= limit:
        return []
    return [f"{UNLIKE}: novelty {score:.3g}, limit {limit:.3g}; {NAMELESS}"]


def undecided(
    p: Mapping[str, float],
    top: str,
    possible: tuple[str, ...],
    calibration: Calibration,
    card: Card,
) -> list[str]:
    """Why the network's own numbers name no class, one sentence each."""
    if p[top] < calibration.least:
        return [
            f"too unsure: the likeliest class, {card.title(top)}, has {p[top]:.0%}, and it takes "
            f"{calibration.least:.0%}; {NAMELESS}"
        ]
    if len(possible) == len(p) > 1:
        return ["no class can be ruled out, so none is named"]
    return []


def novelty_of(outputs: Outputs) -> float:
    """How unlike the training images, in the units of the card's limit."""
    return float(finite(outputs, "novelty").reshape(()))


def heat_of(outputs: Outputs, k: int, prepared: Prepared) -> Floats | None:
    """(Y, X) in 0..1: where the image spoke for class k (class activation map; Zhou et al. 2016).
    None where the file has no maps; all 0 where nothing spoke for it."""
    if "cam" not in outputs:
        return None
    spoke = np.maximum(finite(outputs, "cam")[k : k + 1], 0)
    heat: Floats = prepared.undo(np.asarray(spoke, np.float32))[0]
    return np.asarray(heat / max(heat.max(), np.finfo(np.float32).tiny), np.float32)


task = Task(
    name="classify", decode=decode, needs=("logits",), offers=("features", "cam", "novelty")
)
