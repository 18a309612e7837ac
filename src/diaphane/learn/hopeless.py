"""A training of a grid that falls behind all those that are finished is stopped early."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ..judge.intervals import wilson
from .run import Run
from .watch import Line, Silent, read_log

GRACE = 3
"""No training is stopped before so many epochs, nor before a third of all."""


class Hopeless(Exception):
    """Raised from within a training that is to end here; the message says why."""


class StopHopeless(Silent):
    """Looks at each epoch of one training beside the finished ones."""

    def __init__(self, run: Run, finished: Sequence[Run], epochs: int) -> None:
        self.run, self.finished, self.epochs = run, finished, epochs

    def epoch(self, line: Line) -> None:
        self.look()

    def look(self) -> None:
        """Raises `Hopeless`."""
        mine = accuracies(self.run)
        others = [accuracies(run) for run in self.finished]
        if mine and (why := hopeless(mine, others, validated(self.run), self.epochs)):
            raise Hopeless(why)


def hopeless(mine: Sequence[float], others: Sequence[Sequence[float]], n: int, epochs: int) -> str:
    """Why a training has no hope; empty where it has.

    It has none where the 95 % interval (Wilson 1927) of its best validation accuracy so far, on
    `n` images, lies below the best that every other training had after as many epochs. This is
    the idea of successive halving (Jamieson and Talwalkar 2016) with chance allowed for.
    """
    done = len(mine)
    if not others or not all(others) or done < max(GRACE, epochs / 3):
        return ""
    best = max(mine)
    highest, worst = wilson(best, n)[1], min(max(other[:done]) for other in others)
    if highest >= worst:
        return ""
    return (
        f"stopped after {done} epochs: validation accuracy {best:.3f} (at most {highest:.3f} by "
        f"chance), and every finished cell had at least {worst:.3f} by then"
    )


def accuracies(run: Run) -> list[float]:
    """Of each epoch; none where a task has no such figure."""
    return [line["val_accuracy"] for line in read_log(run.log) if "val_accuracy" in line]


def validated(run: Run) -> int:
    """Images of the validation part."""
    counts = json.loads(run.data.read_text())["counts"]
    return sum(counts["validation"].values())
