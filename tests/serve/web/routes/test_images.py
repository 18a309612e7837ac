"""Images over HTTP: facts, planes, thumbnails, removal."""

from __future__ import annotations

import numpy as np

from asking import Asking, form
from serve.web.conftest import Place, do_jobs, picture


def bring(place: Place, ask: Asking, *data: bytes) -> list[str]:
    """The ids of the images in these files."""
    sent = form([(f"{k}.png", one) for k, one in enumerate(data)])
    upload = ask("POST", "/api/uploads", **sent).json()["upload"]
    do_jobs(place)
    return [one["id"] for one in ask("GET", f"/api/uploads/{upload}").json()["images"]]


def test_facts_and_planes(place: Place, ask: Asking) -> None:
    (name,) = bring(place, ask, picture(20))
    facts = ask("GET", f"/api/images/{name}").json()
    assert (facts["shape"], facts["title"], facts["axes"]) == ([20, 20], "0.png", "yx")
    assert {"name", "task", "title", "summary", "fits"} == {*facts["models"][0]}
    plane = ask("GET", f"/api/images/{name}/planes/0/0")
    assert (plane.status, plane.header("x-rows"), plane.header("x-type")) == (200, "20", "uint8")
    assert plane.header("cache-control") == "private, max-age=3600, immutable"
    assert np.frombuffer(plane.body, np.uint8).size == 400
    thumbnail = ask("GET", f"/api/images/{name}/thumbnail")
    assert thumbnail.header("content-type") == "image/png"


def test_what_is_not_there(place: Place, ask: Asking) -> None:
    (name,) = bring(place, ask, picture(20))
    none = "0" * 20
    for path in (f"{none}", f"{none}/thumbnail", f"{none}/planes/0/0", f"{name}/planes/1/0"):
        answer = ask("GET", f"/api/images/{path}")
        assert answer.status == 404, path
        assert answer.error.startswith("there is no such")
    assert ask("GET", f"/api/images/{name}/planes/0/1").status == 404
    for path in ("x", f"{name}/planes/0/-1", f"{name}/planes/3/0", f"{name}/planes/a/0"):
        assert ask("GET", f"/api/images/{path}").status == 422, path


def test_a_list_goes_on(place: Place, ask: Asking) -> None:
    every = [name for _ in range(3) for name in bring(place, ask, picture(8))][::-1]
    first = ask("GET", "/api/images?limit=2").json()
    assert [one["id"] for one in first["images"]] == every[:2]
    assert first["next"] == every[1]
    rest = ask("GET", f"/api/images?limit=2&before={first['next']}").json()
    assert [one["id"] for one in rest["images"]] == every[2:]
    assert rest["next"] is None
    for query in ("limit=0", "limit=1000", "before=x", "before=%00"):
        assert ask("GET", f"/api/images?{query}").status == 422, query


def test_one_s_own_is_removed_and_another_s_is_not(place: Place) -> None:
    anna, ben, admin = place("anna"), place("ben"), place("admin")
    first, second = bring(place, anna, picture(8), picture(9))
    assert ben("GET", f"/api/images/{first}").status == 200
    refused = ben("DELETE", f"/api/images/{first}")
    assert (refused.status, "ask an admin" in refused.error) == (403, True)
    assert anna("DELETE", f"/api/images/{first}").status == 204
    assert anna("DELETE", f"/api/images/{first}").status == 404
    assert anna("GET", f"/api/images/{first}").status == 404
    assert admin("DELETE", f"/api/images/{second}").status == 204
    assert anna("GET", "/api/images").json()["images"] == []
    entries = place.workplace.log.entries(action="delete")
    assert [(one["actor"], one["subject"]) for one in entries] == [
        ("admin", second),
        ("anna", first),
    ]
