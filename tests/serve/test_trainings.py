"""Trainings are processes: started, watched, stopped, gone on with, found again."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import fake_training
from diaphane.errors import BadSetting, UnknownName
from diaphane.serve.audit import Log
from diaphane.serve.child import Child
from diaphane.serve.datasets import Datasets
from diaphane.serve.keep import Places
from diaphane.serve.missing import Missing
from diaphane.serve.store import Store
from diaphane.serve.trainings import MOST, Trainings, best_of, checked, child_of, recipes
from fake_training import BREAKS, DONE, FAILS, KILLED, WAITS
from tiny_models import CARD, tiny_classifier

FAKE = (sys.executable, "-P", str(Path(fake_training.__file__)))
PATIENCE = 20.0


@pytest.fixture
def open_them(store: Store, tmp_path: Path) -> Iterator[Callable[[], Trainings]]:
    """Opens the trainings of a workplace, as a server does when it starts; ends what runs."""
    data = tmp_path / "sets" / "heads"
    data.mkdir(parents=True)
    tiny_classifier(data / "tiny.onnx")
    log, opened = Log(store, tmp_path), list[Trainings]()

    def again() -> Trainings:
        made = Trainings(store, log, Places(tmp_path), Datasets([tmp_path / "sets"]), FAKE)
        made.look()
        opened.append(made)
        return made

    yield again
    for row in opened[0].rows(alive=True) if opened else ():
        if child := child_of(row):
            child.kill()


@pytest.fixture
def them(open_them: Callable[[], Trainings]) -> Trainings:
    return open_them()


def start(them: Trainings, seed: int = DONE) -> str:
    return them.start("brain-tumor", "heads", {"seed": str(seed)}, owner="anna")


def until(them: Trainings, name: str, *states: str) -> dict[str, Any]:
    """The training once it is in one of these states."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        them.look()
        told = them.told(name)
        if told["state"] in states:
            return told
        time.sleep(0.05)
    raise AssertionError(them.told(name))


def test_one_that_comes_to_its_end(them: Trainings, tmp_path: Path) -> None:
    name = start(them)
    told = until(them, name, "done")
    assert (told["recipe"], told["folder"], told["owner"]) == ("brain-tumor", "heads", "anna")
    assert told["settings"] == {"seed": "0"}
    assert (told["epochs"], len(told["lines"]), told["error"]) == (5, 3, None)
    assert told["pictures"][0]["name"] == "curves.png"
    assert told["model"] == f"training-{name}"
    assert them.models() == {f"training-{name}": tmp_path / "trainings" / name / "model.onnx"}
    asked = json.loads((tmp_path / "trainings" / name / "asked.json").read_text())
    assert asked == ["brain-tumor", str(tmp_path / "sets" / "heads"), False]
    assert them.log.entries(action="train-start")[0]["subject"] == name


def test_a_list_tells_how_far_and_how_good(them: Trainings) -> None:
    name = start(them)
    until(them, name, "done")
    (line,) = them.listed()
    assert (line["id"], line["state"], line["epochs"], line["done"]) == (name, "done", 5, 3)
    assert line["best"] == {"loss": 0.5}
    assert best_of([]) == {}


def test_one_that_is_stopped_goes_on_where_it_was(them: Trainings, tmp_path: Path) -> None:
    name = start(them, WAITS)
    until(them, name, "running")
    with pytest.raises(BadSetting, match="expected a training that was stopped, got one that is"):
        them.resume(name, actor="anna")
    them.stop(name, actor="ben")
    told = them.told(name)
    assert (told["state"], told["error"], told["model"]) == ("stopped", None, None)
    assert them.log.entries(action="train-stop")[0]["actor"] == "ben"
    with pytest.raises(BadSetting, match="expected a training that runs"):
        them.stop(name, actor="ben")
    them.resume(name, actor="anna")
    until(them, name, "done")
    assert json.loads((tmp_path / "trainings" / name / "asked.json").read_text())[2]


