"""A DICOM receiver: takes images over the network, and answers whether it hears (Verification and
Storage SCP; DICOM PS3.4, annexes A and B)."""

from __future__ import annotations

import logging
import socket
from socketserver import TCPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Self

from pynetdicom import AE, evt
from pynetdicom.presentation import build_context
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]
from pynetdicom.transport import ThreadedAssociationServer

from ...errors import BadSetting, reason
from .contexts import storage
from .guard import GuardedSocket, Limits
from .inbox import Inbox
from .peers import Peer, as_address, checked_title, may_connect, may_send
from .receive import Receiver, Status, store
from .slots import Slots

LOG = logging.getLogger(__name__)

TITLE = "DIAPHANE"

NO_ROOM = bytes((3, 0, 0, 0, 0, 4, 0, 2, 3, 2))
"""A-ASSOCIATE-RJ: for now, by the service provider, too many associations (PS3.8, 9.3.4)."""

UNKNOWN_CALLER = (1, 1, 3)
"""For good, by the service user, calling title not recognised."""


LINGER = 1.0
"""Seconds that pynetdicom waits for a request, which is there before it begins; and for the other
side to hang up."""


class Listener:
    """A receiver at work, until it is closed.

    with Listener(Inbox(folder), port=0) as listener:
        print(listener.port)
    """

    def __init__(
        self,
        inbox: Inbox,
        *,
        host: str = "127.0.0.1",
        port: int = 11112,
        title: str = TITLE,
        peers: tuple[Peer, ...] = (),
        limits: Limits | None = None,
    ) -> None:
        """Listen on an address and port, 0 for a free one, to those who call this title.

        Args:
            peers: Who may send; anybody where there are none.

        Raises `BadSetting` where the address or the port cannot be had.
        """
        self.inbox = inbox
        self.stored = self.refused = 0
        self._lock = Lock()
        limits = limits or Limits()
        entity = AE(checked_title(title))
        entity.require_called_aet = True
        entity.maximum_associations = 2**10  # connections are counted, in `Server`
        entity.maximum_pdu_size = limits.sizes.data
        entity.network_timeout = limits.idle_seconds
        entity.acse_timeout = LINGER
        try:
            self._server = Server(
                entity,
                (host, port),
                title,
                [build_context(Verification), *storage()],
                evt_handlers=self._handlers(),
                peers=peers,
                limits=limits,
            )
        except OSError as error:
            raise BadSetting(
                f"cannot listen on {host!r}, port {port}: {reason(error)}; name an address of "
                "this machine and a port that is free"
            ) from error
        self._thread = Thread(target=self._server.serve_forever, args=(0.1,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The one it listens on."""
        return int(self._server.server_address[1])

    @property
    def connections(self) -> int:
        """How many there are."""
        return self._server.slots.taken

    def close(self) -> None:
        """End it; associations are aborted."""
        self._server.end()
        self._thread.join()
        self.inbox.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _handlers(self) -> list[Any]:
        return [
            (evt.EVT_CONN_OPEN, self._opened),
            (evt.EVT_REQUESTED, self._requested),
            (evt.EVT_ESTABLISHED, lambda event: LOG.info("%s: association", called(event))),
            (evt.EVT_REJECTED, lambda event: LOG.warning("%s: turned away", called(event))),
            (evt.EVT_C_STORE, self._store),
        ]

    def _opened(self, event: evt.Event) -> None:
        """Have data sets of this association written to files."""
        receiver = Receiver(event.assoc, self.inbox)
        event.assoc.dimse = receiver
        assert event.assoc.dul.socket
        connection = event.assoc.dul.socket.socket
        assert isinstance(connection, GuardedSocket)
        connection.when_closed.append(receiver.drop)

    def _requested(self, event: evt.Event) -> None:
        """Turn away a title that is not known."""
        asked = event.assoc.requestor.primitive
        assert asked
        if not may_send(self._server.peers, asked.calling_ae_title, address_of(event)):
            LOG.warning("%s: turned away, this title is not allowed", called(event))
            event.assoc.acse.send_reject(*UNKNOWN_CALLER)

    def _store(self, event: evt.Event) -> int:
        status = store(event)
        with self._lock:
            self.stored += status == Status.SUCCESS
            self.refused += status != Status.SUCCESS
        return status


def address_of(event: evt.Event) -> str:
    return as_address(event.assoc.requestor.address)


def called(event: evt.Event) -> str:
    """Who called whom, safe to print: titles are free words from outside."""
    asked = event.assoc.requestor.primitive
    assert asked
    titles = f"{asked.calling_ae_title!a} to {asked.called_ae_title!a}"
    return f"{address_of(event)}, {titles}"


class Server(ThreadedAssociationServer):
    """pynetdicom's server, behind the guard: it sees a connection once its request has come, whole,
    well-formed and in time."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(
        self, *arguments: Any, peers: tuple[Peer, ...], limits: Limits, **settings: Any
    ) -> None:
        self.peers, self._limits = peers, limits
        self.slots = Slots(limits.slots)
        self._open: set[GuardedSocket] = set()
        super().__init__(*arguments, **settings)
        # Nobody writes to the other end and it is closed: the end of what it says can be read.
        self._ready, other = socket.socketpair()
        other.close()

    def get_request(self) -> tuple[GuardedSocket, Any]:
        """The next connection."""
        assert self.socket
        accepted, address = self.socket.accept()
        return GuardedSocket(accepted, self._limits, self._ready), address

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Is there a place for it, and may this address have one?"""
        address = as_address(client_address[0])
        if not may_connect(self.peers, address):
            LOG.warning("%s: turned away, this address is not allowed", address)
            return False
        if not self.slots.take(address):
            LOG.warning("%s: turned away, too many connections", address)
            request.say(NO_ROOM)
            return False
        self._open.add(request)
        request.when_closed.append(lambda: self._closed(request, address))
        return True

    def _closed(self, request: Any, address: str) -> None:
        self._open.discard(request)
        self.slots.free(address)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """In a thread of its own: wait for the request, and begin an association."""
        if request.read_request():
            super().finish_request(request, client_address)
        else:
            LOG.info("%s: no request for an association came", as_address(client_address[0]))
            self.shutdown_request(request)

    def end(self) -> None:
        """Stop listening, and end what goes on."""
        TCPServer.shutdown(self)
        self.server_close()
        going = self.active_associations
        for association in going:
            association.abort(block=False)
        for connection in tuple(self._open):
            self.shutdown_request(connection)
        for association in going:
            association.dul.kill_dul()  # whatever it waits for
        self._ready.close()
