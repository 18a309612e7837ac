"""What a loss of power may leave of SQLite's files opens again, with all that was confirmed.

SQLite writes what is committed to the end of `diaphane.db-wal`, and later from there to its place.
A loss of power leaves a part of that end, perhaps followed by whatever lay on the disk; or a file
in which some pages have been brought to their place, and others not.
"""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import event, text

from diaphane.serve.anchor import FILE as ANCHOR
from diaphane.serve.audit import KEY, Log
from diaphane.serve.store import FILE, Store
from diaphane.serve.verify import Verdict

ENTRIES = 30
WAL = f"{FILE}-wal"
PAGE = 4096


@dataclass(frozen=True)
class History:
    """A record that grew entry by entry, as its files were."""

    folder: Path
    early: bytes
    """The database before the entries."""
    late: bytes
    """The same with all of them in place."""
    wal: bytes
    """All that was committed in between."""
    confirmed: list[int]
    """Bytes of it that were on the disk when each entry was confirmed."""
    beginning: bytes
    """The anchor before the first."""
    anchors: list[bytes]
    """The anchor when each was confirmed."""


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    folder = tmp_path_factory.mktemp("grown")
    store = Store.open(folder)
    store.engine.dispose()
    event.listen(store.engine, "connect", lambda c, _: c.execute("PRAGMA wal_autocheckpoint=0"))
    log = Log(store, folder)
    bring_home(store)
    early, beginning = (folder / FILE).read_bytes(), (folder / ANCHOR).read_bytes()
    confirmed, anchors = [], []
    for n in range(ENTRIES):
        with store.begin() as connection:
            log.write(connection, actor="ann", action="predict", details={"n": n, "x": "x" * 300})
        confirmed.append((folder / WAL).stat().st_size)
        anchors.append((folder / ANCHOR).read_bytes())
    wal = (folder / WAL).read_bytes()
    bring_home(store)
    late = (folder / FILE).read_bytes()
    store.close()
    return History(folder, early, late, wal, confirmed, beginning, anchors)


def bring_home(store: Store) -> None:
    """Write all that is committed to its place."""
    with store.engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def opened(folder: Path, history: History, database: bytes, wal: bytes, anchor: bytes) -> Verdict:
    """What is found in a folder with these files."""
    folder.mkdir()
    (folder / FILE).write_bytes(database)
    (folder / WAL).write_bytes(wal)
    (folder / ANCHOR).write_bytes(anchor)
    shutil.copy(history.folder / KEY, folder / KEY)
    store = Store.open(folder)
    with store.read() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    verdict = Log(store, folder).verify()
    store.close()
    return verdict


def test_any_part_of_the_end(history: History, tmp_path: Path) -> None:
    chance = random.Random(5)
    anchors = [history.beginning, *history.anchors]
    cuts = [chance.randrange(len(history.wal)) for _ in range(40)]
    cuts += [size + step for size in history.confirmed[::6] for step in (-1, 0, 1)]
    for number, cut in enumerate(cuts):
        count = sum(size <= cut for size in history.confirmed)
        rest = chance.randbytes(chance.randrange(3 * PAGE)) if number % 2 else b""
        wal = history.wal[:cut] + rest
        verdict = opened(tmp_path / f"{number}", history, history.early, wal, anchors[count])
        assert verdict.sound, verdict.fault
        assert verdict.entries == count


def test_pages_half_brought_to_their_place(history: History, tmp_path: Path) -> None:
    chance = random.Random(6)
    for number in range(10):
        pages = bytearray(history.late)
        for start in range(0, len(history.early), PAGE):
            if chance.random() < 0.5:
                pages[start : start + PAGE] = history.early[start : start + PAGE]
        length = chance.choice((len(history.early), len(history.late)))
        verdict = opened(
            tmp_path / f"{number}", history, bytes(pages[:length]), history.wal, history.anchors[-1]
        )
        assert verdict.sound, verdict.fault
        assert verdict.entries == ENTRIES


def test_what_was_confirmed_and_is_gone_is_missed(history: History, tmp_path: Path) -> None:
    """A disk that lies about what it wrote."""
    cut = history.confirmed[9]
    verdict = opened(
        tmp_path / "lied", history, history.early, history.wal[:cut], history.anchors[-1]
    )
    assert (verdict.sound, verdict.number) == (False, 11)
    assert verdict.fault == "entries 11 to 30 were cut off the end"
