"""PDUs for the tests, byte by byte (DICOM PS3.8, 9.3)."""

from __future__ import annotations

from struct import pack

VERIFICATION = "1.2.840.10008.1.1"
CT = "1.2.840.10008.5.1.4.1.1.2"
IMPLICIT = "1.2.840.10008.1.2"

ACCEPT = b"\2"
"""What the answer to a request begins with that is granted."""
ABORT = b"\7\0\0\0\0\4\0\0\0\0"


def pdu(kind: int, body: bytes) -> bytes:
    return pack(">BxL", kind, len(body)) + body


def item(kind: int, value: bytes) -> bytes:
    return pack(">BxH", kind, len(value)) + value


def request(
    called: str = "DIAPHANE",
    calling: str = "TESTS",
    *,
    version: int = 1,
    kinds: tuple[str, ...] = (VERIFICATION, CT),
    syntax: str = IMPLICIT,
    more: bytes = b"",
) -> bytes:
    """For an association about these kinds of objects; `more`: items at its end."""
    titles = called.ljust(16).encode() + calling.ljust(16).encode()
    items = item(0x10, b"1.2.840.10008.3.1.1.1")
    for number, kind in enumerate(kinds):
        names = item(0x30, kind.encode()) + item(0x40, syntax.encode())
        items += item(0x20, bytes(((2 * number + 1) % 256, 0, 0, 0)) + names)
    items += item(0x50, item(0x51, pack(">L", 16384)) + item(0x52, b"1.2.3"))
    return pdu(1, pack(">H2x", version) + titles + bytes(32) + items + more)


def part(data: bytes, *, context: int = 1, command: bool = True, last: bool = True) -> bytes:
    """A part of a message (PS3.8, 9.3.5.1)."""
    return pack(">LBB", len(data) + 2, context, command + 2 * last) + data


def data(*parts: bytes) -> bytes:
    return pdu(4, b"".join(parts))


def command(*elements: tuple[int, bytes]) -> bytes:
    """Elements of group 0000 (PS3.7, 6.3.1), with its length."""
    rest = b"".join(pack("<HHL", 0, tag, len(value)) + value for tag, value in elements)
    return pack("<HHLL", 0, 0, 4, len(rest)) + rest


def store_request(kind: str, instance: str) -> bytes:
    """The command that announces an object (PS3.7, 9.3.1.1)."""
    return command(
        (0x0002, even(kind)),
        (0x0100, pack("<H", 1)),  # C-STORE
        (0x0110, pack("<H", 1)),
        (0x0700, pack("<H", 0)),
        (0x0800, pack("<H", 1)),  # a data set follows
        (0x1000, even(instance)),
    )


def even(text: str) -> bytes:
    raw = text.encode("latin-1")
    return raw + b"\0" * (len(raw) % 2)


def status_in(answer: bytes) -> int:
    """The status in the answer to a command; -1 where it has none."""
    place = answer.find(pack("<HHL", 0, 0x0900, 2))
    return -1 if place < 0 else int.from_bytes(answer[place + 8 : place + 10], "little")
