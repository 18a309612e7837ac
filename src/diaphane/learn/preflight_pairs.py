"""What can be known to go wrong with a training on pairs is told before it starts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch
from torch import nn

from .. import nets
from ..card import Card
from ..errors import BadSetting, DiaphaneError, attempt, refuse
from ..recipe import Recipe
from . import optimisers, schedules, warp
from .pairs import GatheredPairs, gather_pairs
from .parts import refuse_other_data
from .preflight import free_space, refuse_full_disk, refuse_numbers, sound
from .run import Run
from .segmenting import build
from .start import start_whole

WHOLE = {"freeze": "all", "thaw": 0, "layer_decay": 1.0, "teacher": "", "layerwise": 0}
"""Settings that only classifiers take, and what leaves them out."""


def preflight_pairs(
    recipe: Recipe, data: Path, run: Run, *, free: Callable[[Path], int] = free_space
) -> GatheredPairs:
    """The data in parts, if a training can start; nothing is written.

    Raises one of `BadData`, `BadSetting`, `UnknownName` and `CannotWrite` for what is wrong, and
    `Several` where more than one thing is.
    """
    wrong: list[DiaphaneError] = []
    refuse_numbers(recipe, wrong)
    refuse_other_tasks(recipe, wrong)
    found = attempt(lambda: gather_pairs(recipe, data), wrong)
    if found:
        attempt(lambda: refuse_other_data(run, found), wrong)
    net = refuse_parts(recipe, run, wrong)
    if net:
        attempt(lambda: refuse_full_disk(recipe, net, run.folder, free), wrong)
    refuse(wrong)
    assert found is not None
    return found


def refuse_other_tasks(recipe: Recipe, wrong: list[DiaphaneError]) -> None:
    """Settings that say nothing to a network that answers in pictures."""
    for name, value in WHOLE.items():
        if getattr(recipe, name) != value:
            wrong.append(
                BadSetting(
                    f"expected {name}={value!r} for a recipe that {recipe.card.task}s, got "
                    f"{getattr(recipe, name)!r}; only classifiers take it"
                )
            )
    if not recipe.split.validation and recipe.stop.watch != "none":
        wrong.append(
            BadSetting(
                f"expected split.validation above 0 to watch {recipe.stop.watch!r}, got 0; or set "
                "stop.watch=none"
            )
        )


def refuse_parts(recipe: Recipe, run: Run, wrong: list[DiaphaneError]) -> nn.Module | None:
    """Build every named part for trial, each on its own; the network, where there is one."""
    attempt(lambda: warp.build(recipe.augment), wrong)
    attempt(lambda: schedules.build(recipe.schedule, recipe.epochs), wrong)
    net = attempt(lambda: tried(recipe, recipe.card), wrong)
    if net and not run.last.exists():  # a resumed run has its own
        attempt(lambda: start_whole(net, recipe), wrong)
    trial = net or nn.Linear(2, 2)
    attempt(lambda: build(recipe.objective, trial, recipe.card), wrong)
    settings = f"optimiser={recipe.optimiser}"
    make = optimisers.build
    attempt(lambda: sound(settings, lambda: make(recipe.optimiser, trial)), wrong)
    return net


def tried(recipe: Recipe, card: Card) -> nn.Module:
    """The network, after it was shown a blank patch."""
    need = card.input
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
