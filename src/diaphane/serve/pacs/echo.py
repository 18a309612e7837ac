"""Ask another DICOM application whether it hears (Verification SCU; DICOM PS3.4, annex A)."""

from __future__ import annotations

import socket
from time import perf_counter

from pynetdicom import AE
from pynetdicom.association import Association
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]

from ...errors import NoAnswer
from .peers import checked_title

SECONDS = 10.0
"""To connect, to be granted an association, and to be answered: each."""


def echo(host: str, port: int, *, called: str, title: str, seconds: float = SECONDS) -> float:
    """How many seconds a C-ECHO took, the association not counted. Raises `NoAnswer`."""
    entity = AE(checked_title(title))
    entity.add_requested_context(Verification)
    entity.connection_timeout = entity.acse_timeout = entity.dimse_timeout = seconds
    association = entity.associate(known(host), port, ae_title=checked_title(called))
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


def known(host: str) -> str:
    """A name that stands for an address. Raises `NoAnswer`."""
    try:
        socket.getaddrinfo(host, None)
    except OSError as error:
        raise NoAnswer(
            f"no machine is called {host!r}; check the name, or give its address"
        ) from error
    return host


def reason(association: Association, title: str, called: str) -> str:
    """Why there is no association, in a sentence's rest."""
    if association.is_rejected:
        return (
            f"turned us away; see whether it is called {called!r} and lets {title!r} ask from "
            "this address"
        )
    if association.is_aborted and association.acceptor.primitive is not None:
        return "does not do verification; ask its admin"
    return "does not answer as a DICOM application; see whether it runs there and can be reached"
