"""Asking another DICOM application whether it hears."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest
from pydicom.uid import CTImageStorage
from pynetdicom import AE

from diaphane.errors import BadSetting, NoAnswer
from diaphane.serve.pacs.echo import echo
from diaphane.serve.pacs.inbox import Inbox
from diaphane.serve.pacs.listen import Listener

HERE = "127.0.0.1"


def test_the_time_is_told(tmp_path: Path) -> None:
    with Listener(Inbox(tmp_path), port=0) as listener:
        assert 0 < echo(HERE, listener.port, called="DIAPHANE", title="TESTS") < 5


def test_one_that_is_called_otherwise_turns_us_away(tmp_path: Path) -> None:
    with (
        Listener(Inbox(tmp_path), port=0) as listener,
        pytest.raises(NoAnswer, match=r"turned us away; see whether it is called 'OTHER' and lets"),
    ):
        echo(HERE, listener.port, called="OTHER", title="TESTS")


def test_one_that_takes_objects_alone_does_not_verify() -> None:
    entity = AE("TESTS")
    entity.add_supported_context(CTImageStorage)
    server = entity.start_server((HERE, 0), block=False)
    assert server
    try:
        with pytest.raises(NoAnswer, match=r"does not do verification; ask its admin"):
            echo(HERE, server.server_address[1], called="TESTS", title="TESTS")
    finally:
        server.shutdown()


@contextmanager
def hanging_up() -> Iterator[int]:
    """The port of a program that speaks something else."""
    with socket.create_server((HERE, 0)) as server:

        def answer() -> None:
            for _ in range(2):  # the first asks only whether there is anybody
                one, _ = server.accept()
                with one:
                    one.recv(4096)
                    with suppress(OSError):
                        one.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = Thread(target=answer)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def test_one_that_speaks_something_else_does_not_answer() -> None:
    with hanging_up() as port, pytest.raises(NoAnswer, match=r"does not answer as a DICOM appl"):
        echo(HERE, port, called="TESTS", title="TESTS")


def test_one_that_is_not_there_does_not_answer() -> None:
    with socket.create_server((HERE, 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(NoAnswer, match=r"127\.0\.0\.1:\d+ does not answer as a DICOM application"):
        echo(HERE, port, called="TESTS", title="TESTS")
    with pytest.raises(NoAnswer, match=r"no machine is called 'nowhere\.invalid'; check"):
        echo("nowhere.invalid", 104, called="TESTS", title="TESTS")


def test_a_title_that_is_none_is_a_sentence() -> None:
    with pytest.raises(BadSetting, match="expected a title of 1 to 16"):
        echo(HERE, 104, called="", title="TESTS")
