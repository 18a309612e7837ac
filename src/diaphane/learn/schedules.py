"""How the learning rate changes over a training: a factor on the recipe's rate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol, cast

from ..card import from_plain
from ..errors import BadSetting, UnknownName
from ..recipe import Named


class Schedule(Protocol):
    """Asked before each step, told after each epoch."""

    def factor(self, epoch: float) -> float:
        """What to multiply the rate by; `epoch` counts from 0 and has a fraction."""
        ...

    def saw(self, watched: float) -> None:
        """The validation figure after an epoch; lower is better."""
        ...


def warm(epoch: float, warmup: float) -> float:
    """A straight line from nearly 0 to 1 over the first `warmup` epochs."""
    return min(1.0, (epoch + 1e-2) / warmup) if warmup else 1.0


@dataclass
class Constant:
    epochs: int
    warmup: float = 0.0

    def factor(self, epoch: float) -> float:
        return warm(epoch, self.warmup)

    def saw(self, watched: float) -> None:
        """Makes no difference."""


@dataclass
class Cosine:
    """Half a cosine from 1 to `end` (Loshchilov and Hutter 2017, eq. 5, without restarts)."""

    epochs: int
    warmup: float = 0.0
    end: float = 0.0

    def factor(self, epoch: float) -> float:
        along = max(0.0, epoch - self.warmup) / max(self.epochs - self.warmup, 1e-9)
        height = 0.5 * (1 + math.cos(math.pi * min(along, 1.0)))
        return warm(epoch, self.warmup) * (self.end + (1 - self.end) * height)

    def saw(self, watched: float) -> None:
        """Makes no difference."""


@dataclass
class Linear:
    """1 for the first `steady` share of the epochs, then a straight line to 0 (Zhu et al. 2017,
    appendix 7.1)."""

    epochs: int
    warmup: float = 0.0
    steady: float = 0.5

    def __post_init__(self) -> None:
        if not 0 <= self.steady < 1:
            raise BadSetting(f"expected linear with steady from 0 to below 1, got {self.steady:g}")

    def factor(self, epoch: float) -> float:
        left = (self.epochs - epoch) / (self.epochs * (1 - self.steady))
        return warm(epoch, self.warmup) * min(1.0, max(0.0, left))

    def saw(self, watched: float) -> None:
        """Makes no difference."""


@dataclass
class CosineRestarts:
    """Half a cosine again and again (Loshchilov and Hutter 2017, section 3, eq. 5): from 1 in
    the first cycle, from `by` times the last height in each further one, always down to `end`."""

    epochs: int
    warmup: float = 0.0
    first: float = 5.0
    """Epochs of the first cycle."""
    times: float = 1.0
    """How much longer each cycle is than the one before (the paper's T_mult)."""
    by: float = 1.0
    """How high each cycle starts, as a share of the one before."""
    end: float = 0.0

    def __post_init__(self) -> None:
        if self.first <= 0 or self.times < 1 or self.by <= 0:
            raise BadSetting(
                "expected cosine-restarts with first above 0, times at least 1 and by above 0, got "
                f"first={self.first:g}, times={self.times:g}, by={self.by:g}"
            )

    def factor(self, epoch: float) -> float:
        along, length, top = max(0.0, epoch - self.warmup), self.first, 1.0
        while along >= length:
            along, length, top = along - length, length * self.times, top * self.by
        height = 0.5 * (1 + math.cos(math.pi * along / length))
        return warm(epoch, self.warmup) * (self.end + max(0.0, top - self.end) * height)

    def saw(self, watched: float) -> None:
        """Makes no difference."""


@dataclass
class Plateau:
    """Times `by` when the validation figure has not got better for `patience` epochs."""

    epochs: int
    warmup: float = 0.0
    by: float = 0.3
    patience: int = 4
    least: float = 1e-3
    """The factor is never below this."""
    better: float = 1e-4
    """Smaller gains do not count."""
    now: float = 1.0
    best: float = math.inf
    waited: int = 0

    def factor(self, epoch: float) -> float:
        return warm(epoch, self.warmup) * self.now

    def saw(self, watched: float) -> None:
        if watched < self.best - self.better:
            self.best, self.waited = watched, 0
            return
        self.waited += 1
        if self.waited >= self.patience:
            self.now, self.waited = max(self.now * self.by, self.least), 0


SCHEDULES: dict[str, type[Schedule]] = {
    "constant": Constant,
    "cosine": Cosine,
    "cosine-restarts": CosineRestarts,
    "linear": Linear,
    "plateau": Plateau,
}


def build(part: Named, epochs: int) -> Schedule:
    """The schedule of that name; raises `UnknownName`, or `BadSetting` for a misspelt setting."""
    if part.name not in SCHEDULES:
        raise UnknownName("schedule", part.name, SCHEDULES)
    try:
        settings = {"epochs": epochs, **part.settings}
        return cast(Schedule, from_plain(SCHEDULES[part.name], settings))
    except (TypeError, ValueError) as error:
        raise BadSetting(f"schedule {part.name!r} does not take these settings: {error}") from error
