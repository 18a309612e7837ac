"""How near a network's pictures come to the sharp ones, while it is trained.

It is asked as people will ask it: tile by tile, on whole pictures, at their own depth.
Axes: `C` channels, `Y X` space.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from ..card import Card
from ..data.pictures import Sharp
from ..image import Image
from ..infer.enhance import enhance
from ..infer.runtime import Network
from ..judge.enhance.fidelity import PEAK, Values, inner, luma, psnr, values
from ..pixels.prepare import colours, limits_of
from .answering import answering


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
    """`loss` (mean absolute difference, of 0..1) and `psnr` (decibels on Y), both without a border
    as wide as the scale, means over the pictures; nothing where there are none.

    `see` is shown the network's pictures.
    """
    if not pictures:
        return {}
    network = answering(net, device, "picture")
    made = [answered(network, held.low, card) for held in pictures]
    if see:
        see(made)
    pairs = [both(held.truth, image, card) for held, image in zip(pictures, made, strict=True)]
    return {
        "loss": float(np.mean([np.abs(a - b).mean() for a, b in pairs])) / PEAK,
        "psnr": float(np.mean([psnr(luma(a), luma(b)) for a, b in pairs])),
    }


def answered(network: Network, low: Image, card: Card) -> Image:
    return low.but(pixels=enhance(network, low, card)[0]["picture"])


def both(truth: Image, made: Image, card: Card) -> tuple[Values, Values]:
    """(C, Y, X) from 0 to 255 between the limits of the sharp picture, without its border."""
    limits = limits_of(truth.pixels, truth, card.input.scaling)
    return inner(values(truth, limits), card.scale), inner(values(made, limits), card.scale)
