"""What can be known to go wrong with a training on two domains is told before it starts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn

from .. import nets
from ..errors import BadSetting, DiaphaneError, attempt, refuse
from ..nets.translator import Translator
from ..recipe import Recipe
from . import optimisers, schedules
from .domains import GatheredDomains, gather_domains
from .parts import refuse_other_data
from .preflight import free_space, refuse_full_disk, refuse_numbers, sound
from .preflight_pairs import refuse_other_tasks
from .run import Run
from .start import start_whole
from .translating import Both, build
from .unpaired import how


def preflight_domains(
    recipe: Recipe, data: Path, run: Run, *, free: Callable[[Path], int] = free_space
) -> GatheredDomains:
    """The data in parts, if a training can start; nothing is written.

    Raises one of `BadData`, `BadSetting`, `UnknownName` and `CannotWrite` for what is wrong, and
    `Several` where more than one thing is.
    """
    wrong: list[DiaphaneError] = []
    refuse_numbers(recipe, wrong)
    refuse_other_tasks(recipe, wrong)
    found = attempt(lambda: gather_domains(recipe, data), wrong)
    if found:
        attempt(lambda: refuse_other_data(run, found), wrong)
    net = refuse_parts(recipe, run, wrong)
    if net:
        attempt(lambda: refuse_full_disk(recipe, net, run.folder, free), wrong)
    refuse(wrong)
    assert found is not None
    return found


def refuse_parts(recipe: Recipe, run: Run, wrong: list[DiaphaneError]) -> nn.Module | None:
    """Build every named part for trial, each on its own; both generators, where they can be."""
    attempt(lambda: how(recipe.augment), wrong)
    attempt(lambda: schedules.build(recipe.schedule, recipe.epochs), wrong)
    net = attempt(lambda: tried(recipe), wrong)
    if net and not run.last.exists():  # a resumed run has its own
        attempt(lambda: start_whole(net, recipe), wrong)
    trial = net or nn.Linear(2, 2)
    channels = recipe.card.input.channels
    attempt(lambda: build(recipe.objective, trial, channels=channels, space=(1, 1)), wrong)
    settings = f"optimiser={recipe.optimiser}"
    make = optimisers.build
    attempt(lambda: sound(settings, lambda: make(recipe.optimiser, trial)), wrong)
    return net


def tried(recipe: Recipe) -> Both:
    """Both generators, after one of them was shown a blank crop."""
    need, size = recipe.card.input, recipe.patch.size or recipe.card.input.tile
    if need.tile is None or size is None or len(size) != 2:
        raise BadSetting("expected card.input.tile and crops of two axes; set it to [Y, X]")
    both = generators(recipe)
    if any(n % both.forth.stride for n in (*size, need.multiple)):
        raise BadSetting(
            f"expected crops and card.input.multiple in multiples of {both.forth.stride}, which "
            f"{recipe.net.name} brings down to one, got {list(size)} and {need.multiple}; set them "
            "so"
        )
    if any(n % need.multiple for n in need.tile):
        raise BadSetting(
            f"expected card.input.tile in multiples of card.input.multiple, {need.multiple}, got "
            f"{list(need.tile)}; set it so"
        )
    blank = torch.zeros(1, need.channels, *size)
    with torch.no_grad():
        sound(f"net={recipe.net} on crops of {list(size)}", lambda: both.eval().forth(blank))
    return both


def generators(recipe: Recipe) -> Both:
    """Two fresh networks of one kind; raises `UnknownName`, `BadSetting`."""

    def one() -> Translator:
        return nets.translator(recipe.net, channels=recipe.card.input.channels)

    return Both(one(), one())
