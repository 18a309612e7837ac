"""Streams that are no DICOM, or lie about it, get nowhere: the connection ends in time, its place
is free again, little memory was taken, and the next one is heard."""

from __future__ import annotations

import csv
import os
import random
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from diaphane.serve.pacs.guard import Limits
from diaphane.serve.pacs.inbox import Inbox
from diaphane.serve.pacs.listen import Listener
from pdus import ABORT, ACCEPT, VERIFICATION, data, part, pdu, request
from peer import echoes, until

pytestmark = pytest.mark.alone

LIMITS = Limits(request_seconds=0.4, idle_seconds=0.6, slots=8)

MIB = 2**20


@pytest.fixture(scope="module")
def listener(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listener]:
    folder = tmp_path_factory.mktemp("inbox")
    with Listener(Inbox(folder), port=0, title="ANY-SCP", limits=LIMITS) as listening:
        yield listening


@pytest.fixture
def connection(listener: Listener) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", listener.port), 5) as made:
        yield made
    assert until(lambda: listener.connections == 0)


def streams(zoo: Path) -> list[Path]:
    with (zoo / "manifest.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "dimse-malformed"]
    assert all(row["must"] == "ABORT" for row in rows)
    return [zoo / row["file"] for row in rows]


def answer(connection: socket.socket) -> bytes:
    """All that is said until the end, which a rude one comes to, too."""
    said = b""
    with suppress(ConnectionResetError):
        while piece := connection.recv(4096):
            said += piece
    return said


def test_every_stream_of_the_zoo_is_ended(zoo: Path, listener: Listener) -> None:
    assert len(streams(zoo)) == 11
    assert echoes(listener.port, called="ANY-SCP")
    before = resident()
    for path in streams(zoo):
        begin = time.monotonic()
        with socket.create_connection(("127.0.0.1", listener.port), 5) as one:
            one.sendall(path.read_bytes())
            said = answer(one)
        assert time.monotonic() - begin < LIMITS.request_seconds + 0.5, path.name
        assert until(lambda: listener.connections == 0), path.name
        # Some are granted an association first; all are ended, or see it closed on them.
        assert said[-10:-9] in (ABORT[:1], b""), path.name
        assert echoes(listener.port, called="ANY-SCP"), path.name
    assert resident() - before < 8 * MIB


def sent(connection: socket.socket, block: bytes, times: int) -> int:
    """How many bytes are taken of a block that is sent so often."""
    taken = 0
    with suppress(OSError):
        for _ in range(times):
            taken += connection.send(block)
    return taken


def resident() -> int:
    """Bytes of memory that this process has (proc(5)); 0 where the system does not say."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if statm.exists() else 0


def test_what_says_4_gib_is_cut_within_one(listener: Listener, connection: socket.socket) -> None:
    before = resident()
    connection.sendall(b"\1\0\xff\xff\xff\xff")
    assert sent(connection, bytes(MIB // 4), 400) < 4 * MIB  # buffers of both ends among it
    assert resident() - before < 4 * MIB


def test_data_may_be_no_longer_than_was_agreed(
    listener: Listener, connection: socket.socket
) -> None:
    connection.sendall(request("ANY-SCP"))
    assert connection.recv(4096)[:1] == ACCEPT
    connection.sendall(b"\4\0\x7f\xff\xff\xff" + bytes(1000))
    assert answer(connection) == ABORT[:8] + b"\2\6"


@pytest.mark.parametrize("begun", [b"", b"\1\0\0", request("ANY-SCP")[:50]])
def test_half_a_request_is_waited_for_until_the_deadline(
    listener: Listener, connection: socket.socket, begun: bytes
) -> None:
    begin = time.monotonic()
    connection.sendall(begun)
    assert answer(connection) == ABORT[:8] + b"\2\0"
    assert LIMITS.request_seconds - 0.1 < time.monotonic() - begin < LIMITS.request_seconds + 0.5


def test_one_that_drips_is_ended_as_if_it_said_nothing(
    listener: Listener, connection: socket.socket
) -> None:
    begin = time.monotonic()
    for letter in request("ANY-SCP"):
        sent(connection, bytes([letter]), 1)
        time.sleep(0.01)
        if time.monotonic() - begin > LIMITS.request_seconds:
            break
    assert answer(connection) in (ABORT[:8] + b"\2\0", b"")
    assert time.monotonic() - begin < LIMITS.request_seconds + 0.5


def test_half_a_message_is_waited_for_until_the_deadline(
    listener: Listener, connection: socket.socket
) -> None:
    connection.sendall(request("ANY-SCP"))
    assert connection.recv(4096)[:1] == ACCEPT
    begin = time.monotonic()
    connection.sendall(data(part(bytes(50)))[:-1])
    assert answer(connection)[:1] in (ABORT[:1], b"")
    assert time.monotonic() - begin < LIMITS.idle_seconds + 0.5


def test_a_request_in_pieces_is_whole(listener: Listener, connection: socket.socket) -> None:
    whole = request("ANY-SCP", kinds=(VERIFICATION,) * 100)
    for place in range(0, len(whole), 999):
        connection.sendall(whole[place : place + 999])
        time.sleep(0.005)
    assert connection.recv(1) == ACCEPT
    connection.sendall(ABORT)


@pytest.mark.filterwarnings("ignore:Invalid value for VR")  # pydicom, of damaged names
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # pynetdicom
def test_damaged_streams_get_nowhere(listener: Listener) -> None:
    """Bytes changed at random in a request with a command behind it, seeded."""
    chance = random.Random(6)
    command = part(bytes.fromhex("00000000040000003800000000000201"))
    whole = request("ANY-SCP") + data(command) + pdu(4, part(bytes(40), command=False))
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with socket.create_connection(("127.0.0.1", listener.port), 5) as one:
            one.sendall(damaged)
            one.settimeout(0.02)
            with suppress(TimeoutError):
                answer(one)
        assert until(lambda: listener.connections < 4)
    assert until(lambda: listener.connections == 0)
    assert echoes(listener.port, called="ANY-SCP")
