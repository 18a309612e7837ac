"""What can be known to go wrong with a training of a network that answers in pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from torch import nn

from ..errors import BadSetting, DiaphaneError, attempt, refuse
from ..recipe import Named, Recipe
from . import optimisers, schedules
from .parts import HasHash, refuse_other_data
from .preflight import free_space, refuse_full_disk, refuse_numbers, sound
from .run import Run
from .start import start_whole

WHOLE = {"freeze": "all", "thaw": 0, "layer_decay": 1.0, "teacher": "", "layerwise": 0}
"""Settings that only classifiers take, and what leaves them out."""

Found = TypeVar("Found", bound=HasHash)
TryParts = Callable[[Recipe, Run, list[DiaphaneError]], nn.Module | None]


def preflight_whole(
    recipe: Recipe,
    data: Path,
    run: Run,
    gather: Callable[[Recipe, Path], Found],
    try_parts: TryParts,
) -> Found:
    """What `gather` finds, if a training can start; nothing is written.

    `try_parts` builds the recipe's parts and gives the network, where there is one. Raises one of
    `BadData`, `BadSetting`, `UnknownName` and `CannotWrite` for what is wrong, and `Several` where
    more than one thing is.
    """
    wrong: list[DiaphaneError] = []
    refuse_numbers(recipe, wrong)
    refuse_other_tasks(recipe, wrong)
    found = attempt(lambda: gather(recipe, data), wrong)
    if found:
        attempt(lambda: refuse_other_data(run, found), wrong)
    net = try_parts(recipe, run, wrong)
    if net:
        attempt(lambda: refuse_full_disk(recipe, net, run.folder, free_space), wrong)
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


def refuse_parts(
    recipe: Recipe,
    run: Run,
    wrong: list[DiaphaneError],
    *,
    augment: Callable[[Named], object],
    net: Callable[[Recipe], nn.Module],
    objective: Callable[[Named, nn.Module], object],
) -> nn.Module | None:
    """Build every named part for trial, each on its own; the network, where there is one."""
    attempt(lambda: augment(recipe.augment), wrong)
    attempt(lambda: schedules.build(recipe.schedule, recipe.epochs), wrong)
    made = attempt(lambda: net(recipe), wrong)
    if made and not run.last.exists():  # a resumed run has its own
        attempt(lambda: start_whole(made, recipe), wrong)
    trial = made or nn.Linear(2, 2)
    attempt(lambda: objective(recipe.objective, trial), wrong)
    settings = f"optimiser={recipe.optimiser}"
    attempt(lambda: sound(settings, lambda: optimisers.build(recipe.optimiser, trial)), wrong)
    return made