def test_what_went_wrong_is_a_sentence(them: Trainings) -> None:
    told = until(them, start(them, FAILS), "failed")
    assert told["error"] == "expected better data in 'heads', got these; mend them"
    told = until(them, start(them, BREAKS), "failed")
    assert told["error"].startswith("the training failed")


def test_one_that_is_killed_was_interrupted_and_goes_on(them: Trainings) -> None:
    name = start(them, KILLED)
    until(them, name, "interrupted")
    them.resume(name, actor="anna")
    until(them, name, "done")


def test_a_server_that_starts_finds_what_runs(open_them: Callable[[], Trainings]) -> None:
    before = open_them()
    name = start(before, WAITS)
    until(before, name, "running")
    row = before.row(name)
    after = open_them()  # as if the first had been killed
    assert after.told(name)["state"] == "running"
    after.stop(name, actor="anna")
    assert after.told(name)["state"] == "stopped"
    assert not Child(row.pid, row.pid_started).alive()


def test_a_server_that_starts_sees_what_ended_meanwhile(
    open_them: Callable[[], Trainings],
) -> None:
    before = open_them()
    name = start(before, WAITS)
    until(before, name, "running")
    child = child_of(before.row(name))
    assert child
    child.kill()
    assert child.wait(PATIENCE)
    assert open_them().told(name)["state"] == "interrupted"


def test_a_watcher_sees_by_itself(them: Trainings) -> None:
    them.begin()
    try:
        name, end = start(them), time.monotonic() + PATIENCE
        while them.row(name).state != "done" and time.monotonic() < end:
            time.sleep(0.1)
        assert them.row(name).state == "done"
    finally:
        them.end()


def test_only_so_many_at_a_time(them: Trainings) -> None:
    for _ in range(MOST):
        start(them, WAITS)
    with pytest.raises(BadSetting, match=f"expected fewer than {MOST} trainings at a time"):
        start(them)
    assert len(them.rows()) == MOST


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"epoch": "3"}, UnknownName),
        ({"epochs": "many"}, BadSetting),
        ({"weights": "/etc/passwd"}, BadSetting),
        ({"teacher": "../other"}, BadSetting),
        ({"test": "\\\\server\\share"}, BadSetting),
        ({"weights": ".."}, BadSetting),
        ({"epochs": "3\0"}, BadSetting),
        ({"--out": "x"}, BadSetting),
        ({"epochs=3 --resume": "x"}, BadSetting),
        ({"card.name": "a" * 300}, BadSetting),
    ],
)
def test_settings_are_judged_before_anything_starts(
    them: Trainings, settings: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        them.start("brain-tumor", "heads", settings, owner="anna")
    assert them.rows() == []


def test_settings_that_are_taken() -> None:
    recipe = checked("sr-x4", {"epochs": "3", "optimiser.lr": "1e-4", "patch.size": "[64,64]"})
    assert (recipe.epochs, recipe.patch.size) == (3, (64, 64))


def test_names_that_are_on_no_list(them: Trainings) -> None:
    with pytest.raises(UnknownName, match="no recipe named 'brain-tumr'"):
        them.start("brain-tumr", "heads", {}, owner="anna")
    for folder in ("/etc", "../sets/heads", ""):
        with pytest.raises(Missing, match="no such folder"):
            them.start("brain-tumor", folder, {}, owner="anna")
    for ask in (them.told, them.row):
        with pytest.raises(Missing, match="no such training"):
            ask("0" * 20)


def test_every_recipe_says_how_its_data_lie() -> None:
    every = {one["name"]: one for one in recipes()}
    assert "one folder a class" in every["brain-tumor"]["layout"]
    assert "a table of numbers" in every["sonar"]["layout"]
    assert every["brain-tumor"]["settings"]["epochs"] > 0
    json.dumps([*every.values()])


def test_a_finished_model_answers(them: Trainings) -> None:
    from diaphane.serve.shelf import Shelf

    name = start(them)
    until(them, name, "done")
    shelf = Shelf(them.models)
    assert shelf.entry(f"training-{name}").card == CARD
    assert shelf.model(f"training-{name}").card.name == "tiny"
