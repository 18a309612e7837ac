"""The record by the interface, and that every change is in it."""

from __future__ import annotations

from serve.web.conftest import PASSWORD, Place, answered
from serve.web.test_access import DECLARED, OPEN

EVENT = {
    ("POST", "/api/session"): "login",
    ("DELETE", "/api/session"): "logout",
    ("POST", "/api/users"): "user-add",
    ("PATCH", "/api/users/{id}"): "user-change",
    ("POST", "/api/tokens"): "token-add",
    ("DELETE", "/api/tokens/{id}"): "token-revoke",
    ("POST", "/api/uploads"): "upload",
    ("DELETE", "/api/images/{id}"): "delete",
    ("POST", "/api/results/{id}/decisions"): "decide",
    ("PUT", "/api/review/settings"): "settings",
    ("POST", "/api/audit/verify"): "verify",
}
"""What each change is called in the record; `read` and `predict` are noted by their jobs."""

ELSEWHERE = {
    ("POST", "/api/jobs"): "noted when it is done",
    ("POST", "/api/jobs/{id}/cancel"): "nothing came of it",
    ("PUT", "/api/results/{id}/masks"): "noted with the decision that names it",
    ("POST", "/api/predict"): "tested with it",
    ("POST", "/api/trainings"): "tested with it",
    ("POST", "/api/trainings/{id}/stop"): "tested with it",
    ("POST", "/api/trainings/{id}/resume"): "tested with it",
}


def test_every_change_has_its_event() -> None:
    changes = {asked for asked in {*DECLARED, *OPEN} if asked[0] != "GET"}
    assert changes == {*EVENT, *ELSEWHERE}


def test_every_change_stands_in_the_record(place: Place) -> None:
    admin = place("admin")
    json = {"name": "bert", "role": "viewer", "password": PASSWORD}
    user = admin("POST", "/api/users", json=json).json()["id"]
    admin("PATCH", f"/api/users/{user}", json={"role": "reader"})
    token = admin("POST", "/api/tokens", json={}).json()["id"]
    admin("DELETE", f"/api/tokens/{token}")
    image, result = answered(place, admin, "vessels-ridge")
    admin("POST", f"/api/results/{result}/decisions", json={"verdict": "accept"})
    admin("PUT", "/api/review/settings", json={"blind": False})
    assert admin("DELETE", f"/api/images/{image}").status in (200, 204)
    verdict = admin("POST", "/api/audit/verify").json()
    assert (verdict["sound"], verdict["fault"]) == (True, None)
    admin("DELETE", "/api/session")
    place.workplace.log.close()
    noted = {entry["action"] for entry in place.workplace.log.entries(limit=1000)}
    assert {*EVENT.values(), "read", "predict"} <= noted


def test_the_record_page_by_page(place: Place) -> None:
    admin = place("admin")
    for label in "abcdef":
        admin("POST", "/api/tokens", json={"label": label})
    first = admin("GET", "/api/audit?limit=4").json()
    second = admin("GET", f"/api/audit?limit=4&before={first['next']}").json()
    numbers = [entry["number"] for entry in first["entries"] + second["entries"]]
    assert numbers == list(range(numbers[0], numbers[0] - 8, -1))
    added = admin("GET", "/api/audit?action=token-add&actor=admin").json()
    assert len(added["entries"]) == 6
    assert added["next"] is None
    assert admin("GET", "/api/audit?actor=nobody").json()["entries"] == []
