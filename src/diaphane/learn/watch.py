"""What looks on while a training runs: logs, curves, progress bars."""

from __future__ import annotations

import csv
import datetime
import json
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any, Protocol

from ..io.write import write_text

Line = Mapping[str, Any]
"""One epoch: epoch, loss, rate, seconds, and the validation figures as val_*."""


class Watcher(Protocol):
    """Told of the course of a training. None of its methods may change it.

    One that cannot write (`CannotWrite`, `OSError`) is named in a warning; training goes on.
    """

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
        write_log(self.path, read_log(self.path, before=done))

    def epoch(self, line: Line) -> None:
        write_log(self.path, [*read_log(self.path, before=line["epoch"]), line])


def read_log(path: Path, *, before: float = math.inf) -> list[dict[str, Any]]:
    """What was logged of the epochs before `before`."""
    texts = path.read_text().splitlines() if path.exists() else []
    return [line for line in map(json.loads, texts) if line["epoch"] < before]


def write_log(path: Path, lines: Iterable[Line]) -> None:
    """One JSON object a line; the file is replaced whole. Raises `CannotWrite`."""
    write_text(path, "".join(json.dumps(dict(line)) + "\n" for line in lines))


class CsvLog(Silent):
    """`log.csv`: the JSON log as a table, a row an epoch."""

    def __init__(self, log: Path, table: Path) -> None:
        self.log, self.table = log, table

    def epoch(self, line: Line) -> None:
        lines = read_log(self.log)
        text = StringIO()
        columns = dict.fromkeys(name for line in lines for name in line)
        rows = csv.DictWriter(text, list(columns), lineterminator="\n")
        rows.writeheader()
        rows.writerows(lines)
        write_text(self.table, text.getvalue())


class TextLog(Silent):
    """`training.log`: a line an epoch for people, with the time of day. A resumed run goes on
    below."""

    def __init__(
        self, path: Path, *, clock: Callable[[], datetime.datetime] = datetime.datetime.now
    ) -> None:
        self.path, self.clock, self.epochs = path, clock, 0

    def begin(self, epochs: int, steps: int, done: int) -> None:
        self.epochs = epochs
        self.write(done, [])

    def epoch(self, line: Line) -> None:
        self.write(line["epoch"], [f"{self.clock():%Y-%m-%d %H:%M:%S}  {self.said(line)}"])

    def said(self, line: Line) -> str:
        """Epoch, loss, rate, validation figures and seconds, named as in the JSON log."""
        names = ["loss", "rate", *(name for name in line if name.startswith("val_"))]
        figures = [f"{name} {line[name]:.4g}" for name in names]
        epoch = f"epoch {line['epoch'] + 1} of {self.epochs}"
        return "  ".join([epoch, *figures, f"{line['seconds']:.1f} s"])

    def write(self, before: int, lines: Sequence[str]) -> None:
        """So many of the lines that are there, and these."""
        kept = self.path.read_text().splitlines()[:before] if self.path.exists() else []
        write_text(self.path, "".join(f"{line}\n" for line in [*kept, *lines]))


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


class Pace:
    """Says when something costly may be done again, so that it takes a small share of the time."""

    def __init__(self, share: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.share, self.clock = share, clock
        self.rest_until = -math.inf

    @contextmanager
    def paced(self) -> Iterator[None]:
        """Around what is costly: measures it."""
        began = self.clock()
        yield
        ended = self.clock()
        self.rest_until = ended + (ended - began) / self.share

    @property
    def due(self) -> bool:
        return self.clock() >= self.rest_until
