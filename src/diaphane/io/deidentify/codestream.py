"""Compressed frames of a DICOM file without comments: JPEG, JPEG-LS and JPEG 2000."""

from __future__ import annotations

from . import jpeg
from .account import Account

START_2000 = b"\xff\x4f\xff\x51"
COMMENT, TILE = b"\xff\x64", b"\xff\x90"


def without_comments(frame: bytes, account: Account) -> bytes:
    """The frame with its coded picture as it is. Raises `UnreadableImage` for a damaged one."""
    if frame.startswith(b"\xff\xd8"):
        return jpeg.without_notes(frame, account)
    if frame.startswith(START_2000):
        return plain_2000(frame, account)
    return frame


def is_known(frame: bytes) -> bool:
    """True for a stream whose comments are known; not for a film."""
    return frame.startswith((b"\xff\xd8", START_2000))


def plain_2000(frame: bytes, account: Account) -> bytes:
    """Without COM segments in the main header (ITU-T T.800, A.9.2)."""
    kept, place = bytearray(frame[:2]), 2
    while (marker := frame[place : place + 2]) != TILE:
        size = 2 + int.from_bytes(frame[place + 2 : place + 4], "big")
        if len(marker) < 2 or marker[0] != 0xFF or size < 4:
            raise jpeg.damaged()
        if marker == COMMENT:
            account.add("removed", "comment")
        else:
            kept += frame[place : place + size]
        place += size
    return bytes(kept) + frame[place:]
