"""Log in and out."""

from __future__ import annotations

import pytest

from asking import Asking
from diaphane.serve.slowdown import FREE
from diaphane.serve.web.routes.session import WRONG
from diaphane.serve.web.workplace import Settings
from serve.web.conftest import PASSWORD, Make, Place


@pytest.fixture
def stranger(place: Place) -> Asking:
    place("admin")
    return place.ask()


def test_the_cookie_is_for_the_browser_and_for_us_alone(stranger: Asking) -> None:
    answer = stranger.log_in("admin", PASSWORD)
    assert answer.json()["person"] == {"name": "admin", "role": "admin"}
    parts = answer.header("set-cookie").split("; ")
    assert parts[0].startswith("diaphane=")
    assert {part.lower() for part in parts[1:]} == {"httponly", "path=/", "samesite=strict"}


def test_with_tls_the_cookie_goes_by_tls_alone(make: Make) -> None:
    place = make(Settings(secure=True, local=False))
    place.workplace.users.add("admin", "admin", PASSWORD, by="test")
    ask = place.ask()
    json = {"name": "admin", "password": PASSWORD}
    own = {"origin": "https://127.0.0.1:8000"}
    answer = ask("POST", "/api/session", json=json, headers=own)
    assert answer.header("set-cookie").startswith("__Host-diaphane=")
    assert "secure" in answer.header("set-cookie").lower()
    assert answer.header("strict-transport-security") == "max-age=31536000"
    assert ask("GET", "/api/session").json()["person"]


@pytest.mark.parametrize(
    ("name", "password"),
    [("admin", "wrong"), ("nobody", PASSWORD), ("", ""), ("admin", ""), ("x" * 200, "x" * 1000)],
)
def test_one_sentence_for_all_that_is_wrong(stranger: Asking, name: str, password: str) -> None:
    answer = stranger.log_in(name, password)
    assert (answer.status, answer.error) == (401, WRONG)
    assert answer.header("set-cookie") == ""


def test_who_tries_too_often_waits(stranger: Asking, place: Place) -> None:
    for _ in range(FREE):
        assert stranger.log_in("admin", "wrong").status == 401
    answer = stranger.log_in("admin", PASSWORD)
    assert answer.status == 429
    assert answer.header("retry-after") == "1"
    place.workplace.log.close()
    assert len(place.workplace.log.entries(action="login-failed")) == FREE


def test_a_name_is_the_same_however_it_is_written(stranger: Asking, place: Place) -> None:
    """Or each way to write it would have tries of its own."""
    for name in ("admin", "\uff41dmin", "ad\uff4din", "ADMIN", "\uff21DMIN", *["admin"] * 3):
        assert stranger.log_in(name, "wrong").status == 401
    for address in ("127.0.0.1", "elsewhere"):
        place.workplace.slowdown.tries.pop(f"address {address}", None)
    assert stranger.log_in("\uff41dmin", "wrong").status == 429


def test_a_password_typed_as_a_name_is_not_recorded(stranger: Asking, place: Place) -> None:
    stranger.log_in("my secret password", "")
    stranger.log_in("admin", "")
    place.workplace.log.close()
    entries = place.workplace.log.entries(action="login-failed")
    assert [entry["actor"] for entry in entries] == ["admin", "nobody"]
    assert "secret" not in str(entries)


def test_log_out(stranger: Asking) -> None:
    stranger.log_in("admin", PASSWORD)
    word = dict(stranger.cookies)
    assert stranger("DELETE", "/api/session").status == 204
    stranger.cookies = word  # a copy that somebody took
    assert stranger("GET", "/api/session").json()["person"] is None


def test_who_is_shut_out_is_out_at_once(place: Place) -> None:
    admin, anna = place("admin"), place("anna")
    assert anna("GET", "/api/images").status == 200
    user = place.workplace.users.named("anna")
    assert admin("PATCH", f"/api/users/{user.id}", json={"disabled": True}).status == 200
    assert anna("GET", "/api/images").status == 401
