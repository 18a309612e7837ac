"""What a task is: the one place where a network's raw output gets its meaning.

A task is data and plain numpy functions. It is used after onnxruntime in `infer` and after torch
in `learn`, so that training and serving cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ..card import Card, TaskName
from ..errors import BadModel
from ..image import Image, Pixels, Window
from ..pixels.prepare import Prepared
from ..pixels.window import black_and_white
from ..result import Result

Outputs = Mapping[str, Pixels]
"""A network's outputs by name, of one image, without the batch's axis. Of an image that was cut
into tiles: what became of them, on the grid of the image."""

MOSTLY = 0.5
"""A fixed scaling that clips more than this share of the samples was not meant for the image."""


class Seen(Protocol):
    """How an image was scaled for the network: of a `Prepared` or a `View` of it."""

    @property
    def limits(self) -> Window:
        """Stored values that became 0 and 1."""

    @property
    def clipped(self) -> float:
        """Share of the image's samples that lay outside the limits."""


class Decode(Protocol):
    """From raw outputs to an answer."""

    def __call__(self, outputs: Outputs, image: Image, prepared: Any, card: Card) -> Result:
        """`prepared` is a `Prepared`, or a `View` where the task is tiled. Raises `BadModel` where
        an output is missing or no finite number."""


@dataclass(frozen=True)
class Task:
    """What sets a task apart when a model runs."""

    name: TaskName
    decode: Decode
    needs: tuple[str, ...]
    """Outputs that the network must have."""
    offers: tuple[str, ...] = ()
    """Outputs that are used where the network has them."""
    tiled: bool = False
    """True where an image may be cut in tiles that are answered one by one."""
    planar: bool = False
    """True where the answer is one picture: of a volume or frames a plane is chosen."""


def finite(outputs: Outputs, name: str) -> Pixels:
    """One output; raises `BadModel` where it is absent or holds what is no number."""
    if name not in outputs:
        raise BadModel(
            f"expected an output named {name!r}, got {', '.join(sorted(outputs))}; export the "
            "model again"
        )
    if not np.isfinite(outputs[name]).all():
        raise BadModel(
            f"expected finite numbers in the output {name!r}, got some that are not; the model's "
            "weights or the image's values are damaged"
        )
    return outputs[name]


def blank(prepared: Prepared) -> bool:
    """True where the network was given one even value: there is nothing to see."""
    pixels = prepared.pixels[(slice(None), *prepared.box)]
    return bool(np.ptp(pixels.reshape(len(pixels), -1), axis=1).max() == 0)


def doubts_on_input(image: Image, prepared: Seen, card: Card) -> list[str]:
    """Why an image may not be what the model was made for, one sentence each."""
    doubts = []
    made_for, modality = card.input.modalities, image.source.modality
    if made_for and modality and modality not in made_for:
        doubts.append(f"made for {' or '.join(made_for)} images, and this one is {modality}")
    if card.input.scaling.kind == "fixed" and prepared.clipped > MOSTLY:
        low, high = prepared.limits.low, prepared.limits.high
        doubts.append(
            f"made for values from {low:g} to {high:g}, and {prepared.clipped:.0%} of this "
            "image's values lie outside"
        )
    return doubts


def notes_on_input(image: Image, prepared: Seen, card: Card) -> list[str]:
    """What was met while reading, and what was done, that a person should know."""
    if card.input.scaling.kind != "window":
        return [*image.warnings]
    reason = "the file's own window" if image.window else "percentiles: the file has no window"
    return [*image.warnings, f"{black_and_white(prepared.limits, image.units)} ({reason})"]
