"""A JPEG without what tells of its making: its coded picture is copied byte for byte.

Markers are those of ITU-T T.81, Annex B; application data is EXIF, XMP, ICC, IPTC, thumbnails.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import UnreadableImage
from .account import Account

SOI, EOI, SOS, COM = 0xD8, 0xD9, 0xDA, 0xFE
JFIF, ADOBE, ICC, EXIF, IPTC = 0xE0, 0xEE, 0xE2, 0xE1, 0xED
COLOUR_TRANSFORM = 0xE8
"""Of JPEG-LS in colours."""
APPLICATION = range(0xE0, 0xF0)
BARE = (0x01, *range(0xD0, 0xD8))
"""Markers without a length."""

NAMES = {EXIF: "EXIF or XMP", ICC: "ICC profile or preview", IPTC: "IPTC", COM: "comment"}


def without_notes(data: bytes, account: Account) -> bytes:
    """The same coded picture. Raises `UnreadableImage` for what is no whole JPEG."""
    kept = bytearray(b"\xff\xd8")
    end = 0
    for marker, start, stop in segments(data):
        end = stop
        if (name := _told(marker, data[start:stop])) is not None:
            account.add("removed", name)
        elif marker == JFIF:
            kept += plain_jfif(data[start:stop], account)
        else:
            kept += data[start:stop]
    if data[end:].strip(b"\0"):
        account.add("removed", "bytes after the end")
    return bytes(kept)


def segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, start, stop) of each segment after SOI to EOI; SOS with its coded data."""
    place = 2
    while place + 2 <= len(data):
        if data[place] != 0xFF:
            raise damaged()
        marker = data[place + 1]
        if marker == 0xFF:  # fill byte
            place += 1
            continue
        start, place = place, place + 2
        if marker == EOI:
            yield marker, start, place
            return
        if marker not in BARE:
            place += int.from_bytes(data[place : place + 2], "big")
        if marker == SOS:
            place = end_of_scan(data, place)
        if place > len(data):
            raise damaged()
        yield marker, start, place
    raise damaged()


def end_of_scan(data: bytes, place: int) -> int:
    """Where the next marker stands after coded data; 0xFF is followed there by 0, by a restart, or
    in JPEG-LS (ITU-T T.87, A.1) by any byte below 0x80."""
    while (place := data.find(b"\xff", place)) >= 0:
        after = data[place + 1 : place + 2]
        if after >= b"\x80" and after[0] not in BARE and after != b"\xff":
            return place
        place += 1 if after == b"\xff" else 2
    raise damaged()


def plain_jfif(segment: bytes, account: Account) -> bytes:
    """The JFIF header without its thumbnail."""
    if len(segment) > 18:
        account.add("removed", "thumbnail")
    return b"\xff\xe0\x00\x10" + segment[4:16] + b"\0\0"


def _told(marker: int, segment: bytes) -> str | None:
    """What a segment is called that is left out; None for one that decoding needs."""
    if marker == COM:
        return NAMES[COM]
    if marker not in APPLICATION:
        return None
    if marker == JFIF and segment[4:9] == b"JFIF\0" and len(segment) >= 18:
        return None
    if marker == ADOBE and segment[4:9] == b"Adobe" and len(segment) == 16:
        return None
    if marker == COLOUR_TRANSFORM and segment[4:8] == b"mrfx" and len(segment) == 9:
        return None
    return NAMES.get(marker, f"application data {marker - 0xE0}")


def damaged() -> UnreadableImage:
    return UnreadableImage("the JPEG picture is cut short or damaged; export it again")


def with_exif(data: bytes, exif: bytes) -> bytes:
    """With an EXIF segment right after the start."""
    return data[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + data[2:]
