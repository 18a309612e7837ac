"""Jobs over HTTP: asked for, followed, cancelled, each person's own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from asking import Asking
from diaphane.serve.web.routes import ROUTERS, jobs
from serve.web.conftest import Place, do_jobs, picture
from serve.web.routes.test_images import bring


@pytest.fixture
def image(place: Place, ask: Asking) -> str:
    (name,) = bring(place, ask, picture())
    return name


def put(ask: Asking, image: str, model: str = "brain-tumor", **more: Any) -> Any:
    headers = more.pop("headers", None)
    asked = {"kind": "predict", "image": image, "model": model, **more}
    return ask("POST", "/api/jobs", json=asked, headers=headers)


def test_a_job_leads_to_a_result(place: Place, ask: Asking, image: str) -> None:
    answer = put(ask, image)
    assert answer.status == 202
    job = answer.json()
    assert (job["state"], job["kind"], job["result"]) == ("queued", "predict", None)
    do_jobs(place)
    done = ask("GET", f"/api/jobs/{job['id']}").json()
    assert (done["state"], done["share"]) == ("done", 1)
    assert ask("GET", f"/api/results/{done['result']['result']}").status == 200
    assert ask("GET", "/api/jobs?limit=1").json()["jobs"][0]["id"] == job["id"]


def test_events_end_with_the_job(place: Place, ask: Asking, image: str) -> None:
    job = put(ask, image).json()["id"]
    do_jobs(place)
    told = ask("GET", f"/api/jobs/{job}/events")
    assert told.header("content-type").startswith("text/event-stream")
    assert told.header("cache-control") == "no-store"
    events = told.body.decode().strip().split("\n\n")
    name, data = events[-1].split("\n")
    assert name == "event: job"
    assert json.loads(data.removeprefix("data: "))["state"] == "done"


def test_one_that_waits_is_cancelled(place: Place, ask: Asking, image: str) -> None:
    job = put(ask, image).json()["id"]
    assert ask("POST", f"/api/jobs/{job}/cancel").json()["state"] == "cancelled"
    assert ask("POST", f"/api/jobs/{job}/cancel").json()["state"] == "cancelled"


def test_a_key_asks_once(place: Place, ask: Asking, image: str) -> None:
    key = {"idempotency-key": "this one"}
    ids = {put(ask, image, headers=key).json()["id"] for _ in range(2)}
    assert len(ids) == 1
    other = put(ask, image, "cats-dogs", headers=key)
    assert other.status in (409, 422)
    assert "Idempotency-Key" in other.error


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"model": "brain-tumr"}, 404),
        ({"image": "0" * 20}, 404),
        ({"image": "../../x"}, 422),
        ({"kind": "read"}, 422),
        ({"options": {"slice": 2}}, 422),
        ({"options": {"slice": 0}}, 422),
        ({"options": {"maps": True}}, 422),
        ({"options": {"other": True}}, 422),
        ({"owner": "admin"}, 422),
        ({"model": "\x00"}, 404),
    ],
)
def test_what_cannot_be_asked(ask: Asking, image: str, more: dict[str, Any], status: int) -> None:
    asked = {"kind": "predict", "image": image, "model": "brain-tumor", **more}
    answer = ask("POST", "/api/jobs", json=asked)
    assert answer.status == status, answer.body
    assert answer.error


def test_a_model_that_cannot_look_at_it_says_why(place: Place, ask: Asking, image: str) -> None:
    job = put(ask, image, "sonar").json()["id"]
    do_jobs(place)
    told = ask("GET", f"/api/jobs/{job}").json()
    assert told["state"] == "failed"
    assert "expected a row of 60 numbers, got an image" in told["error"]


def test_a_full_queue_says_when_to_come_back(place: Place, ask: Asking, image: str) -> None:
    place.workplace.queue.most_waiting = 0
    answer = put(ask, image)
    assert answer.status in (429, 503)
    assert int(answer.header("retry-after")) >= 1


def test_jobs_of_others_are_not_there(place: Place) -> None:
    anna, ben, admin = place("anna"), place("ben"), place("admin")
    (image,) = bring(place, anna, picture())
    job = put(anna, image).json()["id"]
    for path in (f"/api/jobs/{job}", f"/api/jobs/{job}/events"):
        assert ben("GET", path).status == 404
    assert ben("POST", f"/api/jobs/{job}/cancel").status == 404
    assert ben("GET", "/api/jobs").json()["jobs"] == []
    assert admin("GET", f"/api/jobs/{job}").status == 200


def test_the_address_of_jobs_is_tried_early() -> None:
    """Who follows a job asks for it again and again."""
    assert jobs.router in ROUTERS[:3]
