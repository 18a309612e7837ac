"""What looks on while a training runs: logs, curves, progress bars."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

Line = Mapping[str, Any]
"""One epoch: epoch, loss, rate, seconds, and the validation figures as val_*."""


class Watcher(Protocol):
    """Told of the course of a training. None of its methods may change it."""

    def begin(self, epochs: int, steps: int, done: int) -> None:
        """Before the first step: epochs in all, steps an epoch, epochs already done."""
        ...

    def step(self, epoch: int, loss: float) -> None:
        """After each step."""
        ...

    def epoch(self, line: Line) -> None:
        """After each epoch."""
        ...

    def end(self) -> None:
        """After the last step, also when training was stopped or failed."""
        ...


class Silent:
    """Does nothing; others override what they need."""

    def begin(self, epochs: int, steps: int, done: int) -> None:
        """Nothing."""

    def step(self, epoch: int, loss: float) -> None:
        """Nothing."""

    def epoch(self, line: Line) -> None:
        """Nothing."""

    def end(self) -> None:
        """Nothing."""


class JsonLog(Silent):
    """`log.jsonl`: one JSON object an epoch. A resumed run goes on below."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, epochs: int, steps: int, done: int) -> None:
        lines = read_log(self.path)[:done]
        self.path.write_text("".join(json.dumps(line) + "\n" for line in lines))

    def epoch(self, line: Line) -> None:
        with self.path.open("a") as log:
            log.write(json.dumps(dict(line)) + "\n")


def read_log(path: Path) -> list[dict[str, Any]]:
    """The epochs logged so far; a last line cut short by a kill is left out."""
    lines = []
    for text in path.read_text().splitlines() if path.exists() else ():
        try:
            lines.append(json.loads(text))
        except ValueError:
            break
    return lines


class TensorBoard(Silent):
    """Event files for `tensorboard --logdir RUN`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, epochs: int, steps: int, done: int) -> None:
        from torch.utils.tensorboard import SummaryWriter

        self.writer = SummaryWriter(str(self.folder), purge_step=done)

    def epoch(self, line: Line) -> None:
        for name, value in line.items():
            if name != "epoch":
                self.writer.add_scalar(name.replace("val_", "validation/"), value, line["epoch"])

    def end(self) -> None:
        self.writer.close()
