"""What can be known to go wrong with a training on sharp pictures is told before it starts."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import torch
from torch import nn

from .. import nets
from ..data import degrade
from ..errors import BadSetting, DiaphaneError
from ..nets.enhancer import Enhancer
from ..recipe import Recipe
from . import preflight_whole
from .enhancing import build
from .pictures import GatheredPictures, gather_pictures
from .preflight import sound
from .run import Run


def preflight_pictures(recipe: Recipe, data: Path, run: Run) -> GatheredPictures:
    """The data in parts, if a training can start; see `preflight_whole`."""
    return preflight_whole.preflight_whole(recipe, data, run, gather_pictures, refuse_parts)


def refuse_parts(recipe: Recipe, run: Run, wrong: list[DiaphaneError]) -> nn.Module | None:
    """Build every named part for trial, each on its own; the network, where there is one."""
    return preflight_whole.refuse_parts(
        recipe,
        run,
        wrong,
        augment=degrade.build,
        net=tried,
        objective=partial(build, channels=recipe.card.input.channels),
    )


def tried(recipe: Recipe) -> Enhancer:
    """The network, after it was shown a blank crop."""
    need, size = recipe.card.input, recipe.patch.size or recipe.card.input.tile
    if need.tile is None or size is None:
        raise BadSetting("expected card.input.tile, got none; set it to [Y, X]")
    if len(size) != 2 or (degrade.build(recipe.augment).turn and size[0] != size[1]):
        raise BadSetting(
            f"expected crops (Y, X) as high as wide, since they are turned, got {list(size)}; set "
            "patch.size=[48,48] or another, or augment.turn=false"
        )
    named = f"net={recipe.net}"
    net = nets.enhancer(recipe.net, channels=need.channels, scale=recipe.card.scale).eval()
    if any(n % net.stride for n in (*size, need.multiple)):
        raise BadSetting(
            f"expected crops and card.input.multiple in multiples of {net.stride}, which "
            f"{recipe.net.name} at a scale of {net.scale} folds into one, got {list(size)} and "
            f"{need.multiple}; set them so"
        )
    with torch.no_grad():
        sound(
            f"{named} on crops of {list(size)}", lambda: net(torch.zeros(1, need.channels, *size))
        )
    return net
