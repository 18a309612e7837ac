"""What can be known to go wrong with a training is told before it starts, all of it together."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import torch
from torch import nn

from .. import nets
from ..card import Card, Class
from ..data.folders import Sample, read_sample
from ..errors import BadData, BadSetting, CannotWrite, DiaphaneError, attempt, refuse
from ..pixels.prepare import prepare
from ..recipe import Recipe
from . import augment, optimisers, schedules, supervised
from .distill import teacher_of
from .freeze import Freezing, layers
from .parts import Gathered, gather, refuse_other_data, with_classes
from .run import Run
from .start import start

LEAST = {
    "epochs": 1,
    "batch": 1,
    "accumulate": 1,
    "average": 0,
    "clip": 0,
    "layerwise": 0,
    "seed": 0,
}
"""Smallest values of the recipe's numbers."""

T = TypeVar("T")

log = logging.getLogger(__name__)


def free_space(folder: Path) -> int:
    """Bytes that are free where `folder` lies, or will lie."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return shutil.disk_usage(there).free


def preflight(
    recipe: Recipe, data: Path, run: Run, *, free: Callable[[Path], int] = free_space
) -> Gathered:
    """The data in parts, if a training can start; nothing is written.

    Raises one of `BadData`, `BadSetting`, `UnknownName` and `CannotWrite` for what is wrong, and
    `Several` where more than one thing is.
    """
    wrong: list[DiaphaneError] = []
    refuse_numbers(recipe, wrong)
    found = None
    if recipe.seed >= LEAST["seed"]:  # by which data are parted; another one is told below
        found = attempt(lambda: gather(recipe, data), wrong)
    card = recipe.card
    if found:
        card = with_classes(card, found.parts["train"])
        attempt(lambda: refuse_other_data(run, found), wrong)
        attempt(lambda: refuse_unfit_images(found, card), wrong)
        tell_batch(recipe, found)
    elif not card.classes:
        card = card.but(classes=(Class("one"), Class("other")))  # so that a network can be tried
    net = refuse_parts(recipe, card, run, wrong)
    if net:
        attempt(lambda: refuse_full_disk(recipe, net, run.folder, free), wrong)
    refuse(wrong)
    assert found is not None
    return found


def refuse_numbers(recipe: Recipe, wrong: list[DiaphaneError]) -> None:
    """Numbers that no training can do with."""
    for name, least in LEAST.items():
        if (value := getattr(recipe, name)) < least:
            wrong.append(BadSetting(f"expected {name} of at least {least}, got {value}"))
    if recipe.average >= 1:
        wrong.append(BadSetting(f"expected average below 1, got {recipe.average}"))
    if recipe.stop.patience < 0:
        wrong.append(
            BadSetting(
                f"expected stop.patience of at least 0, which never stops early, got "
                f"{recipe.stop.patience}"
            )
        )


def refuse_unfit_images(found: Gathered, card: Card) -> None:
    """One image of each class in each part is prepared as for training; raises `BadData`."""
    firsts: dict[tuple[str, str], Sample] = {}
    for part, samples in found.parts.items():
        for sample in samples:
            firsts.setdefault((part, sample.label), sample)
    shapes = {}
    for sample in firsts.values():
        try:
            image = read_sample(sample, columns=card.input.columns)
            shapes[prepare(image, card.input).pixels.shape] = sample.name
        except BadSetting as error:
            raise BadData(f"{sample.name}: {error}") from error
    if len(shapes) > 1:
        told = " and ".join(f"{shape[1:]} in {name!r}" for shape, name in shapes.items())
        raise BadData(
            f"expected images of one size where card.input.size is null, got {told}; set "
            "card.input.size=[224,224] or another"
        )


def tell_batch(recipe: Recipe, found: Gathered) -> None:
    """A batch larger than the training part is all of it: one step an epoch, as Rprop needs it."""
    n, rprop = len(found.parts["train"]), recipe.optimiser.name == "rprop"
    if rprop and recipe.batch < n:
        log.warning(
            "rprop goes by the signs of gradients, which turn by chance in batches of %d: set "
            "batch=%d, all of the training part; no schedule changes its steps",
            recipe.batch,
            n,
        )
    if recipe.batch > n and not rprop:
        log.warning(
            "a batch of %d is more than the %d samples of the training part: each epoch is one "
            "step; a batch of %d or less makes more of them",
            recipe.batch,
            n,
            max(1, n // 8),
        )


def refuse_parts(
    recipe: Recipe, card: Card, run: Run, wrong: list[DiaphaneError]
) -> nn.Module | None:
    """Build every named part for trial, each on its own; the network, where there is one."""
    attempt(lambda: augment.build(recipe.augment), wrong)
    attempt(lambda: schedules.build(recipe.schedule, recipe.epochs), wrong)
    net = attempt(lambda: tried_net(recipe, card), wrong)
    freezing = None
    if net:
        if not run.last.exists():  # a resumed run has its own
            attempt(lambda: start(net, recipe, card.names), wrong)
        freezing = attempt(lambda: Freezing(net, freeze=recipe.freeze, thaw=recipe.thaw), wrong)
    trial = net or nn.Linear(2, 2)
    still = freezing or Freezing(trial, freeze="all", thaw=0)
    attempt(lambda: try_objective(recipe, card, net, still), wrong)
    if recipe.teacher:
        attempt(lambda: teacher_of(recipe, card), wrong)
    if recipe.layerwise and net:
        attempt(lambda: layers(net), wrong)
    decay = recipe.layer_decay if net else 1.0
    settings = f"optimiser={recipe.optimiser}"
    build = optimisers.build
    attempt(
        lambda: sound(settings, lambda: build(recipe.optimiser, trial, layer_decay=decay)), wrong
    )
    return net


def try_objective(recipe: Recipe, card: Card, net: nn.Module | None, freezing: Freezing) -> None:
    """Build the objective and, where there is a network, ask for its loss once."""
    even = dict.fromkeys(card.names, 1)
    objective = supervised.build(recipe.objective, net or freezing.net, freezing, counts=even)
    if net and card.input.size:
        batch = {"image": blank(card), "truth": torch.eye(len(card.classes))[:1]}
        with torch.no_grad():
            for phase in objective.phases:
                sound(f"objective={recipe.objective}", partial(phase.loss, batch))


def blank(card: Card) -> torch.Tensor:
    """(1, C, *space): an image of the size that the card asks for."""
    assert card.input.size
    return torch.zeros(1, card.input.channels, *card.input.size)


def tried_net(recipe: Recipe, card: Card) -> nn.Module:
    """The network, after it was shown an image of the size it will get."""
    channels = card.input.channels
    named = f"net={recipe.net}"
    build = partial(nets.build, recipe.net, inputs=channels, outputs=len(card.classes))
    net = sound(named, lambda: build(size=card.input.size).eval())
    if card.input.size:
        with torch.no_grad():
            sound(f"{named} at card.input.size={list(card.input.size)}", lambda: net(blank(card)))
    return net


def sound(settings: str, make: Callable[[], T]) -> T:
    """What is made; raises `BadSetting` for what torch refuses."""
    try:
        return make()
    except (TypeError, ValueError, RuntimeError) as error:
        first = str(error).strip().partition("\n")[0]
        raise BadSetting(f"expected settings that go together, got {settings}: {first}") from error


def refuse_full_disk(
    recipe: Recipe, net: nn.Module, folder: Path, free: Callable[[Path], int]
) -> None:
    """Raise `CannotWrite` where the checkpoints and the model would not fit."""
    weights = 4 * sum(weight.numel() for weight in net.parameters())
    last = weights * (4 if recipe.average else 3)  # the optimiser keeps two numbers a weight
    # Each checkpoint is written beside the one it replaces; the model comes in three stages.
    needed = 2 * last + 2 * weights + 3 * weights
    there = sum(file.stat().st_size for file in folder.glob("*") if file.is_file())
    if (room := free(folder)) < needed - there:
        raise CannotWrite(
            f"expected room for {(needed - there) / 1e6:.0f} MB of checkpoints and model in "
            f"{str(folder)!r}, found {room / 1e6:.0f} MB; make room or choose another folder with "
            "-o"
        )
