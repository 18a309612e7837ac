"""Answers at once: the same as one by one, together through the network, in a line with an end."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, wait
from pathlib import Path

import numpy as np
import pytest

from at_work import AtWork
from diaphane.errors import BadData, BadSetting, UnknownName, UnreadableImage
from diaphane.image import Floats
from diaphane.infer.model import BATCH, Model, load
from diaphane.io import read
from diaphane.result import Result
from diaphane.serve.fast import Busy, Fast
from diaphane.serve.shelf import Shelf
from make_study import make_frames
from tiny_models import CARD, bright_file, tiny_classifier

PATIENCE = 20.0


@pytest.fixture
def fast(desk: AtWork) -> Iterator[Fast]:
    made = Fast(desk.shelf, lanes=1)
    yield made
    made.close()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return [bright_file(tmp_path / f"{k}.png", k % 3, seed=k) for k in range(3 * BATCH)]


def test_answers_are_those_of_one_by_one(fast: Fast, desk: AtWork, files: list[Path]) -> None:
    asked = [fast.ask("tiny", file.read_bytes()) for file in files]
    model = load(desk.shelf._file("tiny"))
    for file, answer in zip(files, asked, strict=True):
        said, alone = answer.result(PATIENCE), model.predict(read(file))
        assert said.label == alone.label
        assert said.probabilities == pytest.approx(alone.probabilities, abs=1e-6)
        assert said.provenance["input_sha256"] == alone.provenance["input_sha256"]


class Held:
    """A model's network that waits until it is let go, and notes how many came together."""

    def __init__(self, shelf: Shelf) -> None:
        model = shelf.model("tiny")
        self.network, self.batches = model.network, list[int]()
        self.go, self.entered = threading.Event(), threading.Event()
        model.network = self

    def __call__(self, batch: Floats) -> Mapping[str, Floats]:
        self.batches.append(len(batch))
        self.entered.set()
        assert self.go.wait(PATIENCE)
        return self.network(batch)


def test_what_comes_meanwhile_goes_together(fast: Fast, desk: AtWork, files: list[Path]) -> None:
    held = Held(desk.shelf)
    asked = [fast.ask("tiny", files[0].read_bytes())]
    assert held.entered.wait(PATIENCE)
    asked += [fast.ask("tiny", file.read_bytes()) for file in files[: BATCH + 3]]
    lane = fast._lanes["tiny"]
    while lane.ready.qsize() < BATCH + 3:
        pass
    held.go.set()
    wait(asked, PATIENCE)
    assert held.batches == [1, BATCH, 3]


def test_one_that_is_wrong_spoils_no_other(fast: Fast, files: list[Path]) -> None:
    good, bad = fast.ask("tiny", files[0].read_bytes()), fast.ask("tiny", b"no image")
    with pytest.raises(UnreadableImage, match="expected a PNG"):
        bad.result(PATIENCE)
    assert good.result(PATIENCE).label == "left"
    with pytest.raises(UnknownName, match="no model named 'tiyn'"):
        fast.ask("tiyn", files[0].read_bytes()).result(PATIENCE)


def test_a_bug_reaches_those_who_wait_and_the_next_are_answered(
    fast: Fast, desk: AtWork, files: list[Path]
) -> None:
    model = desk.shelf.model("tiny")
    network = model.network

    def broken(batch: Floats) -> Mapping[str, Floats]:
        raise ZeroDivisionError

    model.network = broken
    with pytest.raises(ZeroDivisionError):
        fast.ask("tiny", files[0].read_bytes()).result(PATIENCE)
    model.network = network
    assert fast.ask("tiny", files[0].read_bytes()).result(PATIENCE).label == "left"


def test_who_went_away_is_not_asked_about(fast: Fast, desk: AtWork, files: list[Path]) -> None:
    held = Held(desk.shelf)
    first = fast.ask("tiny", files[0].read_bytes())
    assert held.entered.wait(PATIENCE)
    gone = fast.ask("tiny", files[1].read_bytes())
    while not fast._lanes["tiny"].ready.qsize():
        pass
    assert gone.cancel()
    held.go.set()
    first.result(PATIENCE)
    last = fast.ask("tiny", files[2].read_bytes())
    last.result(PATIENCE)
    assert held.batches == [1, 1]


def test_the_line_has_an_end(desk: AtWork) -> None:
    fast = Fast(desk.shelf, most_waiting=2, most_bytes=10)
    with fast.room() as room:
        room.add(6)
        with fast.room() as second:
            with pytest.raises(Busy, match="try again in 1 s"), fast.room():
                pass
            with pytest.raises(Busy):
                second.add(5)
            second.add(4)
    with fast.room() as room:
        room.add(10)
    assert Busy().retry_after == 1


def test_models_that_look_tile_by_tile_answer_too(fast: Fast, files: list[Path]) -> None:
    said: Future[Result] = fast.ask("tiny-segment", files[0].read_bytes())
    assert said.result(PATIENCE).measures["bright_area_px"] > 0


def test_a_slice_of_a_volume(fast: Fast, tmp_path: Path) -> None:
    data = make_frames(tmp_path / "a.dcm").read_bytes()
    said = fast.ask("tiny", data, number=3).result(PATIENCE)
    assert any("3 of 3" in note for note in said.notes)
    with pytest.raises(BadSetting, match="from 1 to 3, got 4"):
        fast.ask("tiny", data, number=4).result(PATIENCE)


def test_a_row_of_numbers() -> None:
    fast, row = Fast(Shelf()), np.linspace(0, 1, 60)
    said = fast.ask("sonar", ",".join(map(str, row)).encode()).result(PATIENCE)
    assert said.probabilities == Shelf().model("sonar").predict(row).probabilities
    for wrong in (b"a,b,c", b"\xff\xff", b"1,2,3"):
        with pytest.raises(BadData, match="expected a row of"):
            fast.ask("sonar", wrong).result(PATIENCE)
    fast.close()


def test_a_model_that_is_loaded_anew_takes_over(tmp_path: Path, files: list[Path]) -> None:
    path = tiny_classifier(tmp_path / "a.onnx")
    shelf = Shelf(lambda: {"a": path})
    fast = Fast(shelf)
    assert fast.ask("a", files[0].read_bytes()).result(PATIENCE).label == "left"
    old = fast._lanes["a"]
    tiny_classifier(path, CARD.but(name="new"))
    shelf.forget("a")
    said = fast.ask("a", files[0].read_bytes()).result(PATIENCE)
    assert said.provenance["model"] == "new"
    for thread in old.threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    assert isinstance(fast._lanes["a"].model, Model)
    fast.close()
