"""Only what is worse than every finished training by more than chance is stopped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from diaphane.learn.hopeless import Hopeless, StopHopeless, hopeless
from diaphane.learn.run import Run

GOOD, FAIR, POOR = [0.7, 0.8, 0.9, 0.9], [0.5, 0.6, 0.7, 0.7], [0.5, 0.5, 0.5, 0.5]


def test_it_is_stopped_where_its_interval_lies_below_all_others() -> None:
    why = hopeless(POOR, [GOOD, FAIR], 500, 4)
    assert why.startswith("stopped after 4 epochs: validation accuracy 0.500 (at most 0.544")
    assert why.endswith("every finished cell had at least 0.700 by then")


@pytest.mark.parametrize(
    ("mine", "others", "n", "epochs"),
    [
        (POOR, [GOOD, POOR], 500, 4),  # as good as one of them
        (POOR, [GOOD, FAIR], 15, 4),  # with so few images it may be chance
        (POOR[:2], [GOOD], 500, 4),  # too early to tell
        (POOR[:3], [GOOD], 500, 12),  # the same: not a third of the way
        (POOR, [], 500, 4),  # nothing to compare with
        (POOR, [[]], 500, 4),  # nor here: a task without accuracy
        (FAIR, [[0.1, 0.1, 0.1, 0.1, 0.99]], 500, 5),  # better than the other was by then
    ],
)
def test_it_goes_on_where_there_is_hope(
    mine: list[float], others: list[list[float]], n: int, epochs: int
) -> None:
    assert hopeless(mine, others, n, epochs) == ""


def run_in(folder: Path, accuracies: list[float]) -> Run:
    folder.mkdir()
    lines = [json.dumps({"epoch": e, "val_accuracy": a}) for e, a in enumerate(accuracies)]
    (folder / "log.jsonl").write_text("\n".join(lines))
    (folder / "data.json").write_text('{"counts": {"validation": {"a": 300, "b": 200}}}')
    return Run(folder)


def test_a_watcher_reads_the_runs(tmp_path: Path) -> None:
    good, poor = run_in(tmp_path / "good", GOOD), run_in(tmp_path / "poor", POOR)
    StopHopeless(good, [poor], 4).epoch({})
    StopHopeless(Run(tmp_path / "none"), [good], 4).look()
    with pytest.raises(Hopeless, match="stopped after 4 epochs"):
        StopHopeless(poor, [good], 4).epoch({})
