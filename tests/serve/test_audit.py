"""The record: entries in a chain without a gap, from threads and processes; its key and anchor."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from diaphane.errors import BadSetting
from diaphane.serve.anchor import BEGINNING
from diaphane.serve.audit import Log
from diaphane.serve.store import Store, Unavailable
from diaphane.serve.tables import audit
from forging import drop_triggers
from full_disk import largest_file


@pytest.fixture
def log(store: Store, tmp_path: Path) -> Log:
    return Log(store, tmp_path)


def write(log: Log, n: int = 1, **details: Any) -> None:
    for _ in range(n):
        with log.store.begin() as connection:
            log.write(connection, actor="ann", action="predict", subject="r1", details=details)


def numbers(log: Log) -> list[int]:
    return [entry["number"] for entry in log.entries(limit=10_000)]


def test_what_is_written_is_read_the_last_first(log: Log) -> None:
    write(log, model="brain-tumor", seconds=0.25, title="腦")
    with log.store.begin() as connection:
        log.write(connection, actor="bob", action="login")
    last, first = log.entries()
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first.pop("time"))
    assert first == {
        "number": 1, "actor": "ann", "action": "predict", "subject": "r1",
        "details": {"model": "brain-tumor", "seconds": 0.25, "title": "腦"},
    }  # fmt: skip
    assert (last["number"], last["actor"], last["details"]) == (2, "bob", {})
    assert log.verify().to_plain() == {
        "sound": True, "entries": 2, "fault": None, "number": None,
        "seal": log.anchor.read().hash,  # type: ignore[union-attr]
    }  # fmt: skip


def test_entries_are_chosen_by_page_actor_and_action(log: Log) -> None:
    for actor in ("ann", "bob", "ann"):
        for action in ("login", "logout"):
            with log.store.begin() as connection:
                log.write(connection, actor=actor, action=action)
    assert [e["number"] for e in log.entries(limit=2)] == [6, 5]
    assert [e["number"] for e in log.entries(before=5, limit=2)] == [4, 3]
    assert [e["number"] for e in log.entries(actor="ann")] == [6, 5, 2, 1]
    assert [e["number"] for e in log.entries(actor="ann", action="login")] == [5, 1]
    assert log.entries(actor="' OR 1=1 --") == []


def test_a_seal_can_be_computed_by_anyone_who_has_the_key(log: Log, tmp_path: Path) -> None:
    write(log, 2, model="m")
    key = bytes.fromhex((tmp_path / "audit.key").read_text())
    with log.store.read() as connection:
        rows = connection.execute(select(audit).order_by(audit.c.number)).all()
    previous = "0" * 64
    for row in rows:
        sealed = [row.number, row.time, row.actor, row.action, row.subject, row.details, previous]
        text = json.dumps(sealed, separators=(",", ":")).encode()
        previous = hmac.new(key, text, hashlib.sha256).hexdigest()
        assert row.hash == previous


def test_an_entry_is_undone_with_its_transaction(log: Log) -> None:
    with suppress(ZeroDivisionError), log.store.begin() as connection:
        log.write(connection, actor="ann", action="predict")
        raise ZeroDivisionError
    assert log.entries() == []
    assert log.anchor.read() == BEGINNING
    write(log)
    assert numbers(log) == [1]


def test_threads_leave_no_gap(log: Log) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: write(log, 10), range(8)))
    assert numbers(log) == list(range(80, 0, -1))
    assert log.verify().sound


WRITER = """
import sys
from pathlib import Path
from diaphane.serve.audit import Log
from diaphane.serve.store import Store

folder, url = sys.argv[1:]
log = Log(Store.open(Path(folder), url or None), Path(folder))
for _ in range(25):
    with log.store.begin() as connection:
        log.write(connection, actor="bob", action="predict")
