"""A server that is killed at any moment loses no job, does none twice, leaves none running."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text

from diaphane.serve.audit import Log
from diaphane.serve.jobs import Job, Queue
from diaphane.serve.store import Store
from diaphane.serve.tables import audit, images, results, uploads

KILLS = {"sqlite": 100, "postgresql": 20}
PROGRAM = Path(__file__).with_name("killed_server.py")
CANCELLED = 7
"""Every job of so many is cancelled soon after it is put."""


@pytest.mark.slow
def test_kill_9(store: Store, database: str | None, tmp_path: Path) -> None:
    Log(store, tmp_path)
    kills = KILLS[store.engine.dialect.name]
    image = an_image(store)
    command = [sys.executable, str(PROGRAM), str(tmp_path), database or "", str(kills), "7"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        put = putting(store, image, tmp_path / "killed", server)
        (tmp_path / "put").touch()
        assert server.stdout
        told = json.loads(server.stdout.read())
    assert told == {"kills": kills, "last": 0}

    queue = Queue(store)
    ended = [job for id in put if (job := queue.get(id))]  # noqa: A001
    assert len(ended) == len(put) > kills, "a job was lost"
    assert {job.state for job in ended} <= {"done", "cancelled"}
    assert sum(job.attempts > 1 for job in ended) > kills / 10, "few kills met a job at work"
    check_results(store, ended)
    check_record(store, tmp_path)


def an_image(store: Store) -> str:
    upload = {"id": "u", "owner": "ann", "created": 0.0, "files": []}
    image = {
        "id": "i", "upload": "u", "number": 1, "owner": "ann", "title": "", "sha256": "",
        "facts": {}, "created": 0.0,
    }  # fmt: skip
    with store.begin() as connection:
        connection.execute(insert(uploads).values(upload))
        connection.execute(insert(images).values(image))
    return "i"


def putting(store: Store, image: str, killed: Path, server: subprocess.Popen[bytes]) -> list[str]:
    """Put jobs for as long as servers are killed, and cancel some; returns their ids."""
    queue = Queue(store, most_waiting=10_000)
    put: list[str] = []
    while not killed.exists():
        assert server.poll() is None
        args: dict[str, Any] = {"n": len(put), "image": image}
        job = queue.put("predict", args, owner="ann", key=str(len(put)))
        assert queue.put("predict", args, owner="ann", key=str(len(put))).id == job.id
        if len(put) % CANCELLED == 0:
            queue.cancel(job.id)
        put.append(job.id)
        time.sleep(0.03)
    return put


def check_results(store: Store, ended: list[Job]) -> None:
    """One of each that is done, none of another, and each as its job says."""
    with store.read() as connection:
        found = {row.job: row for row in connection.execute(select(results))}
        assert connection.execute(select(func.count()).select_from(results)).scalar() == len(found)
    done = {job.id: job for job in ended if job.state == "done"}
    assert found.keys() == done.keys()
    for job in done.values():
        assert job.result == {"result": found[job.id].id}
        assert found[job.id].answer == {"square": job.args["n"] ** 2, "attempt": job.attempts}


def check_record(store: Store, folder: Path) -> None:
    """As many entries as results, and all of them sound."""
    verdict = Log(store, folder).verify()
    assert verdict.sound, verdict.fault
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(audit)).scalar() == (
            connection.execute(select(func.count()).select_from(results)).scalar()
        )
        if store.sqlite:
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
