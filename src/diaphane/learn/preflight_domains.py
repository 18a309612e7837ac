"""What can be known to go wrong with a training on two domains is told before it starts."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import torch
from torch import nn

from .. import nets
from ..errors import BadSetting, DiaphaneError
from ..nets.translator import Translator
from ..recipe import Recipe
from . import preflight_whole
from .domains import GatheredDomains, gather_domains
from .preflight import sound
from .run import Run
from .translating import Both, build
from .unpaired import how


def preflight_domains(recipe: Recipe, data: Path, run: Run) -> GatheredDomains:
    """The data in parts, if a training can start; see `preflight_whole`."""
    return preflight_whole.preflight_whole(recipe, data, run, gather_domains, refuse_parts)


def refuse_parts(recipe: Recipe, run: Run, wrong: list[DiaphaneError]) -> nn.Module | None:
    """Build every named part for trial, each on its own; both generators, where they can be."""
    return preflight_whole.refuse_parts(
        recipe,
        run,
        wrong,
        augment=how,
        net=tried,
        objective=partial(build, channels=recipe.card.input.channels, space=(1, 1)),
    )


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
    if any(n % need.multiple for n in (*need.tile, need.margin)):
        raise BadSetting(
            f"expected card.input.tile and .margin in multiples of card.input.multiple, "
            f"{need.multiple}, got {list(need.tile)} and {need.margin}; set them so"
        )
    if min(need.tile) <= 2 * need.margin:
        raise BadSetting(
            f"expected card.input.margin below half a tile of {list(need.tile)}, got "
            f"{need.margin}; set it so"
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
