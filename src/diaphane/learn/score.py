"""How well a network segments held-out images, while it is trained.

It is asked as people will ask it: through `Model.predict`, on whole images.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ..card import Card
from ..data.masks import Labels
from ..data.pairs import Pair
from ..image import Floats, Image
from ..infer.model import Model
from ..result import Result
from .answering import answering

LEAST = 1e-6
"""Of a probability, in the loss."""


@dataclass(frozen=True)
class Held:
    """A held-out image and its truth, read once."""

    image: Image
    labels: Labels
    counted: NDArray[np.bool_]
    """(*space): where the truth is known."""


def hold(pairs: Sequence[Pair], card: Card) -> tuple[Held, ...]:
    """Read the pairs, for as long as the training goes on."""
    return tuple(held(pair, card) for pair in pairs)


def held(pair: Pair, card: Card) -> Held:
    labels, counted = pair.labels(card), pair.counted()
    return Held(
        pair.image(), labels, np.ones(labels.shape, np.bool_) if counted is None else counted
    )


def score(
    net: nn.Module,
    pairs: Sequence[Held],
    card: Card,
    *,
    device: torch.device,
    see: Callable[[Sequence[Labels]], None] | None = None,
) -> dict[str, float]:
    """`loss` (mean negative log-likelihood), `accuracy` (share of pixels) and `dice` (mean over the
    classes) of all counted pixels of all pairs together; nothing where there are none.

    `see` is shown the label maps.
    """
    if not pairs:
        return {}
    model = Model(answering(net, device), card)
    k = len(card.classes)
    both, either, nll, right, n = np.zeros(k), np.zeros(k), 0.0, 0, 0
    maps: list[Labels] = []
    for pair in pairs:
        result = model.predict(pair.image, maps=True)
        assert result.image is not None, "a network that segments answers by a label map"
        labels: Labels = result.image.pixels[0]
        maps.append(labels)
        truth, said = pair.labels[pair.counted], labels[pair.counted]
        for number in range(1, k + 1):
            both[number - 1] += ((truth == number) & (said == number)).sum()
            either[number - 1] += (truth == number).sum() + (said == number).sum()
        nll -= float(np.log(np.maximum(of_truth(result, pair, card), LEAST)).sum())
        right += int((truth == said).sum())
        n += truth.size
    if see:
        see(maps)
    dice = float((2 * both / np.maximum(either, 1)).mean())
    return {"loss": nll / n, "accuracy": right / n, "dice": dice}


def of_truth(result: Result, pair: Held, card: Card) -> Floats:
    """The probability of the true class at each counted pixel."""
    truth = pair.labels[pair.counted]
    rows = np.stack([result.maps[f"probability_{name}"][pair.counted] for name in card.names])
    rows = np.concatenate([1 - rows.sum(0, keepdims=True), rows])
    chosen: Floats = np.take_along_axis(rows, truth[None].astype(np.intp), 0)[0]
    return chosen
