"""Which learning rate? A short sweep from far too low to far too high (Smith 2017, section 3.3).

Legend: `S` steps of the sweep.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from ..card import TaskName
from ..errors import BadData, BadSetting
from ..io.write import write_bytes, write_json
from ..recipe import Recipe
from . import classify, enhance, segment, translate
from .batches import Pictures
from .build import batches_of
from .loop import Epochs, Loop
from .objective import Batch
from .parts import with_classes
from .preflight import preflight
from .preflight_domains import preflight_domains
from .preflight_pairs import preflight_pairs
from .preflight_pictures import preflight_pictures
from .run import Run
from .watch import Watcher

LOWEST, HIGHEST = 1e-7, 10.0
STEPS = 120
SMOOTH = 0.9
"""Weight of the past in the smoothed loss."""
DECADE = 15
"""Steps in which the rate grows tenfold; a fall is measured over so many, being luck over few."""
BLOWN = 3.0
"""The sweep ends where the smoothed loss is this many times its lowest."""
BELOW = 10.0
"""The suggestion lies this many times below the rate of the lowest loss."""

Losses = NDArray[np.float64]
Found = TypeVar("Found")
Fed = Callable[[Recipe, Path, Run], tuple[Loop, Epochs]]


@dataclass(frozen=True)
class Sweep:
    """What was found; the curves are cut where the loss blew up."""

    suggested: float
    """A tenth of `lowest`: there the loss falls, with room to be wrong."""
    steepest: float
    """The rate at which the smoothed loss falls fastest over the logarithm of the rate."""
    lowest: float
    """The rate at which the smoothed loss is lowest; it is already too high to train with."""
    rates: tuple[float, ...]
    """(S,), rising."""
    losses: tuple[float, ...]
    """(S,), smoothed."""


@dataclass
class Rising:
    """A schedule: the rate grows by the same factor in each step, whatever the recipe's."""

    own: float
    """The recipe's rate, which is divided out."""

    def factor(self, epoch: float) -> float:
        """`epoch` is the share of the sweep that is done."""
        return float(LOWEST * (HIGHEST / LOWEST) ** epoch / self.own)

    def saw(self, watched: float) -> None:
        """Makes no difference."""


def find_rate(recipe: Recipe, data: Path, out: Path | None = None) -> Sweep:
    """Sweep the rate over `STEPS` steps of the recipe's training, and keep no weights.

    With `out` the folder gets rate.json and rate.png, and no run. Raises what `train` raises
    before it starts, and `BadSetting` where the loss never falls.
    """
    with tempfile.TemporaryDirectory() as nowhere:
        sweep = swept(*FED[recipe.card.task](recipe, data, Run(Path(nowhere))))
    if out:
        write_json(out / "rate.json", asdict(sweep))
        draw(sweep, out / "rate.png")
    return sweep


def classifying(recipe: Recipe, data: Path, run: Run) -> tuple[Loop, Epochs]:
    """A fresh loop and its batches, as for a training."""
    found = preflight(recipe, data, run)
    card = with_classes(recipe.card, found.parts["train"])
    pictures = Pictures(found.parts["train"], card.input)
    loop = classify.loop_of(recipe, card, pictures, run, ())
    return loop, batches_of(recipe, card, pictures, loop.accelerator)


def feeding(
    preflight: Callable[[Recipe, Path, Run], Found],
    loop_of: Callable[[Recipe, Found, Run, Sequence[Watcher]], tuple[Loop, Epochs]],
) -> Fed:
    """The same for a network that answers in pictures."""
    return lambda recipe, data, run: loop_of(recipe, preflight(recipe, data, run), run, ())


FED: dict[TaskName, Fed] = {
    "classify": classifying,
    "segment": feeding(preflight_pairs, segment.loop_of),
    "enhance": feeding(preflight_pictures, enhance.loop_of),
    "translate": feeding(preflight_domains, translate.loop_of),
}


def swept(loop: Loop, batches: Epochs) -> Sweep:
    """Train a fresh loop while the rate rises; raises `BadSetting` where the loss never falls."""
    for step in loop.steps:
        step.schedule = Rising(max(step.rates))
    torch.manual_seed(loop.recipe.seed)
    loop.objective.begin(0)
    losses: list[float] = []
    for index, batch in zip(range(STEPS), endless(batches), strict=False):
        try:
            losses.append(loop.one_batch(batch, index, STEPS, 0))
        except BadData:  # no finite loss any more: far enough
            break
        smooth = smoothed(losses)
        if smooth[-1] > BLOWN * smooth.min():
            break
    return judged(losses)


def endless(batches: Epochs) -> Iterator[Batch]:
    for epoch in count():
        yield from batches.epoch(epoch)


def judged(losses: list[float]) -> Sweep:
    """The rates that the losses of the first steps speak for."""
    rates = LOWEST * (HIGHEST / LOWEST) ** (np.arange(len(losses)) / STEPS)
    smooth = smoothed(losses)
    bottom = int(smooth.argmin()) if len(losses) else 0
    if bottom < 2:
        raise BadSetting(
            "expected a loss that falls at some rate, got one that only rises; check labels, "
            "objective and precision"
        )
    lowest = float(rates[bottom])
    return Sweep(
        suggested=lowest / BELOW,
        steepest=float(rates[steepest_step(smooth[: bottom + 1])]),
        lowest=lowest,
        rates=tuple(rates.tolist()),
        losses=tuple(smooth.tolist()),
    )


def steepest_step(losses: Losses) -> int:
    """The middle of the steps over which the smoothed loss falls most."""
    width = min(DECADE, len(losses) - 1)
    return int((losses[width:] - losses[:-width]).argmin()) + width // 2


def smoothed(losses: list[float]) -> Losses:
    """(S,): a running mean that forgets, without its bias to 0 at the start (Kingma and Ba 2015,
    section 3)."""
    mean, means = 0.0, []
    for step, loss in enumerate(losses, start=1):
        mean = SMOOTH * mean + (1 - SMOOTH) * loss
        means.append(mean / (1 - SMOOTH**step))
    return np.array(means)


def draw(sweep: Sweep, path: Path) -> None:
    """The smoothed loss over the rate, with the three rates; raises `CannotWrite`."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 3.6), layout="constrained")
    axes = figure.subplots()
    axes.semilogx(sweep.rates, sweep.losses, color="#2563c9")
    for name, style in (("suggested", "-"), ("steepest", "--"), ("lowest", ":")):
        rate = getattr(sweep, name)
        axes.axvline(rate, color="#1b7f4b", ls=style, lw=1, label=f"{name} {rate:.2g}")
    low, high = min(sweep.losses), max(sweep.losses[: 1 + sweep.rates.index(sweep.lowest)])
    axes.set_ylim(low - 0.1 * (high - low), high + 0.3 * (high - low))
    axes.set(xlabel="learning rate", ylabel="training loss, smoothed")
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    png = BytesIO()
    figure.savefig(png, dpi=110)
    write_bytes(path, png.getvalue())
