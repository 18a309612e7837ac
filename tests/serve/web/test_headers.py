"""What a browser may do with our answers; errors that tell nothing of the server; its files."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from asking import Asking
from diaphane.errors import BadData, CannotWrite, UnknownName
from diaphane.serve.decisions import Outdated
from diaphane.serve.jobs import QueueFull
from diaphane.serve.store import Unavailable
from diaphane.serve.web.app import create
from diaphane.serve.web.refused import Refused
from diaphane.serve.web.static_files import FOLDER, StaticFiles
from serve.web.conftest import Place

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.parametrize(
    "path", ["/", "/main.js", "/health", "/none", "/api/session", "/api/none", "/api/images/x"]
)
def test_every_answer_is_guarded(ask: Asking, path: str) -> None:
    answer = ask("GET", path)
    for name, value in EVERYWHERE.items():
        assert answer.header(name) == value
    policy = answer.header("content-security-policy")
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.header("access-control-allow-origin") == ""
    assert answer.header("server") == ""
    if path.startswith("/api/"):
        assert "script-src" not in policy
        assert answer.header("cache-control") == "no-store"


def test_what_is_turned_away_is_guarded_too(ask: Asking) -> None:
    for answer in (ask("GET", "/", host="evil.example"), ask("POST", "/api/uploads", own=False)):
        assert answer.header("x-content-type-options") == "nosniff"
        assert answer.error


def test_files_of_the_page_are_told_apart_by_their_hash(ask: Asking) -> None:
    first = ask("GET", "/main.js")
    assert first.header("content-type") == "text/javascript; charset=utf-8"
    assert first.body == (FOLDER / "main.js").read_bytes()
    again = ask("GET", "/main.js", headers={"if-none-match": first.header("etag")})
    assert (again.status, again.body) == (304, b"")
    assert ask("POST", "/main.js").status == 405


def test_a_change_of_a_file_is_seen(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("one")
    (tmp_path / "secret.py").write_text("no")
    with closing(Asking(StaticFiles(create_nothing, tmp_path))) as ask:
        assert ask("GET", "/").body == b"one"
        (tmp_path / "index.html").write_text("two")
        os.utime(tmp_path / "index.html", (1, 1))
        assert ask("GET", "/").body == b"two"
        assert ask("GET", "/secret.py").body == b"nothing"


async def create_nothing(scope: object, receive: object, send: object) -> None:
    assert callable(send)
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b"nothing"})


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (BadData("expected this, got '/srv/x/y'; do so"), 422, "expected this, got 'y'; do so"),
        (UnknownName("model", "x", ["y"]), 404, "no model named 'x'; known: y"),
        (Refused(409, "expected this, got that"), 409, "expected this, got that"),
        (Outdated(None), 409, "expected the decision"),
        (QueueFull(200, 7), 429, "200 jobs wait"),
        (CannotWrite("could not write '/srv/x'"), 507, "expected room"),
        (OSError(28, "No space left on device"), 507, "expected room"),
        (Unavailable("the database did not do it: the disk is full; make room"), 507, "full"),
        (Unavailable("the database did not do it: another program holds it"), 503, "holds it"),
        (OSError(5, "Input/output error", "/srv/x"), 500, "it is a bug"),
        (ValueError("/srv/x of Mueller"), 500, "it is a bug"),
    ],
)
def test_errors_are_sentences(place: Place, error: Exception, status: int, said: str) -> None:
    app = create(place.workplace)

    @app.get("/boom")
    def boom() -> None:
        raise error

    with closing(Asking(app)) as ask:
        answer = ask("GET", "/boom")
    assert answer.status == status
    assert said in answer.error
    assert "/srv" not in answer.error
    assert "Mueller" not in answer.error
    assert bool(answer.header("retry-after")) == (status in (429, 503))
    for name, value in EVERYWHERE.items():
        assert answer.header(name) == value
    assert "default-src 'none'" in answer.header("content-security-policy")


def test_no_address_leads_on_to_another(ask: Asking) -> None:
    for path in ("/api/images/", "//", "/health/", "/index.html/"):
        assert ask("GET", path).status == 404


def test_an_address_says_all_that_it_takes(ask: Asking) -> None:
    answer = ask("PUT", "/api/users")
    assert (answer.status, answer.header("allow")) == (405, "GET, POST")
    assert "openapi.json" in answer.error


def test_what_was_sent_is_not_repeated(ask: Asking) -> None:
    answer = ask("POST", "/api/users", json={"name": "Mueller", "role": "Mueller"})
    assert answer.status == 422
    assert "'role'" in answer.error
    assert "Mueller" not in answer.error


def test_no_page_of_the_framework_fetches_from_elsewhere(ask: Asking) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert ask("GET", path).status == 404
    described = ask("GET", "/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert "/api/uploads" in described["paths"]
