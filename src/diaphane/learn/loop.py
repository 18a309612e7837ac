"""The training loop, for every task. It knows phases, not tasks."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

import torch
from accelerate import Accelerator
from torch import nn

from ..errors import BadData, CannotWrite
from ..recipe import Recipe
from . import checkpoint, optimisers, schedules
from .average import Average
from .objective import Batch, Objective, Phase
from .watch import Watcher

log = logging.getLogger(__name__)

Figures = Mapping[str, float]
"""Validation figures by name; `loss` and, where it applies, `accuracy`."""


class Epochs(Protocol):
    """Where batches come from."""

    def __len__(self) -> int: ...

    def epoch(self, number: int) -> Iterator[Batch]: ...


@dataclass
class Progress:
    """Where a training stands."""

    done: int = 0
    """Epochs behind it."""
    best: float = math.inf
    """The best watched figure so far; lower is better."""
    best_epoch: int = -1
    waited: int = 0
    """Epochs since then."""


@dataclass
class Step:
    """One phase with what moves its weights."""

    phase: Phase
    optimiser: Any
    schedule: schedules.Schedule
    rates: list[float] = field(default_factory=list)

    def set_rate(self, epoch: float) -> None:
        factor = self.schedule.factor(epoch)
        for group, rate in zip(self.optimiser.param_groups, self.rates, strict=True):
            group["lr"] = rate * factor


def watched_figure(watch: str, figures: Figures, epoch: int) -> float:
    """What is to get lower; where nothing is watched every epoch is better than the one before."""
    if watch == "none":
        return -float(epoch)
    return figures[watch] if watch == "loss" else -figures[watch]


class Loop:
    """Trains an objective, epoch by epoch, and can be killed and gone on with after any of them."""

    def __init__(
        self,
        objective: Objective,
        recipe: Recipe,
        accelerator: Accelerator,
        *,
        folder: Path,
        watchers: Sequence[Watcher] = (),
    ) -> None:
        """Checkpoints go to `folder`: last.safetensors and best.safetensors."""
        self.objective, self.recipe, self.accelerator = objective, recipe, accelerator
        self.last, self.best = folder / "last.safetensors", folder / "best.safetensors"
        self.watchers = watchers
        self.steps = [self.step_of(phase) for phase in objective.phases]
        net = accelerator.unwrap_model(objective.net)
        self.average = Average(net, recipe.average) if recipe.average else None
        self.progress = Progress()

    @property
    def net(self) -> nn.Module:
        """What is validated and exported: the average where one is kept."""
        if self.average:
            return self.average.net
        net: nn.Module = self.accelerator.unwrap_model(self.objective.net)
        return net

    def fit(self, batches: Epochs, validate: Callable[[nn.Module], Figures]) -> None:
        """Train to the end of the recipe, or until it stops getting better; keep the best."""
        epochs, steps, done = self.recipe.epochs, len(batches), self.progress.done
        self.watchers = told(self.watchers, lambda watcher: watcher.begin(epochs, steps, done))
        try:
            while not self.finished():
                self.one_epoch(batches, validate)
        finally:
            told(self.watchers, lambda watcher: watcher.end())
        self.net.load_state_dict(checkpoint.load(self.best)["net"])

    def finished(self) -> bool:
        patience = self.recipe.stop.patience
        tired = patience > 0 and self.progress.waited >= patience
        return tired or self.progress.done >= self.recipe.epochs

    def one_epoch(self, batches: Epochs, validate: Callable[[nn.Module], Figures]) -> None:
        number, began = self.progress.done, time.monotonic()
        torch.manual_seed(self.recipe.seed * 100_003 + number)  # dropout; the same after a kill
        self.objective.begin(number)
        total = 0.0
        for index, batch in enumerate(batches.epoch(number)):
            loss = self.one_batch(batch, index, len(batches), number)
            total += loss
            for watcher in self.watchers:
                watcher.step(number, loss)
        seconds = time.monotonic() - began
        self.net.eval()
        self.close_epoch(number, total / len(batches), validate(self.net), seconds)

    def one_batch(self, batch: Batch, index: int, steps: int, epoch: int) -> float:
        """Each phase once; the loss of the first is reported."""
        batch = {name: self.placed(tensor) for name, tensor in batch.items()}
        full = (index + 1) % self.recipe.accumulate == 0 or index + 1 == steps
        losses = []
        for step in self.steps:
            step.set_rate(epoch + index / steps)
            with self.accelerator.autocast():
                loss = step.phase.loss(batch)
            if not torch.isfinite(loss):
                raise BadData(
                    f"expected a finite loss, got {loss.item()} in phase {step.phase.name!r} of "
                    f"epoch {epoch}; lower optimiser.lr or set clip=1"
                )
            self.accelerator.backward(loss / self.recipe.accumulate)
            if full:
                self.move(step)
            losses.append(float(loss.detach()))
        return losses[0]

    def move(self, step: Step) -> None:
        if self.recipe.clip:
            self.accelerator.clip_grad_norm_(step.phase.moves.parameters(), self.recipe.clip)
        step.optimiser.step()
        step.optimiser.zero_grad()
        if self.average and step is self.steps[0]:
            self.average.follow(self.accelerator.unwrap_model(self.objective.net))

    def close_epoch(self, number: int, loss: float, figures: Figures, seconds: float) -> None:
        """Judge the epoch, keep what is to be kept, and tell those who look on."""
        watched = watched_figure(self.recipe.stop.watch, figures, number)
        if not math.isfinite(watched):
            raise BadData(
                f"expected a finite validation {self.recipe.stop.watch}, got {abs(watched)} in "
                f"epoch {number}; lower optimiser.lr or set clip=1"
            )
        for step in self.steps:
            step.schedule.saw(watched)
        state = self.progress
        state.done = number + 1
        state.waited += 1
        if watched < state.best:
            state.best, state.best_epoch, state.waited = watched, number, 0
            if self.recipe.stop.watch != "none" or state.done == self.recipe.epochs:
                checkpoint.save(self.best, {"net": self.net.state_dict(), "epoch": number})
        line = {
            "epoch": number,
            "loss": loss,
            "rate": self.steps[0].optimiser.param_groups[0]["lr"],
            "seconds": round(seconds, 3),
            "best_epoch": state.best_epoch,
            **{f"val_{name}": value for name, value in figures.items()},
        }
        told(self.watchers, lambda watcher: watcher.epoch(line))
        # Last of all: a kill before it repeats the epoch, and every log is written anew.
        checkpoint.save(self.last, self.state())

    def state(self) -> dict[str, Any]:
        """All that a resumed run needs to end with the same weights."""
        return {
            "progress": asdict(self.progress),
            "moves": [
                self.accelerator.unwrap_model(s.phase.moves).state_dict() for s in self.steps
            ],
            "optimisers": [step.optimiser.state_dict() for step in self.steps],
            "schedules": [dict(vars(step.schedule)) for step in self.steps],
            "average": self.average.net.state_dict() if self.average else None,
            "average_steps": self.average.steps if self.average else 0,
        }

    def resume(self) -> None:
        """Go on from the last checkpoint; raises `BadData` where it does not fit."""
        state = checkpoint.load(self.last)
        self.progress = Progress(**state["progress"])
        parts = zip(
            self.steps, state["moves"], state["optimisers"], state["schedules"], strict=True
        )
        for step, weights, optimiser, schedule in parts:
            self.accelerator.unwrap_model(step.phase.moves).load_state_dict(weights)
            step.optimiser.load_state_dict(optimiser)
            vars(step.schedule).update(schedule)
        if self.average:
            self.average.net.load_state_dict(state["average"])
            self.average.steps = state["average_steps"]

    def step_of(self, phase: Phase) -> Step:
        optimiser = optimisers.build(
            self.recipe.optimiser,
            self.accelerator.unwrap_model(phase.moves),
            layer_decay=self.recipe.layer_decay,
        )
        schedule = schedules.build(self.recipe.schedule, self.recipe.epochs)
        rates = [float(group["lr"]) for group in optimiser.param_groups]
        return Step(phase, self.accelerator.prepare(optimiser), schedule, rates)

    def placed(self, tensor: torch.Tensor) -> torch.Tensor:
        """On the device, channels last where that is a thing: half the time on a CPU."""
        tensor = tensor.to(self.accelerator.device, non_blocking=True)
        return tensor.contiguous(memory_format=torch.channels_last) if tensor.ndim == 4 else tensor


def told(watchers: Sequence[Watcher], what: Callable[[Watcher], None]) -> list[Watcher]:
    """Tell each of them, and name those that had no room to write: no log is worth a training.

    Returns the others.
    """
    well = []
    for watcher in watchers:
        try:
            what(watcher)
            well.append(watcher)
        except (OSError, CannotWrite) as error:
            log.warning("%s: %s", type(watcher).__name__, error)
    return well
