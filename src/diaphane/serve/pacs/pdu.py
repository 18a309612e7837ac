"""What a PDU must look like before anything reads it (DICOM PS3.8, 9.3).

A PDU is one message of the layer below DICOM's commands: a byte for its kind, one that is not used,
four for the length of the rest, the lowest last. Checked are lengths against lengths; what a
well-formed one means is for others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from struct import unpack, unpack_from

HEAD = 6
"""Bytes of kind and length."""

REQUEST, ACCEPT, REJECT, DATA, RELEASE, RELEASED, ABORT = range(1, 8)
"""The kinds there are (PS3.8, table 9-11 and following)."""

LATER = (DATA, RELEASE, RELEASED, ABORT)
"""What may come once an association was asked for."""

SHORT = 4
"""Bytes after the head of all kinds that say neither who nor what."""

FIXED = 68
"""Bytes of a request before its items: version, titles (PS3.8, table 9-11)."""

APPLICATION, CONTEXT, USER = 0x10, 0x20, 0x50
"""Kinds of its items (PS3.8, 9.3.2)."""

MOST_CONTEXTS = 128
"""Context numbers are odd and have one byte (PS3.8, 9.3.2.2)."""

MOST_COMMAND = 2**16
"""Bytes of one command; the longest in use have some hundred."""


class Reason(IntEnum):
    """Why an association is aborted, as the standard counts it (PS3.8, table 9-26)."""

    UNSPECIFIED = 0
    UNRECOGNISED = 1
    UNEXPECTED = 2
    INVALID = 6


class BadPDU(Exception):
    """Not a PDU, not one that may come now, or one that contradicts itself."""

    def __init__(self, message: str, reason: Reason = Reason.INVALID) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class Sizes:
    """The most bytes that a PDU may have after its head."""

    request: int = 2**20
    data: int = 2**17
    """As much as is offered to the sender (PS3.8, D.1)."""


def length_of(head: bytes, *, first: bool, sizes: Sizes) -> int:
    """How many bytes follow a head, the first of a connection or a later one. Raises `BadPDU`."""
    kind, length = unpack(">BxL", head)
    if not REQUEST <= kind <= ABORT:
        raise BadPDU(f"no PDU of DICOM begins with the byte {kind}", Reason.UNRECOGNISED)
    if first is not (kind == REQUEST) or kind in (ACCEPT, REJECT):
        raise BadPDU(f"a PDU of kind {kind} may not come now", Reason.UNEXPECTED)
    most = {REQUEST: sizes.request, DATA: sizes.data}.get(kind, SHORT)
    if length > most:
        raise BadPDU(f"a PDU of kind {kind} says {length} bytes, more than {most}")
    return int(length)


def check_request(body: bytes) -> None:
    """Refuse a request for an association that contradicts itself. Raises `BadPDU`."""
    if len(body) < FIXED:
        raise BadPDU(f"a request has at least {FIXED} bytes, this one {len(body)}")
    version, called, calling = unpack_from(">H2x16s16s", body)
    if not version & 1:
        raise BadPDU(f"version 1 of the protocol is spoken here, not {version}")
    for title in (called, calling):
        check_title(title)
    kinds = [kind for kind, _ in items(body[FIXED:])]
    if (contexts := kinds.count(CONTEXT)) > MOST_CONTEXTS:
        raise BadPDU(f"a request names at most {MOST_CONTEXTS} contexts, this one {contexts}")
    for kind, value in items(body[FIXED:]):
        if kind in (CONTEXT, USER):
            list(items(value[4 if kind == CONTEXT else 0 :]))
    if kinds.count(APPLICATION) != 1 or kinds.count(USER) != 1:
        raise BadPDU("a request names one application and one user")


def check_title(title: bytes) -> None:
    """A title is 16 letters of the default repertoire without backslash, and not blank (PS3.5,
    6.2: AE)."""
    if not title.strip() or not all(0x20 <= letter < 0x7F for letter in title) or b"\\" in title:
        raise BadPDU("a title of a request holds what no title may")


def items(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and value of items that follow one another. Raises `BadPDU` where one ends outside."""
    place = 0
    while place < len(data):
        if len(data) - place < 4:
            raise BadPDU("an item of a request is cut short")
        kind, length = unpack_from(">BxH", data, place)
        place += 4 + length
        if place > len(data):
            raise BadPDU("an item of a request is longer than the request")
        yield kind, data[place - length : place]


def check_data(body: bytes, command: int) -> int:
    """Refuse data whose parts are longer than it, and commands that do not end (PS3.8, 9.3.5).
    `command`: bytes of the one that has begun; given back is what it has now. Raises `BadPDU`."""
    place = 0
    while place < len(body):
        if len(body) - place < 6:
            raise BadPDU("a part of a message is cut short")
        length, header = unpack_from(">LxB", body, place)
        place += 4 + length
        if length < 2 or place > len(body):
            raise BadPDU(f"a part of a message says {length} bytes, which it has not")
        is_command, is_last = header & 1, header & 2
        command = command + length if is_command and not is_last else 0
        if max(command, length * is_command) > MOST_COMMAND:
            raise BadPDU(f"a command has more than {MOST_COMMAND} bytes")
    return command
