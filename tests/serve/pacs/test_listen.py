"""The receiver as other programs meet it."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import FileDataset
from pydicom.uid import UID, ImplicitVRLittleEndian

from diaphane import read
from diaphane.errors import BadSetting
from diaphane.serve.pacs.guard import Limits
from diaphane.serve.pacs.inbox import Inbox
from diaphane.serve.pacs.listen import Listener
from diaphane.serve.pacs.peers import Peer
from make_dicom import make_dicom
from pdus import ABORT, ACCEPT, request
from peer import associated, echoes, until

LIMITS = Limits(request_seconds=0.5, idle_seconds=1.0, slots=8)


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[Listener]:
    with Listener(Inbox(tmp_path), port=0, limits=LIMITS) as listening:
        yield listening


def made(number: int = 1) -> FileDataset:
    dataset = make_dicom(np.full((8, 8), number, np.int16), syntax=ImplicitVRLittleEndian)
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = UID(f"1.2.3.{number}")
    return dataset


def test_what_is_sent_is_there_under_a_name_of_our_own(listener: Listener) -> None:
    with associated(listener.port) as association:
        for number in (1, 2, 2):
            assert association.send_c_store(made(number)).Status == 0
    kept = sorted(listener.inbox.folder.glob("*.dcm"))
    assert sorted(int(read(path).pixels.max()) for path in kept) == [1, 2]  # twice is once
    assert all(len(path.stem) == 64 for path in kept)
    assert (listener.stored, listener.refused) == (3, 0)


def test_it_answers_whether_it_hears(listener: Listener) -> None:
    assert echoes(listener.port)
    assert until(lambda: listener.connections == 0)


def test_a_title_that_is_not_ours_is_turned_away(
    listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    assert not echoes(listener.port, called="OTHER")
    assert "'TESTS' to 'OTHER': turned away" in caplog.text


def test_only_those_who_are_named_may_send(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    peers = (Peer("SCANNER"), Peer("FAR", "192.0.2.7"))
    with Listener(Inbox(tmp_path), port=0, peers=peers, limits=LIMITS) as listener:
        assert echoes(listener.port, title="SCANNER")
        assert not echoes(listener.port, title="FAR")
        assert "'FAR' to 'DIAPHANE': turned away, this title is not allowed" in caplog.text
    with Listener(Inbox(tmp_path), port=0, peers=peers[1:], limits=LIMITS) as listener:
        assert is_closed(listener.port)
        assert "127.0.0.1: turned away, this address is not allowed" in caplog.text


def is_closed(port: int) -> bool:
    """At once, before a word is said?"""
    with socket.create_connection(("127.0.0.1", port), 1) as one:
        return one.recv(1) == b""


@pytest.mark.alone
def test_clients_that_drip_leave_room_for_others(listener: Listener) -> None:
    """As many as there are slots, from one address; another one is heard, and later they, too."""
    begin = time.monotonic()
    dripping = [socket.create_connection(("127.0.0.1", listener.port)) for _ in range(8)]
    while time.monotonic() - begin < 0.3:
        for number, one in enumerate(dripping):
            drip(one, b"\1\0\0\0\1\0"[number % 6 : number % 6 + 1])
        assert echoes(listener.port, source="127.0.0.2")
    assert until(lambda: listener.connections == 0)
    assert time.monotonic() - begin < 2
    assert echoes(listener.port)
    for one in dripping:
        one.close()


def drip(connection: socket.socket, data: bytes) -> None:
    try:
        connection.send(data)
    except OSError:
        time.sleep(0.01)


def test_an_association_that_says_nothing_is_ended(listener: Listener) -> None:
    with associated(listener.port) as association:
        assert until(lambda: not association.is_established)
    assert until(lambda: listener.connections == 0)


def test_logs_do_not_tell_who_was_sent(
    listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "diaphane")
    dataset = made()
    dataset.PatientName, dataset.PatientID = "Planted^Name", "PLANTED7"
    with associated(listener.port) as association:
        association.send_c_store(dataset)
    ours = "".join(r.getMessage() for r in caplog.records if r.name.startswith("diaphane"))
    assert "association" in ours
    assert not any(word in ours for word in ("Planted", "PLANTED", "1.2.3"))


@pytest.mark.alone
def test_the_end_does_not_wait_for_others(tmp_path: Path) -> None:
    listener = Listener(Inbox(tmp_path), port=0)
    with associated(listener.port):
        waiting = socket.create_connection(("127.0.0.1", listener.port))
        until(lambda: listener.connections == 2)
        begin = time.monotonic()
        listener.close()
        assert time.monotonic() - begin < 2
        waiting.close()
    assert until(lambda: not [t for t in threading.enumerate() if "Acceptor" in t.name])


def test_an_address_or_port_that_cannot_be_had_is_a_sentence(listener: Listener) -> None:
    inbox = Inbox(listener.inbox.folder / "other")
    for host, port in (("127.0.0.1", listener.port), ("192.0.2.7", 0)):
        with pytest.raises(BadSetting, match=r"cannot listen on '.*, port \d+: .*; name an addr"):
            Listener(inbox, host=host, port=port)
    inbox.close()


@pytest.mark.alone
@pytest.mark.slow
def test_a_thousand_connections_leave_nothing_behind(tmp_path: Path) -> None:
    """Half of them are cut before they ask, half after they got an association."""
    with Listener(Inbox(tmp_path), port=0) as listener:
        cycles(listener, 20)
        assert until(lambda: listener.connections == 0)
        time.sleep(1)
        before = threads_and_files()
        cycles(listener, 1000)
        assert until(lambda: listener.connections == 0)
        assert until(lambda: threads_and_files() <= before, seconds=20)
        assert echoes(listener.port)


def cycles(listener: Listener, count: int) -> None:
    for number in range(count):
        with socket.create_connection(("127.0.0.1", listener.port), 5) as one:
            if number % 2:
                one.sendall(request())
                assert one.recv(1) == ACCEPT
                one.sendall(ABORT)
            else:
                one.send(b"\1\0\0\0")


def threads_and_files() -> tuple[int, int]:
    return threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))
