"""How near a network's pictures come to the sharp ones, while it is trained.

It is asked as people will ask it: tile by tile, on whole pictures, at their own depth.
Axes: `C` channels, `Y X` space; values in 0..1 between the limits of the sharp picture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ..card import Card
from ..data.pictures import Sharp
from ..image import Floats, Image
from ..infer.enhance import enhance
from ..pixels.prepare import colours, limits_of, to_unit
from .score import on

LEAST = 1e-10
"""Of a mean square error, in decibels: 100 dB are as good as equal."""


@dataclass(frozen=True)
class Held:
    """A held-out picture small and sharp, read once."""

    low: Image
    truth: Image
    """Without alpha, as is `low`."""


def hold(pictures: Sequence[Sharp]) -> tuple[Held, ...]:
    """Read the pictures, for as long as the training goes on."""
    return tuple(Held(opaque(sharp.low()), opaque(sharp.truth())) for sharp in pictures)


def opaque(image: Image) -> Image:
    return image.but(pixels=image.pixels[: colours(image)])


def score(
    net: nn.Module,
    pictures: Sequence[Held],
    card: Card,
    *,
    device: torch.device,
    see: Callable[[Sequence[Image]], None] | None = None,
) -> dict[str, float]:
    """`loss` (mean absolute difference) and `psnr` (decibels on Y, the border cut by the scale),
    means over the pictures; nothing where there are none.

    `see` is shown the network's pictures.
    """
    if not pictures:
        return {}
    network = on(net, device, "picture")
    made = [answered(network, held.low, card) for held in pictures]
    if see:
        see(made)
    pairs = [units(image, held.truth, card) for image, held in zip(made, pictures, strict=True)]
    return {
        "loss": float(np.mean([np.abs(a - b).mean() for a, b in pairs])),
        "psnr": float(np.mean([psnr_y(a, b, card.scale) for a, b in pairs])),
    }


def answered(network: Callable[[Floats], dict[str, Floats]], low: Image, card: Card) -> Image:
    return low.but(pixels=enhance(network, low, card)[0]["picture"])


def units(made: Image, truth: Image, card: Card) -> tuple[Floats, Floats]:
    """Both (C, Y, X) in 0..1 between the limits of the sharp picture."""
    scaling = card.input.scaling
    limits = limits_of(truth.pixels, truth, scaling)
    return to_unit(made.pixels, limits, scaling), to_unit(truth.pixels, limits, scaling)


def psnr_y(made: Floats, truth: Floats, border: int) -> float:
    """Peak signal-to-noise ratio on Y in decibels, without so many pixels at each border."""
    inner = (slice(border, -border or None),) * 2
    apart = (luma(made) - luma(truth))[inner]
    return float(-10 * np.log10(max(float(np.square(apart).mean()), LEAST)))


def luma(picture: Floats) -> NDArray[Any]:
    """(Y, X): Y of Y'CbCr in the range of studios (ITU-R BT.601, section 2.5), as the papers have
    it; of gray the values themselves."""
    if len(picture) == 1:
        return np.asarray(picture[0], np.float64)
    red, green, blue = picture.astype(np.float64)
    return np.asarray((16 + 65.481 * red + 128.553 * green + 24.966 * blue) / 255)
