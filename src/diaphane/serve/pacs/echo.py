"""Ask another DICOM application whether it hears (Verification SCU; DICOM PS3.4, annex A)."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from pynetdicom import AE, evt
from pynetdicom.association import Association
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]

from ...errors import NoAnswer
from .peers import checked_title

SECONDS = 10.0
"""To connect, to be granted an association, and to be answered: each."""

SILENT = "does not answer as a DICOM application; see whether it runs there and can be reached"


def echo(host: str, port: int, *, called: str, title: str, seconds: float = SECONDS) -> float:
    """How many seconds a C-ECHO took, the association not counted. Raises `NoAnswer`."""
    entity, called = AE(checked_title(title)), checked_title(called)
    entity.add_requested_context(Verification)
    entity.connection_timeout = entity.acse_timeout = entity.dimse_timeout = seconds
    reach(host, port, seconds)
    with connected(entity, host, port, called) as association:
        if not association.is_established:
            raise NoAnswer(f"{host}:{port} {reason(association, title, called)}")
        begin = perf_counter()
        status = association.send_c_echo()
        took = perf_counter() - begin
        if association.is_established:
            association.release()
    if not status or status.Status:
        raise NoAnswer(
            f"{host}:{port} took the association and did not answer C-ECHO; ask its admin"
        )
    return took


@contextmanager
def connected(entity: AE, host: str, port: int, called: str) -> Iterator[Association]:
    """An association, or the failed try at one. Its socket is closed, which pynetdicom forgets
    where the other side was first."""
    opened: list[Any] = []
    handlers: list[Any] = [
        (evt.EVT_CONN_OPEN, lambda event: opened.append(event.assoc.dul.socket.socket))
    ]
    try:
        yield entity.associate(host, port, ae_title=called, evt_handlers=handlers)
    finally:
        for connection in opened:
            connection.close()


def reach(host: str, port: int, seconds: float) -> None:
    """See whether anything is there: pynetdicom would leave a socket open, and raise an error of
    its own for a name that it does not know. Raises `NoAnswer`."""
    try:
        socket.create_connection((host, port), seconds).close()
    except socket.gaierror as error:
        raise NoAnswer(
            f"no machine is called {host!r}; check the name, or give its address"
        ) from error
    except OSError as error:
        raise NoAnswer(f"{host}:{port} {SILENT}") from error


def reason(association: Association, title: str, called: str) -> str:
    """Why there is no association, in a sentence's rest."""
    if association.is_rejected:
        return (
            f"turned us away; see whether it is called {called!r} and lets {title!r} ask from "
            "this address"
        )
    if association.is_aborted and association.acceptor.primitive is not None:
        return "does not do verification; ask its admin"
    return SILENT
