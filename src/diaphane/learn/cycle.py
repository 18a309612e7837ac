"""How much of a picture is lost on the way to the other domain and back, while networks are
trained."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from ..card import Card
from ..data.pictures import Sharp
from ..image import Floats
from ..infer.runtime import Network
from .answering import answering
from .translating import Both
from .unpaired import shown


@dataclass(frozen=True)
class Made:
    """A picture, its translation, and that translated back: (C, Y, X) in 0..1."""

    picture: Floats
    translated: Floats
    again: Floats


def hold(pictures: Sequence[Sharp], card: Card) -> tuple[Floats, ...]:
    """The pictures, (C, Y, X) in 0..1, as large as the network was made for and cut to the sizes
    that it takes."""
    return tuple(fitted(shown(one.truth(), card, side(card)), card) for one in pictures)


def side(card: Card) -> int:
    assert card.input.tile is not None, "a card that translates has a tile"
    return min(card.input.tile)


def fitted(picture: Floats, card: Card) -> Floats:
    """The middle, in multiples of what the network takes."""
    places = []
    for n in picture.shape[1:]:
        length = n - n % card.input.multiple
        start = (n - length) // 2
        places.append(slice(start, start + length))
    return np.ascontiguousarray(picture[(slice(None), *places)])


def score(
    net: torch.nn.Module,
    a: Sequence[Floats],
    b: Sequence[Floats],
    *,
    device: torch.device,
    see: Callable[[Sequence[Made], Sequence[Made]], None] | None = None,
) -> dict[str, float]:
    """`loss`: the mean absolute difference of pictures that were translated there and back, of
    0..1, mean over both domains; nothing where there are none.

    `see` is shown what was made of `a`, and of `b`.
    """
    if not a or not b:
        return {}
    assert isinstance(net, Both)
    forth, back = (answering(one, device, "picture") for one in (net.forth, net.back))
    there = [round_trip(picture, forth, back) for picture in a]
    here = [round_trip(picture, back, forth) for picture in b]
    if see:
        see(there, here)
    return {"loss": (error(there) + error(here)) / 2}


def round_trip(picture: Floats, forth: Network, back: Network) -> Made:
    translated = forth(picture[None])["picture"]
    return Made(picture, translated[0], back(translated)["picture"][0])


def error(every: Sequence[Made]) -> float:
    """Mean absolute difference after the way there and back."""
    return float(np.mean([np.abs(one.again - one.picture).mean() for one in every]))
