"""Uploads: kept whole, or gone without a trace."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.requests import Request

from asking import Asking, form
from diaphane.serve.store import new_id
from diaphane.serve.web.refused import Refused
from diaphane.serve.web.uploads import receive, sweep
from diaphane.serve.web.workplace import Settings
from full_disk import largest_file
from serve.web.conftest import Make, Place

FORM = form([("Mueller^Anna.png", b"\x89PNG no"), ("b.txt", b"words")])


def kept(place: Place) -> list[Path]:
    """What lies in the folder of uploads."""
    return sorted((place.workplace.folder / "uploads").glob("*"))


def test_files_are_kept_by_number_and_a_job_waits(place: Place, ask: Asking) -> None:
    answer = ask("POST", "/api/uploads", **FORM)
    assert answer.status == 202
    upload = answer.json()["upload"]
    assert answer.json()["job"]["state"] == "queued"
    assert kept(place) == [place.workplace.places.upload(upload)]
    assert sorted(path.name for path in kept(place)[0].iterdir()) == ["0001", "0002"]
    entry = place.workplace.log.entries()[0]
    assert (entry["action"], entry["subject"], entry["actor"]) == ("upload", upload, "local")
    assert "Mueller" not in str(entry)
    told = ask("GET", f"/api/uploads/{upload}").json()
    assert told["job"]["id"] == answer.json()["job"]["id"]
    assert told["images"] == told["errors"] == []


def broken() -> Iterator[bytes]:
    yield FORM["body"][:100]
    yield b"".join(FORM["body"][100:150] for _ in range(3))


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({**FORM, "body": FORM["body"][:-20]}, 422),
        ({**FORM, "body": list(broken())}, 422),
        ({**FORM, "headers": {"content-type": "text/plain"}}, 415),
        ({**FORM, "headers": {"content-type": "multipart/form-data"}}, 415),
        ({**FORM, "headers": {**FORM["headers"], "content-encoding": "gzip"}}, 415),
        ({**FORM, "headers": {**FORM["headers"], "content-length": str(2**40)}}, 413),
        (form([("a", b"x" * (2**20 + 1))]), 413),
        (form([(f"{n}", b"") for n in range(11)]), 413),
        ({"headers": {"content-type": "multipart/form-data; boundary=" + "x" * 999}}, 422),
        ({}, 415),
    ],
)
def test_a_broken_upload_leaves_nothing_behind(
    make: Make, sent: dict[str, object], status: int
) -> None:
    place = make(Settings(upload_bytes=2**20, upload_files=10))
    answer = place.ask()("POST", "/api/uploads", **sent)  # type: ignore[arg-type]
    assert answer.status == status, answer.body
    assert str(place.workplace.folder) not in answer.error
    assert kept(place) == []
    assert [entry["action"] for entry in place.workplace.log.entries()] == []


def test_a_full_disk_is_said_and_what_was_there_stays(place: Place, ask: Asking) -> None:
    before = ask("POST", "/api/uploads", **FORM).json()["upload"]
    with largest_file(2**20):
        answer = ask("POST", "/api/uploads", **form([("a", b"x" * (2**20 + 1))]))
    assert answer.status == 507
    assert "full disk" in answer.error
    assert [path.name for path in kept(place)] == [before]
    assert ask("POST", "/api/uploads", **FORM).status == 202


def test_the_last_of_the_disk_is_left_to_the_record(tmp_path: Path) -> None:
    """Nobody says how long a body in chunks is, and others may fill the disk meanwhile."""
    sent = form([("a", b"x")])
    headers = [(k.encode(), v.encode()) for k, v in sent["headers"].items()]

    async def body() -> dict[str, object]:
        return {"type": "http.request", "body": sent["body"], "more_body": False}

    request = Request({"type": "http", "headers": headers}, body)
    with pytest.raises(Refused, match="full disk") as refused:
        asyncio.run(receive(request, tmp_path / "x", most_bytes=9, most_files=1, spare=2**62))
    assert refused.value.status == 507
    assert not list(tmp_path.iterdir())


def test_a_full_queue_is_said_and_the_files_go(place: Place, ask: Asking) -> None:
    place.workplace.queue.most_waiting = 1
    assert ask("POST", "/api/uploads", **FORM).status == 202
    answer = ask("POST", "/api/uploads", **FORM)
    assert answer.status == 429
    assert int(answer.header("retry-after")) >= 1
    assert len(kept(place)) == 1


def test_what_a_kill_left_behind_is_swept_away(place: Place, ask: Asking) -> None:
    upload = ask("POST", "/api/uploads", **FORM).json()["upload"]
    left = place.workplace.places.upload(new_id())
    left.mkdir()
    (left / "0001").write_bytes(b"half")
    others = place.workplace.folder / "uploads" / "notes"
    others.mkdir()
    sweep(place.workplace.store, place.workplace.folder / "uploads")
    assert {path.name for path in kept(place)} == {upload, "notes"}


def test_other_bodies_are_small(ask: Asking) -> None:
    large = b'"' + b"x" * 2**20 + b'"'
    for body in (large, [large[:9], large[9:]]):
        headers = {"content-type": "application/json"}
        if not isinstance(body, bytes):
            headers["transfer-encoding"] = "chunked"
        answer = ask("POST", "/api/session", headers=headers, body=body)
        assert answer.status == 413, answer.body
        assert "1 MiB" in answer.error


def test_many_at_once(place: Place) -> None:
    """Each in a loop of its own, as no browser would do it."""
    asks = [place.ask() for _ in range(8)]
    for ask in asks:  # the framework makes its routes at the first request, in one thread
        assert ask("GET", "/api/images").status == 200
    statuses: list[int] = []

    def send(ask: Asking) -> None:
        statuses.append(ask("POST", "/api/uploads", **FORM).status)

    threads = [threading.Thread(target=send, args=(ask,)) for ask in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [202] * 8
    assert len(kept(place)) == 8
