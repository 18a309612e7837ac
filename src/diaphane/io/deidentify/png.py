"""A PNG with the chunks that its pixels need and no other (PNG 3rd edition, 11.3)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from ...errors import UnreadableImage
from .account import Account

SIGNATURE = b"\x89PNG\r\n\x1a\n"

NEEDED = frozenset(
    b"IHDR PLTE tRNS gAMA cHRM sRGB cICP sBIT bKGD pHYs acTL fcTL fdAT IDAT IEND".split()
)
"""What tells how the pixels lie and look: numbers of fixed length, and the pixels."""

SIZES: dict[bytes, tuple[int, ...]] = {
    b"sRGB": (1,),
    b"cICP": (4,),
    b"gAMA": (4,),
    b"cHRM": (32,),
    b"pHYs": (9,),
}
SIZES |= {b"sBIT": (1, 2, 3, 4), b"bKGD": (1, 2, 6), b"IHDR": (13,), b"IEND": (0,)}
SIZES |= {b"acTL": (8,), b"fcTL": (26,)}
"""Bytes that such a chunk may have; another one hides something."""


def without_notes(data: bytes, account: Account) -> bytes:
    """The same pixels. Raises `UnreadableImage`."""
    kept, end = bytearray(SIGNATURE), len(SIGNATURE)
    for kind, start, end in chunks(data):
        size = end - start - 12
        if kind in NEEDED and size in SIZES.get(kind, (size,)):
            kept += whole(kind, data[start + 8 : end - 4])
        else:
            account.add("removed", f"PNG chunk {kind.decode('ascii')}" if known(kind) else "chunk")
    if data[end:]:
        account.add("removed", "bytes after the end")
    return bytes(kept)


def known(kind: bytes) -> bool:
    """A chunk of the standard's, whose name says nothing of the file."""
    return kind in b"tEXt zTXt iTXt eXIf tIME iCCP hIST sPLT".split()


def chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(type, start, end) of each chunk up to IEND."""
    place = len(SIGNATURE)
    while place + 12 <= len(data):
        kind = data[place + 4 : place + 8]
        end = place + 12 + int.from_bytes(data[place : place + 4], "big")
        if end > len(data):
            break
        yield kind, place, end
        if kind == b"IEND":
            return
        place = end
    raise UnreadableImage("the PNG picture is cut short; export it again")


def whole(kind: bytes, body: bytes) -> bytes:
    """A chunk with its length and checksum."""
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def with_exif(data: bytes, exif: bytes) -> bytes:
    """With an eXIf chunk right after the header."""
    header = len(SIGNATURE) + 12 + 13
    return data[:header] + whole(b"eXIf", exif) + data[header:]
