"""Objects on their way to the disk: whole under a name of our own, or not there."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from diaphane.errors import CannotWrite
from diaphane.serve.pacs.inbox import Inbox, Incoming, NoRoom


def head() -> bytes:
    return b"head"


def test_a_file_is_called_by_its_bytes(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "new")
    incoming = Incoming(inbox, head)
    incoming.write(b"one ")
    incoming.write(b"two")
    path = incoming.keep()
    assert path.read_bytes() == b"headone two"
    assert path == tmp_path / "new" / f"{sha256(b'headone two').hexdigest()}.dcm"
    assert bytes(incoming.first) == b"one two"
    assert incoming.done
    incoming.drop()
    assert path.exists()
    inbox.close()


def test_what_is_dropped_is_gone(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    incoming = Incoming(inbox, head)
    incoming.write(b"data")
    assert len(visible(tmp_path)) == 0
    incoming.drop()
    incoming.write(b"more")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".listening"]
    with pytest.raises(RuntimeError, match="not dropped"):
        incoming.keep()
    inbox.close()


def visible(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not path.name.startswith(".")]


def test_what_is_not_wanted_takes_no_room(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    incoming = Incoming(inbox, lambda: b"")
    assert incoming.write(b"data") == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == [".listening"]
    inbox.close()


def test_more_than_may_be_is_taken_and_forgotten(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path, most_bytes=10)
    incoming = Incoming(inbox, head)
    for _ in range(4):
        assert incoming.write(b"four") == 4
    with pytest.raises(NoRoom, match="more than 10 bytes"):
        incoming.keep()
    assert sorted(path.name for path in tmp_path.iterdir()) == [".listening"]
    inbox.close()


def test_a_folder_that_is_gone_is_no_room(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "inbox")
    (tmp_path / "inbox/.listening").unlink()
    (tmp_path / "inbox").rmdir()
    incoming = Incoming(inbox, head)
    incoming.write(b"data")
    with pytest.raises(NoRoom, match="no such file or directory"):
        incoming.keep()
    inbox.close()


def test_a_start_takes_away_what_was_not_finished(tmp_path: Path) -> None:
    (tmp_path / ".incoming-0123").write_bytes(b"half")
    (tmp_path / "kept.dcm").write_bytes(b"whole")
    Inbox(tmp_path).close()
    assert [path.name for path in visible(tmp_path)] == ["kept.dcm"]
    assert not (tmp_path / ".incoming-0123").exists()


def test_a_folder_has_one_receiver(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    inbox = Inbox(tmp_path)
    with pytest.raises(CannotWrite, match="another receiver is at work in"):
        Inbox(tmp_path)
    inbox.close()
    Inbox(tmp_path).close()


def test_a_folder_that_cannot_be_had_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CannotWrite, match=r"could not write '.*file': file exists; make room"):
        Inbox(tmp_path / "file")
