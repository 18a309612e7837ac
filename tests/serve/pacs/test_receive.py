"""What is answered to an object that is sent, and what lies in the folder then."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import FileDataset
from pydicom.uid import ImplicitVRLittleEndian

from diaphane import read
from diaphane.errors import UnreadableImage
from diaphane.io.dicom_identity import identity_of
from diaphane.io.plain import after_meta
from diaphane.serve.pacs.contexts import SYNTAXES, storage
from diaphane.serve.pacs.inbox import Inbox
from diaphane.serve.pacs.listen import Listener
from make_dicom import as_bytes, make_dicom
from pdus import (
    ABORT,
    ACCEPT,
    CT,
    IMPLICIT,
    VERIFICATION,
    command,
    data,
    part,
    request,
    status_in,
    store_request,
)
from peer import associated, echoes, until

KINDS = {str(context.abstract_syntax) for context in storage()}

SUCCESS, OUT_OF_RESOURCES, DOES_NOT_MATCH, CANNOT_UNDERSTAND = 0, 0xA700, 0xA900, 0xC000
NONE = -1

PATIENCE = 30.0
"""Seconds: a machine may be busy, and nothing is measured here."""


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[Listener]:
    with Listener(Inbox(tmp_path / "inbox", most_bytes=400_000), port=0) as listening:
        yield listening


def made(side: int = 8, **elements: Any) -> FileDataset:
    return make_dicom(np.zeros((side, side), np.int16), syntax=ImplicitVRLittleEndian, **elements)


def kept(listener: Listener) -> list[Path]:
    return sorted(listener.inbox.folder.glob("*.dcm"))


def sent(
    listener: Listener,
    bytes_: bytes,
    *,
    kind: str = CT,
    instance: str = "1.2.3.4",
    agreed: str = CT,
    syntax: str = IMPLICIT,
) -> int:
    """The status for the bytes of a data set, announced as this object where another kind was
    agreed on; -1 where there is none."""
    with socket.create_connection(("127.0.0.1", listener.port), PATIENCE) as one:
        one.sendall(request(kinds=(agreed,), syntax=syntax))
        assert one.recv(4096)[:1] == ACCEPT
        one.sendall(data(part(store_request(kind, instance))))
        for place in range(0, max(1, len(bytes_)), 16000):
            piece = bytes_[place : place + 16000]
            one.sendall(data(part(piece, command=False, last=place + 16000 >= len(bytes_))))
        answer = one.recv(4096)
        one.sendall(ABORT)
        return status_in(answer)


def plain(dataset: FileDataset) -> bytes:
    return without_meta(as_bytes(dataset))


def without_meta(file: bytes) -> bytes:
    return file[after_meta(file)[0] :]


def test_the_one_that_was_announced_is_kept_byte_by_byte(listener: Listener) -> None:
    bytes_ = plain(made(100))
    assert sent(listener, bytes_) == SUCCESS
    (path,) = kept(listener)
    assert without_meta(path.read_bytes()) == bytes_
    assert read(path).shape == (100, 100)


@pytest.mark.parametrize(
    ("elements", "kind", "instance", "status"),
    [
        ({}, CT, "1.2.3.5", DOES_NOT_MATCH),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.4"}, CT, "1.2.3.4", DOES_NOT_MATCH),
        ({"SOPClassUID": VERIFICATION}, "1.2.840.10008.5.1.4.1.1.4", "1.2.3.4", DOES_NOT_MATCH),
        ({"SOPClassUID": None}, CT, "1.2.3.4", CANNOT_UNDERSTAND),
        ({"SOPInstanceUID": None}, CT, "1.2.3.4", CANNOT_UNDERSTAND),
    ],
)
def test_another_one_than_was_announced_is_refused(
    listener: Listener, elements: dict[str, Any], kind: str, instance: str, status: int
) -> None:
    bytes_ = plain(made(**elements))
    assert sent(listener, bytes_, kind=kind, instance=instance) == status
    assert sorted(p.name for p in listener.inbox.folder.iterdir()) == [".listening"]
    assert listener.refused == 1


@pytest.mark.parametrize("bytes_", [b"\x08", b"\x08\0\x16\0\xff\xff\xff\x7f1.2"])
def test_noise_is_refused(listener: Listener, bytes_: bytes) -> None:
    assert sent(listener, bytes_) == CANNOT_UNDERSTAND
    assert kept(listener) == []


def test_no_room_is_said_and_the_next_one_is_taken(listener: Listener) -> None:
    with associated(listener.port) as association:
        assert association.send_c_store(made(1000)).Status == OUT_OF_RESOURCES
        assert association.send_c_store(made(10)).Status == SUCCESS
    assert len(kept(listener)) == 1


@pytest.mark.filterwarnings("ignore:Invalid value for VR")  # pydicom, of UIDs that are none
def test_names_from_outside_are_no_paths(listener: Listener, tmp_path: Path) -> None:
    before = set(tmp_path.rglob("*"))
    for instance in ("../../x", "/tmp/diaphane-canary", "1.2\x00.3", "C:\\x", ".."):
        dataset = made()
        dataset.SOPInstanceUID = instance
        assert sent(listener, plain(dataset), instance=instance) in (SUCCESS, DOES_NOT_MATCH)
    new = set(tmp_path.rglob("*")) - before
    assert all(path.parent == listener.inbox.folder and len(path.stem) == 64 for path in new)
    assert not Path("/tmp/diaphane-canary").exists()


def test_what_breaks_off_leaves_nothing(listener: Listener) -> None:
    with socket.create_connection(("127.0.0.1", listener.port), PATIENCE) as one:
        one.sendall(request(kinds=(CT,)))
        assert one.recv(4096)[:1] == ACCEPT
        half = part(bytes(99), command=False, last=False)
        one.sendall(data(part(store_request(CT, "1.2.3.4")), half))
        assert until(lambda: len(list(listener.inbox.folder.iterdir())) == 2)
        one.sendall(ABORT)
    assert until(lambda: listener.connections == 0)
    assert sorted(p.name for p in listener.inbox.folder.iterdir()) == [".listening"]


@pytest.mark.parametrize("words", [command(), command((0x0100, b"\x99\x99")), b"\1", bytes(99)])
def test_commands_that_are_none_end_the_association(listener: Listener, words: bytes) -> None:
    with socket.create_connection(("127.0.0.1", listener.port), PATIENCE) as one:
        one.sendall(request(kinds=(CT,)))
        assert one.recv(4096)[:1] == ACCEPT
        one.sendall(data(part(words)))
        assert one.recv(4096)[:1] in (ABORT[:1], b"")
    assert until(lambda: listener.connections == 0)


def test_data_that_nobody_announced_go_nowhere(listener: Listener) -> None:
    with socket.create_connection(("127.0.0.1", listener.port), PATIENCE) as one:
        one.sendall(request(kinds=(CT,)))
        assert one.recv(4096)[:1] == ACCEPT
        one.sendall(data(part(bytes(99), command=False)))
        assert one.recv(4096)[:1] in (ABORT[:1], b"")
    assert until(lambda: listener.connections == 0)
    assert kept(listener) == []


def test_more_messages_than_answers_end_the_association(listener: Listener) -> None:
    echo = command((0x0100, b"\x30\0"), (0x0110, b"\1\0"), (0x0800, b"\1\1"))
    end = monotonic() + PATIENCE
    with socket.create_connection(("127.0.0.1", listener.port), 5) as one:
        one.sendall(request())
        assert one.recv(4096)[:1] == ACCEPT
        with suppress(OSError):
            while monotonic() < end:  # what comes after the end is read, and dropped, for a while
                one.sendall(data(*[part(echo)] * 50))
            pytest.fail("expected an end")
    assert until(lambda: listener.connections == 0)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Invalid value for VR")  # pydicom, of UIDs that are none
def test_what_the_zoo_may_send_does_no_harm(zoo: Path, tmp_path: Path) -> None:
    """Every DICOM file, announced as what it says it is: kept byte by byte or refused."""
    answers: Counter[int] = Counter()
    offered = set()
    with Listener(Inbox(tmp_path / "inbox"), port=0) as listener:
        for path in sorted(zoo.rglob("*.dcm")):
            bytes_ = path.read_bytes()
            offered.add(without_meta(bytes_))
            answers[offer(listener, bytes_)] += 1
        assert echoes(listener.port)
        assert until(lambda: listener.connections == 0)
        assert {without_meta(path.read_bytes()) for path in kept(listener)} <= offered
        assert len(kept(listener)) > 250
    assert set(answers) == {SUCCESS, CANNOT_UNDERSTAND, DOES_NOT_MATCH, NONE}
    assert answers[SUCCESS] > 250
    assert answers[NONE] == 1  # a UID too long to be said again
    assert [path.name for path in tmp_path.iterdir()] == ["inbox"]


def offer(listener: Listener, bytes_: bytes) -> int:
    """The status for a file, announced as what it says it is, else as a CT."""
    named = after_meta(bytes_)[1]
    syntax = named if named in SYNTAXES else IMPLICIT
    try:
        kind, instance = identity_of(without_meta(bytes_), syntax)
    except UnreadableImage:
        kind = instance = ""
    kind = kind if kind in KINDS else CT
    instance = instance or "1.2.3.4"
    bytes_ = without_meta(bytes_)
    return sent(listener, bytes_, kind=kind, instance=instance, agreed=kind, syntax=syntax)
