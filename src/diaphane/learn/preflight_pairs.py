"""What can be known to go wrong with a training on pairs is told before it starts."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import torch
from torch import nn

from .. import nets
from ..errors import BadSetting, DiaphaneError
from ..recipe import Recipe
from . import preflight_whole, warp
from .pairs import GatheredPairs, gather_pairs
from .preflight import sound
from .run import Run
from .segmenting import build


def preflight_pairs(recipe: Recipe, data: Path, run: Run) -> GatheredPairs:
    """The data in parts, if a training can start; see `preflight_whole`."""
    return preflight_whole.preflight_whole(recipe, data, run, gather_pairs, refuse_parts)


def refuse_parts(recipe: Recipe, run: Run, wrong: list[DiaphaneError]) -> nn.Module | None:
    """Build every named part for trial, each on its own; the network, where there is one."""
    return preflight_whole.refuse_parts(
        recipe,
        run,
        wrong,
        augment=warp.build,
        net=tried,
        objective=partial(build, card=recipe.card),
    )


def tried(recipe: Recipe) -> nn.Module:
    """The network, after it was shown a blank patch."""
    card, need = recipe.card, recipe.card.input
    size = recipe.patch.size or need.tile
    if size is None:
        raise BadSetting("expected card.input.tile, got none; set it to [Y, X] or [Z, Y, X]")
    named = f"net={recipe.net}"
    make = partial(nets.build, recipe.net, inputs=need.channels, outputs=card.outputs)
    net = sound(named, lambda: make(size=need.tile).eval())
    with torch.no_grad():
        sound(
            f"{named} on patches of {list(size)}",
            lambda: net(torch.zeros(1, need.channels, *size)),
        )
    return net
