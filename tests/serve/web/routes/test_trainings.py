"""Trainings over HTTP, with a process that stands for the real one."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import fake_training
from asking import Asking
from diaphane.serve.trainings import child_of
from fake_training import DONE, WAITS
from serve.web.conftest import Place
from tiny_models import tiny_classifier


@pytest.fixture
def trainer(place: Place) -> Any:
    """Somebody who may train, in a workplace with one folder of data."""
    data = place.workplace.folder / "datasets" / "heads"
    data.mkdir(parents=True)
    tiny_classifier(data / "tiny.onnx")
    them = place.workplace.work.trainings
    them.command = (sys.executable, "-P", str(Path(fake_training.__file__)))
    yield place("trainer")
    for row in them.rows(alive=True):
        if child := child_of(row):
            child.kill()


def start(ask: Asking, seed: int, **more: Any) -> Any:
    asked = {"recipe": "brain-tumor", "folder": "heads", "settings": {"seed": seed}, **more}
    return ask("POST", "/api/trainings", json=asked)


def until(place: Place, ask: Asking, name: str, state: str) -> dict[str, Any]:
    end = time.monotonic() + 20
    while True:
        place.workplace.work.trainings.look()
        told: dict[str, Any] = ask("GET", f"/api/trainings/{name}").json()
        if told["state"] == state:
            return told
        assert time.monotonic() < end, told
        time.sleep(0.05)


def test_from_the_recipe_to_the_model(place: Place, trainer: Asking) -> None:
    recipes = trainer("GET", "/api/recipes").json()["recipes"]
    assert "brain-tumor" in [one["name"] for one in recipes]
    assert trainer("GET", "/api/folders").json() == {"folders": [{"name": "heads"}]}
    answer = start(trainer, DONE)
    assert answer.status == 201, answer.body
    name = answer.json()["id"]
    told = until(place, trainer, name, "done")
    picture = trainer("GET", f"/api/trainings/{name}/pictures/curves.png")
    assert (picture.body, picture.header("content-type")) == (b"drawn", "image/png")
    card = trainer("GET", f"/api/models/{told['model']}").json()
    assert card["name"] == told["model"]
    (line,) = trainer("GET", "/api/trainings").json()["trainings"]
    assert line["id"] == name
    both = trainer("GET", f"/api/trainings/compare?ids={name},{name}").json()["trainings"]
    assert [one["id"] for one in both] == [name, name]
    events = trainer("GET", f"/api/trainings/{name}/events").body.decode()
    assert events.startswith("event: training\ndata: ")
    assert json.loads(events.partition("data: ")[2])["state"] == "done"


def test_stop_and_resume(place: Place, trainer: Asking) -> None:
    name = start(trainer, WAITS).json()["id"]
    until(place, trainer, name, "running")
    assert trainer("POST", f"/api/trainings/{name}/resume").status == 422
    assert trainer("POST", f"/api/trainings/{name}/stop").json()["state"] == "stopped"
    assert trainer("POST", f"/api/trainings/{name}/stop").status == 422
    assert trainer("POST", f"/api/trainings/{name}/resume").status == 200
    until(place, trainer, name, "done")


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"recipe": "nothing"}, 404),
        ({"folder": "/etc"}, 404),
        ({"folder": ".."}, 404),
        ({"settings": {"epoch": 3}}, 404),
        ({"settings": {"epochs": "x"}}, 422),
        ({"settings": {"weights": "/etc/passwd"}}, 422),
        ({"settings": {"epochs": [3]}}, 422),
        ({"command": "rm"}, 422),
    ],
)
def test_what_is_on_no_list_is_refused(trainer: Asking, more: dict[str, Any], status: int) -> None:
    answer = start(trainer, DONE, **more)
    assert answer.status == status, answer.body
    assert trainer("GET", "/api/trainings").json()["trainings"] == []


def test_what_is_not_there(trainer: Asking) -> None:
    none = "0" * 20
    for path in (none, f"{none}/events", f"{none}/pictures/curves.png", f"compare?ids={none}"):
        assert trainer("GET", f"/api/trainings/{path}").status == 404, path
    for ids in ("x", "", ",".join([none] * 30)):
        assert trainer("GET", f"/api/trainings/compare?ids={ids}").status == 422, ids


def test_a_viewer_looks_on(place: Place, trainer: Asking) -> None:
    viewer = place("viewer")
    name = start(trainer, DONE).json()["id"]
    assert viewer("GET", f"/api/trainings/{name}").status == 200
    assert start(viewer, DONE).status == 403
    assert viewer("POST", f"/api/trainings/{name}/stop").status == 403
    until(place, trainer, name, "done")