log.write_soon(actor="bob", action="predict")
log.close()
"""


def test_processes_leave_no_gap(log: Log, database: str | None, tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path), database or ""]
    writers = [subprocess.Popen(command) for _ in range(3)]
    while any(writer.poll() is None for writer in writers):
        write(log)
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    last = len(log.entries(limit=100_000))
    assert last > 78
    assert numbers(log)[:1000] == list(range(last, 0, -1))[:1000]
    anchored = log.anchor.read()
    assert anchored
    assert anchored.number == last
    assert log.verify().entries == last


def test_soon_means_within_moments_and_together(log: Log) -> None:
    for n in range(50):
        log.write_soon(actor="ann", action="predict", details={"n": n})
    end = time.monotonic() + 5
    while len(log.entries()) < 50 and time.monotonic() < end:
        time.sleep(0.01)
    assert [entry["details"]["n"] for entry in log.entries()] == list(range(49, -1, -1))
    log.close()


def test_closing_writes_what_waits(log: Log) -> None:
    log.write_soon(actor="ann", action="predict")
    log.close()
    assert numbers(log) == [1]
    assert log.verify().sound


def test_soon_has_the_time_of_the_deed(log: Log) -> None:
    with log.store.begin() as connection:  # the database is held meanwhile
        now = log.store.now(connection)
        log.write_soon(actor="ann", action="predict")
        log.lock(connection)
        time.sleep(1.0)
    log.close()
    with log.store.read() as connection:
        told = connection.execute(select(audit.c.time)).scalar_one()
    assert abs(told - now) < 0.5


def test_entries_wait_for_a_database_that_is_away_and_not_without_end(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    log = Log(store, tmp_path)
    with store.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE audit RENAME TO away")
    for _ in range(10_000):
        log.write_soon(actor="ann", action="predict")
    with pytest.raises(Unavailable, match="the record takes no more entries"):
        log.write_soon(actor="ann", action="predict")
    time.sleep(0.2)
    with store.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO audit")
    log.close()
    assert log.verify().entries == 10_000
    store.close()


def test_the_key_is_for_this_user_alone(log: Log, tmp_path: Path) -> None:
    key = tmp_path / "audit.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(bytes.fromhex(key.read_text())) == 32
    assert key.read_text() not in (tmp_path / "audit.anchor").read_text()


def test_opened_again_the_chain_goes_on(log: Log, tmp_path: Path) -> None:
    write(log, 2)
    again = Log(log.store, tmp_path)
    write(again)
    assert again.verify().entries == 3


def test_without_its_key_a_record_is_not_gone_on_with(log: Log, tmp_path: Path) -> None:
    write(log)
    key = tmp_path / "audit.key"
    kept = key.read_text()
    key.unlink()
    with pytest.raises(BadSetting, match=r"got no 'audit\.key' in the folder; put it back"):
        Log(log.store, tmp_path)
    for wrong in ("", "not a key", kept[:10]):
        key.write_text(wrong)
        with pytest.raises(BadSetting, match=r"in 'audit\.key', got something else"):
            Log(log.store, tmp_path)
    key.write_text(kept)
    assert Log(log.store, tmp_path).verify().sound


def test_with_another_key_a_record_is_not_gone_on_with(
    log: Log, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    write(log)
    other = tmp_path_factory.mktemp("other")
    with Store.open(other).begin():
        pass
    Log(Store.open(other), other)
    with pytest.raises(BadSetting, match="the key that sealed the record, got another"):
        Log(log.store, other)


def test_where_all_is_gone_but_the_anchor_no_new_record_begins(log: Log, tmp_path: Path) -> None:
    (tmp_path / "audit.key").unlink()
    with pytest.raises(BadSetting, match="put it back"):
        Log(log.store, tmp_path)


def test_the_folder_is_full_when_the_anchor_moves(
    log: Log, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What is committed stands; the anchor lags and moves with a later entry."""
    if log.store.sqlite:
        pytest.skip("the database lies in the same folder")
    write(log)
    with largest_file(0):
        write(log)
    assert "the anchor of the record stays behind" in caplog.text
    anchored = log.anchor.read()
    assert anchored
    assert anchored.number == 1
    assert log.verify().sound
    write(log)
    assert log.verify().entries == 3


def test_what_is_no_json_is_refused_and_nothing_written(log: Log) -> None:
    with pytest.raises(ValueError, match="JSON"), log.store.begin() as connection:
        log.write(connection, actor="ann", action="predict", details={"x": float("nan")})
    assert log.entries() == []


def test_going_on_over_a_cut_leaves_the_anchor_as_evidence(
    log: Log, caplog: pytest.LogCaptureFixture
) -> None:
    write(log, 5)
    anchored = log.anchor.read()
    with log.store.begin() as connection:
        drop_triggers(connection)
        connection.execute(audit.delete().where(audit.c.number > 3))
    with caplog.at_level(logging.ERROR):
        write(log, 4)
    assert "run `diaphane serve verify`" in caplog.text
    assert log.anchor.read() == anchored
    verdict = log.verify()
    assert (verdict.sound, verdict.number) == (False, 5)
    assert verdict.fault == "entry 5 was cut off, and another written in its place"
