"""Another DICOM application for the tests, which asks the receiver."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pydicom.uid import CTImageStorage
from pynetdicom import AE
from pynetdicom.association import Association
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]


@contextmanager
def associated(
    port: int,
    *,
    title: str = "TESTS",
    called: str = "DIAPHANE",
    source: str = "127.0.0.1",
    kinds: tuple[str, ...] = (Verification, CTImageStorage),
) -> Iterator[Association]:
    """An association, or the failed try at one."""
    entity = AE(title)
    entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = 10
    for kind in kinds:
        entity.add_requested_context(kind)
    association = entity.associate("127.0.0.1", port, ae_title=called, bind_address=(source, 0))
    connection = association.dul.socket and association.dul.socket.socket
    try:
        yield association
    finally:
        if association.is_established:
            association.release()
        if connection:
            connection.close()  # pynetdicom does not where the other side was first


def echoes(
    port: int, *, title: str = "TESTS", called: str = "DIAPHANE", source: str = "127.0.0.1"
) -> bool:
    """Is C-ECHO answered?"""
    with associated(port, title=title, called=called, source=source) as association:
        return association.is_established and association.send_c_echo().Status == 0


def until(true: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Does it become true in this time?"""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    return true()
