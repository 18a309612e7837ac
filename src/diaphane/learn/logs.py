"""The logs that every run keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .curves import Curves
from .effort import EffortLog
from .run import Run
from .watch import CsvLog, JsonLog, TensorBoard, TextLog, Watcher


def logs(
    run: Run, *, parameters: int, moved: Callable[[int], int], weights: Mapping[str, str]
) -> list[Watcher]:
    """`parameters` are the network's weights, `moved` says how many have moved after so many
    epochs, `weights` is where they came from."""
    return [
        JsonLog(run.log),  # first: others read it
        EffortLog(run.log, run.training, parameters=parameters, moved=moved, weights=weights),
        CsvLog(run.log, run.table),
        TextLog(run.text),
        Curves(run.log, run.curves),
        TensorBoard(run.events),
    ]
