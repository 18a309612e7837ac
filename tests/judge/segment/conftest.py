"""Made-up discs with a model that finds them a little off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from diaphane.card import Card, Class, Input
from diaphane.data.pairs import Pair
from diaphane.image import Image, Pixels
from diaphane.result import Result

DISCS = Card("discs", "segment", Input(tile=(32, 32)), (Class("disc"),))
TWO = Card("two", "segment", Input(tile=(8, 8, 8)), (Class("front"), Class("back")))


@dataclass(frozen=True)
class Stub:
    """Says what the pixels of an image are: the probability of the class in channel 0, ... ."""

    card: Card

    def predict(self, asked: Image, /, *, maps: bool = False) -> Result:
        probabilities = asked.pixels.astype(np.float32)
        background = 1 - probabilities.sum(0, keepdims=True)
        labels = np.concatenate([background, probabilities]).argmax(0).astype(np.uint8)
        named = {f"probability_{n}": probabilities[k] for k, n in enumerate(self.card.names)}
        label_map = asked.but(pixels=labels[None])
        return Result(task="segment", image=label_map, maps=named if maps else {})


def pair(
    name: str,
    probabilities: Pixels,
    truth: Pixels,
    *,
    fov: Pixels | None = None,
    group: str = "",
    spacing: tuple[float, ...] | None = None,
) -> Pair:
    """A pair whose image is what `Stub` is to answer."""
    axes = "zyx" if truth.ndim == 3 else "yx"

    def image(pixels: Pixels) -> Callable[[], Image]:
        return lambda: Image(pixels, axes=axes, spacing=spacing)  # type: ignore[arg-type]

    return Pair(
        name,
        image(probabilities),
        image(truth[None]),
        None if fov is None else image(fov[None].astype(np.uint8)),
        group,
    )


def disc(size: int, centre: tuple[float, float], radius: float) -> Pixels:
    y, x = np.mgrid[:size, :size]
    inside: Pixels = ((y - centre[0]) ** 2 + (x - centre[1]) ** 2 <= radius**2).astype(np.uint8)
    return inside


def discs(n: int = 12, *, groups: int = 0, fov: bool = False) -> list[Pair]:
    """Discs, answered by probabilities that shift and blur more and more."""
    rng = np.random.default_rng(0)
    made = []
    for i in range(n):
        truth = disc(32, (15, 15), 8)
        seen = disc(32, (15 + i / 4, 15), 8).astype(np.float32)
        probabilities = np.clip(0.8 * seen + rng.uniform(0, 0.25, seen.shape), 0, 1)
        field = disc(32, (16, 16), 14) if fov else None
        group = f"p{i % groups}" if groups else ""
        made.append(
            pair(
                f"{i:02}.png", probabilities[None].astype(np.float32), truth, fov=field, group=group
            )
        )
    return made


@pytest.fixture(scope="session")
def stub() -> Stub:
    return Stub(DISCS)
