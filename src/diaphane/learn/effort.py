"""What a training took: weights moved, epochs, seconds; and what its weights started from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ..io.write import write_json
from .watch import Line, Silent, read_log


@dataclass(frozen=True)
class Effort:
    """`training.json` of a run."""

    parameters: int
    """Weights of the network."""
    moved: int
    """Those of them that moved so far."""
    epochs: int = 0
    seconds: float = 0.0
    """Of training alone, without validation."""
    weights: Mapping[str, str] = field(default_factory=dict)
    """Where they came from; empty: they were fresh."""


def read_effort(path: Path) -> Effort:
    return Effort(**json.loads(path.read_text()))


class EffortLog(Silent):
    """Writes `training.json` anew after each epoch."""

    def __init__(
        self,
        log: Path,
        path: Path,
        *,
        parameters: int,
        moved: Callable[[int], int],
        weights: Mapping[str, str],
    ) -> None:
        """`moved` says how many weights have moved after so many epochs."""
        self.log, self.path = log, path
        self.parameters, self.moved, self.weights = parameters, moved, weights

    def begin(self, epochs: int, steps: int, done: int) -> None:
        self.write()

    def epoch(self, line: Line) -> None:
        self.write()

    def write(self) -> None:
        lines = read_log(self.log)
        effort = Effort(
            parameters=self.parameters,
            moved=self.moved(len(lines)) if lines else 0,
            epochs=len(lines),
            seconds=round(sum(line["seconds"] for line in lines), 3),
            weights=self.weights,
        )
        write_json(self.path, asdict(effort))
