"""What happens around the steps: who looks on, and a disk that fills."""

from __future__ import annotations

import errno
import hashlib
import logging
from pathlib import Path

import pytest

from diaphane.data import phantom
from diaphane.errors import CannotWrite
from diaphane.learn import checkpoint
from diaphane.learn.loop import told
from diaphane.learn.train import train
from diaphane.learn.watch import Line, Silent, read_log
from diaphane.recipes import get
from full_disk import limit

RECIPE = get("brain-tumor").with_settings(
    [
        "epochs=3",
        "batch=8",
        "card.input.size=[32,32]",
        "net=small-cnn",
        "net.width=6",
        "split.validation=0.25",
        "split.calibration=0.25",
        "split.similarity=0.9999",
        "split.allow_leaks=true",
    ]
)


class Enough(Exception):
    """The weights are there; no file is asked for."""


class Stop(Silent):
    def end(self) -> None:
        raise Enough


class Full(Silent):
    """The disk is full from an epoch on, until the training has given up."""

    def __init__(self, when: int) -> None:
        self.when = when

    def begin(self, epochs: int, steps: int, done: int) -> None:
        self.before = limit(-1)

    def epoch(self, line: Line) -> None:
        if line["epoch"] == self.when:
            limit(1000)

    def end(self) -> None:
        limit(self.before)


class Broken(Silent):
    def epoch(self, line: Line) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


class Seeing(Silent):
    def __init__(self) -> None:
        self.seen: list[Line] = []

    def epoch(self, line: Line) -> None:
        self.seen.append(line)


def test_a_log_without_room_is_named_and_the_others_are_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    good = Seeing()
    with caplog.at_level(logging.WARNING):
        assert told([Broken(), good], lambda watcher: watcher.epoch({"epoch": 0})) == [good]
    assert good.seen == [{"epoch": 0}]
    assert "Broken: [Errno 28] No space left on device" in caplog.text


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_disk_that_fills_costs_one_epoch(tmp_path: Path) -> None:
    data = tmp_path / "data"
    phantom.write_classes(data, 6)
    with pytest.raises(CannotWrite, match="go on with --resume: what was saved before is whole"):
        train(RECIPE, data, tmp_path / "cut", watchers=[Full(1)])
    assert checkpoint.load(tmp_path / "cut" / "last.safetensors")["progress"]["done"] == 1
    assert len(read_log(tmp_path / "cut" / "log.jsonl")) == 2
    assert not list((tmp_path / "cut").glob("*.part"))
    with pytest.raises(Enough):
        train(RECIPE, data, tmp_path / "cut", resume=True, watchers=[Stop()])
    with pytest.raises(Enough):
        train(RECIPE, data, tmp_path / "whole", watchers=[Stop()])
    cut, whole = (
        hashlib.sha256((tmp_path / run / "last.safetensors").read_bytes()).hexdigest()
        for run in ("cut", "whole")
    )
    assert cut == whole
