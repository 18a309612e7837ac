"""Logs that survive a kill, and a pace that keeps costly things rare."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

import pytest

from diaphane.learn.watch import CsvLog, JsonLog, Pace, TextLog, read_log


def test_a_resumed_log_goes_on_below(tmp_path: Path) -> None:
    log = JsonLog(tmp_path / "log.jsonl")
    for epoch in range(3):
        log.epoch({"epoch": epoch, "loss": 1.0})
    again = JsonLog(tmp_path / "log.jsonl")
    again.begin(5, 1, 2)  # the third epoch was not saved
    assert [line["epoch"] for line in read_log(tmp_path / "log.jsonl")] == [0, 1]
    again.epoch({"epoch": 2, "loss": 0.5})
    assert [line["loss"] for line in read_log(tmp_path / "log.jsonl")] == [1.0, 1.0, 0.5]


def test_the_table_says_what_the_log_says(tmp_path: Path) -> None:
    log, table = tmp_path / "log.jsonl", tmp_path / "log.csv"
    lines = [
        {"epoch": 0, "loss": 0.25, "moves": "head"},
        {"epoch": 1, "loss": 1e-07, "moves": 'head, then "all"', "val_loss": 0.5},
    ]
    for line in lines:
        JsonLog(log).epoch(line)
        CsvLog(log, table).epoch(line)
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["epoch", "loss", "moves", "val_loss"]
    assert rows[1]["moves"] == 'head, then "all"'
    assert [float(row["loss"]) for row in rows] == [0.25, 1e-07]
    assert rows[0]["val_loss"] == ""


def test_a_costly_thing_takes_its_share_of_the_time() -> None:
    now = 0.0
    pace = Pace(0.02, clock=lambda: now)
    assert pace.due
    with pace.paced():
        now += 3
    assert not pace.due
    now += 149
    assert not pace.due
    now += 2
    assert pace.due


def test_a_log_without_room_says_so(tmp_path: Path) -> None:
    from diaphane.errors import CannotWrite

    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite, match="make room or choose another folder"):
        JsonLog(tmp_path / "file" / "log.jsonl").epoch({"epoch": 0})


def test_people_read_a_line_an_epoch_and_it_goes_on_after_a_kill(tmp_path: Path) -> None:
    noon = datetime.datetime(2026, 5, 4, 12, 0, 1)
    line = {"loss": 0.31234, "rate": 0.001, "seconds": 12.34, "best_epoch": 0, "val_dice": 0.5}
    for numbers in ((0, 1, 2), (2, 3)):  # the third was not saved
        log = TextLog(tmp_path / "training.log", clock=lambda: noon)
        log.begin(4, 10, numbers[0])
        for number in numbers:
            log.epoch({"epoch": number, **line})
    said = (tmp_path / "training.log").read_text().splitlines()
    assert len(said) == 4
    assert said[2] == (
        "2026-05-04 12:00:01  epoch 3 of 4  loss 0.3123  rate 0.001  val_dice 0.5  12.3 s"
    )
