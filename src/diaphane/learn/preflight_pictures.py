"""What can be known to go wrong with a training on sharp pictures is told before it starts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn

from .. import nets
from ..data import degrade
from ..errors import BadSetting, DiaphaneError, attempt, refuse
from ..nets.enhancer import Enhancer
from ..recipe import Recipe
from . import optimisers, schedules
from .enhancing import build
from .pictures import GatheredPictures, gather_pictures
from .preflight import free_space, refuse_full_disk, refuse_numbers, sound
from .preflight_pairs import refuse_other_tasks
from .run import Run
from .start import start_whole


def preflight_pictures(
    recipe: Recipe, data: Path, run: Run, *, free: Callable[[Path], int] = free_space
) -> GatheredPictures:
    """The data in parts, if a training can start; nothing is written.

    Raises one of `BadData`, `BadSetting`, `UnknownName` and `CannotWrite` for what is wrong, and
    `Several` where more than one thing is.
    """
    wrong: list[DiaphaneError] = []
    refuse_numbers(recipe, wrong)
    refuse_other_tasks(recipe, wrong)
    found = attempt(lambda: gather_pictures(recipe, data), wrong)
    net = refuse_parts(recipe, run, wrong)
    if net:
        attempt(lambda: refuse_full_disk(recipe, net, run.folder, free), wrong)
    refuse(wrong)
    assert found is not None
    return found


def refuse_parts(recipe: Recipe, run: Run, wrong: list[DiaphaneError]) -> nn.Module | None:
    """Build every named part for trial, each on its own; the network, where there is one."""
    attempt(lambda: degrade.build(recipe.augment), wrong)
    attempt(lambda: schedules.build(recipe.schedule, recipe.epochs), wrong)
    net = attempt(lambda: tried(recipe), wrong)
    if net and not run.last.exists():  # a resumed run has its own
        attempt(lambda: start_whole(net, recipe), wrong)
    trial = net or nn.Linear(2, 2)
    channels = recipe.card.input.channels
    attempt(lambda: build(recipe.objective, trial, channels=channels), wrong)
    settings = f"optimiser={recipe.optimiser}"
    make = optimisers.build
    attempt(lambda: sound(settings, lambda: make(recipe.optimiser, trial)), wrong)
    return net


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
