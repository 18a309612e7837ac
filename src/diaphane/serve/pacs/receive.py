"""What becomes of an object that is sent (C-STORE; DICOM PS3.4, annex B)."""

from __future__ import annotations

import logging
from enum import IntEnum

from pynetdicom.association import Association
from pynetdicom.dimse import DIMSEServiceProvider
from pynetdicom.dimse_messages import C_STORE_RQ, DIMSEMessage
from pynetdicom.dimse_primitives import C_STORE
from pynetdicom.dsutils import create_file_meta, encode_file_meta
from pynetdicom.events import Event
from pynetdicom.pdu_primitives import P_DATA

from ...errors import UnreadableImage
from ...io.dicom_identity import identity_of
from .inbox import Inbox, Incoming, NoRoom

LOG = logging.getLogger(__name__)

WAITING = 2
"""Messages that wait for their answers. One may, unless more were agreed on (PS3.7, D.3.3.3)."""


class Status(IntEnum):
    """The answers we give (PS3.4, table B.2-1)."""

    SUCCESS = 0x0000
    OUT_OF_RESOURCES = 0xA700
    DOES_NOT_MATCH = 0xA900
    CANNOT_UNDERSTAND = 0xC000


class Receiver(DIMSEServiceProvider):
    """Puts the commands of one association together, as pynetdicom's does; but data sets go to
    files while they come, and never lie in memory."""

    def __init__(self, association: Association, inbox: Inbox) -> None:
        super().__init__(association)
        self._inbox = inbox
        self._came: list[Incoming] = []

    def receive_primitive(self, primitive: P_DATA) -> None:
        """The next part of a message."""
        if self.message is None:
            if self.msg_queue.qsize() > WAITING:
                LOG.warning("aborted: more messages were sent than answered")
                self.assoc.abort(block=False)
                return
            self.message = DIMSEMessage()
            self.message.data_set = self._incoming(self.message)
        try:
            super().receive_primitive(primitive)
        except Exception as error:  # pynetdicom raises as it pleases over what is no command
            LOG.warning("aborted: no command that can be read (%s)", type(error).__name__)
            self.assoc.abort(block=False)

    def drop(self) -> None:
        """The association is over: what did not come whole is forgotten."""
        for one in self._came:
            one.drop()

    def _incoming(self, message: DIMSEMessage) -> Incoming:
        self._came = [one for one in self._came if not one.done]
        self._came.append(Incoming(self._inbox, lambda: self._head(message)))
        return self._came[-1]

    def _head(self, message: DIMSEMessage) -> bytes:
        """The file meta information (PS3.10, 7.1) of an object; empty for what is none."""
        known = {c.context_id: c.transfer_syntax[0] for c in self.assoc.accepted_contexts}
        if not isinstance(message, C_STORE_RQ) or message.context_id not in known:
            return b""
        meta = create_file_meta(
            sop_class_uid=message.command_set.AffectedSOPClassUID,
            sop_instance_uid=message.command_set.AffectedSOPInstanceUID,
            transfer_syntax=known[message.context_id],
        )
        return b"\0" * 128 + b"DICM" + encode_file_meta(meta)


def store(event: Event) -> int:
    """Keep an object; what is answered."""
    request = event.request
    assert isinstance(request, C_STORE)
    incoming = request.DataSet
    assert isinstance(incoming, Incoming)
    asked = str(request.AffectedSOPClassUID), str(request.AffectedSOPInstanceUID)
    if event.context.abstract_syntax != asked[0]:
        status = refused(Status.DOES_NOT_MATCH, "it is not of the kind that was agreed on")
    else:
        status = kept(incoming, asked, event.context.transfer_syntax)
    incoming.drop()
    return status


def kept(incoming: Incoming, asked: tuple[str, str], syntax: str) -> Status:
    """Keep an object, if it is the one that the request names, in a transfer syntax."""
    try:
        found = identity_of(bytes(incoming.first), syntax)
    except UnreadableImage:
        return refused(Status.CANNOT_UNDERSTAND, "its beginning cannot be read")
    if not all(found):
        return refused(Status.CANNOT_UNDERSTAND, "it does not say which object it is")
    if found != asked:
        return refused(Status.DOES_NOT_MATCH, "it is not the object that was announced")
    try:
        incoming.keep()
    except NoRoom as error:
        return refused(Status.OUT_OF_RESOURCES, str(error))
    return Status.SUCCESS


def refused(status: Status, why: str) -> Status:
    """Said in the log, without a word that came from outside."""
    LOG.warning("refused an object (%04X): %s", status, why)
    return status
