"""What a person sees on standard error while a model trains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class TrainingBar:
    """A bar over the steps of all epochs with the time left, and a line for each epoch.

    A `diaphane.learn.watch.Watcher`. Off a terminal only the lines are printed.
    """

    def begin(self, epochs: int, steps: int, done: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
        from rich.progress import TimeRemainingColumn as Left

        console = Console(stderr=True)
        words = TextColumn("epoch {task.fields[epoch]}/{task.fields[epochs]}")
        loss = TextColumn("loss {task.fields[loss]:.3f}")
        columns = (words, BarColumn(), loss, TimeElapsedColumn(), TextColumn("left"), Left())
        self.bar = Progress(
            *columns, console=console, transient=True, disable=not console.is_terminal
        )
        self.task = self.bar.add_task(
            "training",
            total=epochs * steps,
            completed=done * steps,
            epoch=done + 1,
            epochs=epochs,
            loss=float("nan"),
        )
        self.bar.start()

    def step(self, epoch: int, loss: float) -> None:
        self.bar.update(self.task, advance=1, epoch=epoch + 1, loss=loss)

    def epoch(self, line: Mapping[str, Any]) -> None:
        self.bar.console.print(epoch_text(line), markup=False, highlight=False)

    def end(self) -> None:
        self.bar.stop()


def epoch_text(line: Mapping[str, Any]) -> str:
    """`epoch 3: loss 0.712, validation loss 0.640, validation accuracy 0.912, 31 s`."""
    parts = [f"loss {line['loss']:.3f}"]
    parts += [
        f"validation {name.removeprefix('val_')} {value:.3f}"
        for name, value in line.items()
        if name.startswith("val_") and isinstance(value, float)
    ]
    if "seconds" in line:
        parts.append(f"{line['seconds']:.0f} s")
    return f"epoch {line['epoch'] + 1}: {', '.join(parts)}"
