"""A copy made while others write opens again: sound, and with all that was there when it began."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from diaphane.errors import BadSetting, CannotWrite
from diaphane.serve.audit import Log
from diaphane.serve.backup import backup
from diaphane.serve.jobs import Queue
from diaphane.serve.store import Store
from diaphane.serve.tables import jobs
from full_disk import largest_file


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def write(log: Log, queue: Queue) -> None:
    """A job and its entry, in one transaction."""
    with log.store.begin() as connection:
        job = queue.put("predict", {}, owner="ann", connection=connection)
        log.write(connection, actor="ann", action="predict", subject=job.id)


def test_a_copy_under_load(home: Path, tmp_path: Path) -> None:
    store = Store.open(home)
    log, queue = Log(store, home), Queue(store, most_waiting=10**6)
    (home / "images" / "i").mkdir(parents=True)
    (home / "images" / "i" / "pixels.npy").write_bytes(b"pixels")
    for _ in range(20):
        write(log, queue)
    ended = threading.Event()

    def go_on() -> None:
        while not ended.is_set():
            write(log, queue)

    writers = [threading.Thread(target=go_on) for _ in range(3)]
    for writer in writers:
        writer.start()
    copies = [tmp_path / f"copy-{n}" for n in range(4)]
    for copy in copies:
        assert backup(store, home, copy)
    ended.set()
    for writer in writers:
        writer.join()

    counts = [entries_of(copy) for copy in copies]
    assert counts == sorted(counts)
    assert counts[0] >= 20
    assert counts[-1] <= log.verify().entries
    assert (copies[0] / "images" / "i" / "pixels.npy").read_bytes() == b"pixels"
    store.close()


def entries_of(copy: Path) -> int:
    """How many entries the copy has; it is sound, and can be gone on with."""
    store = Store.open(copy)
    log = Log(store, copy)
    verdict = log.verify()
    assert verdict.sound, verdict.fault
    with store.read() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        count = connection.execute(select(func.count()).select_from(jobs)).scalar()
    assert count == verdict.entries
    write(log, Queue(store, most_waiting=10**6))
    assert log.verify().entries == verdict.entries + 1
    store.close()
    return verdict.entries


def test_a_folder_with_files_is_left_alone(home: Path, tmp_path: Path) -> None:
    store = Store.open(home)
    Log(store, home)
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(BadSetting, match="expected a new or an empty folder"):
        backup(store, home, tmp_path)
    store.close()


def test_a_full_disk(home: Path, tmp_path: Path) -> None:
    store = Store.open(home)
    log = Log(store, home)
    with largest_file(8192), pytest.raises(CannotWrite, match="make room"):
        backup(store, home, tmp_path / "copy")
    assert log.verify().sound
    store.close()


def test_of_postgresql_the_key_and_the_anchor_are_copied(
    postgresql_url: str, home: Path, tmp_path: Path
) -> None:
    store = Store.open(home, postgresql_url)
    Log(store, home)
    assert not backup(store, home, tmp_path / "copy")
    assert {path.name for path in (tmp_path / "copy").iterdir()} == {"audit.key", "audit.anchor"}
    store.close()
