"""A connection that hands on whole, well-formed PDUs that came in time, and nothing else.

pynetdicom reads as many bytes as a PDU says it has, and waits for each as long as it takes: one
that says 4 GiB fills the memory, one that drips keeps its place for ever. So it is given a socket
that reads each PDU itself, by a deadline for the whole and to a length, and checks it, before a
byte of it is seen.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

from .pdu import (
    ABORT,
    DATA,
    HEAD,
    REQUEST,
    SHORT,
    BadPDU,
    Reason,
    Sizes,
    check_data,
    check_request,
    length_of,
)

CHUNK = 2**16

SEND_SECONDS = 1.0
"""To take a last word."""


@dataclass(frozen=True)
class Limits:
    """What a peer may take of the receiver."""

    request_seconds: float = 10.0
    """From the connection to the last byte of the request for an association."""
    idle_seconds: float = 30.0
    """Between two PDUs, and from the first byte of one to its last."""
    slots: int = 16
    """Connections at a time; one address has at most half of them."""
    sizes: Sizes = field(default_factory=Sizes)


class GuardedSocket(socket.socket):
    """A connection that was accepted."""

    def __init__(self, accepted: socket.socket, limits: Limits, ready: socket.socket) -> None:
        """`ready`: a socket that has always something to read."""
        super().__init__(fileno=accepted.detach())
        self._limits = limits
        self._ready = ready
        self._begin = monotonic()
        self._left = memoryview(b"")
        self._first = True
        self._command = 0
        self.when_closed: list[Callable[[], None]] = []

    def fileno(self) -> int:
        """What `select` looks at: bytes that were read ahead are there to be read, too."""
        return self._ready.fileno() if self._left else super().fileno()

    def read_request(self) -> bool:
        """Wait for the request for an association. False where none came, and the other side was
        told why, if it speaks DICOM."""
        try:
            self._left = memoryview(self._checked(self._begin + self._limits.request_seconds))
        except (BadPDU, OSError) as error:
            self._refuse(error)
        return bool(self._left)

    def recv(self, size: int, flags: int = 0) -> bytes:
        """The next bytes of a PDU that was checked. Raises `ConnectionAbortedError` where the next
        one is none, or comes too late."""
        if not self._left:
            try:
                self._left = memoryview(self._checked(monotonic() + self._limits.idle_seconds))
            except (BadPDU, TimeoutError) as error:
                self._refuse(error)
                raise ConnectionAbortedError(str(error)) from error
        piece, self._left = bytes(self._left[:size]), self._left[size:]
        return piece

    def send(self, data: bytes, flags: int = 0) -> int:  # type: ignore[override]
        """As ever, but by when somebody must have taken it."""
        self.settimeout(self._limits.idle_seconds)
        return super().send(data, flags)

    def say(self, last: bytes) -> None:
        """A last word, to somebody who may not listen."""
        with suppress(OSError):
            self.settimeout(SEND_SECONDS)
            self.sendall(last)

    def shutdown(self, how: int) -> None:
        """As ever, but no error where the other side is gone; pynetdicom would not close it."""
        with suppress(OSError):
            super().shutdown(how)

    def close(self) -> None:
        """Close it, and tell once those who wait for that."""
        waiting, self.when_closed = self.when_closed, []
        super().close()
        for tell in waiting:
            tell()

    def _checked(self, deadline: float) -> bytes:
        """The next PDU; empty where the other side is done. Raises `BadPDU`, `TimeoutError`."""
        head = self._exactly(HEAD, deadline)
        if not head:
            return b""
        length = length_of(head, first=self._first, sizes=self._limits.sizes)
        body = self._exactly(length, deadline)
        if len(body) < length:
            return b""
        if head[0] == REQUEST:
            check_request(body)
        elif head[0] == DATA:
            self._command = check_data(body, self._command)
        self._first = False
        return head + body

    def _exactly(self, size: int, deadline: float) -> bytes:
        """So many bytes, or fewer where the other side is done. Memory is taken as they come."""
        came = bytearray()
        while len(came) < size:
            self.settimeout(max(1e-3, deadline - monotonic()))
            piece = super().recv(min(CHUNK, size - len(came)))
            if not piece:
                return b""
            came += piece
            if monotonic() > deadline:
                raise TimeoutError
        return bytes(came)

    def _refuse(self, error: Exception) -> None:
        """Say that it is over, and why (A-ABORT by the service provider; PS3.8, 9.3.8)."""
        reason = error.reason if isinstance(error, BadPDU) else Reason.UNSPECIFIED
        self.say(bytes((ABORT, 0, 0, 0, 0, SHORT, 0, 0, 2, reason)))
