"""The size that a compressed frame claims in its own header, read without decoding it.

A decoder takes memory for what this header says; so it is compared with the DICOM header first.
"""

from __future__ import annotations

from typing import NamedTuple

JPEG2000 = b"\xff\x4f\xff\x51"
"""SOC and SIZ markers (ISO/IEC 15444-1, A.4 and A.5)."""

NO_FRAME_HEADERS = (0xC4, 0xC8, 0xCC)
"""DHT, JPG and DAC lie among the SOF markers C0 to CF but are none (ISO/IEC 10918-1, B.1)."""

JPEG_LS = 0xF7
"""SOF55 (ISO/IEC 14495-1, C.2.2)."""

MOST_TILES = 65535
"""ISO/IEC 15444-1, A.5.1."""


class Size(NamedTuple):
    """What a frame says of itself."""

    rows: int
    columns: int
    samples: int


def size_of(frame: bytes) -> Size | None:
    """The size in the frame's header; None where it has no sensible one."""
    if frame[:2] == b"\xff\xd8":
        return jpeg_size(frame)
    start = frame.find(JPEG2000, 0, 4096)  # a whole JP2 file has boxes before the codestream
    return None if start < 0 else jpeg2000_size(frame[start + 4 : start + 42])


def jpeg_size(frame: bytes) -> Size | None:
    """From the frame header (SOF) of JPEG and JPEG-LS (ISO/IEC 10918-1, B.2.2)."""
    place = 2
    while place + 9 <= len(frame):
        if frame[place] != 0xFF:
            return None
        marker = frame[place + 1]
        if marker == 0xFF:  # a fill byte
            place += 1
            continue
        if (0xC0 <= marker <= 0xCF and marker not in NO_FRAME_HEADERS) or marker == JPEG_LS:
            rows, columns = word(frame, place + 5), word(frame, place + 7)
            return Size(rows, columns, frame[place + 9]) if place + 9 < len(frame) else None
        place += 2 + word(frame, place + 2)
    return None


def jpeg2000_size(siz: bytes) -> Size | None:
    """From the SIZ segment (ISO/IEC 15444-1, A.5.1): Xsiz, Ysiz, offsets, tiles, components."""
    if len(siz) < 38:
        return None
    x, y, x0, y0, tile_x, tile_y = (int.from_bytes(siz[i : i + 4]) for i in range(4, 28, 4))
    if not tile_x or not tile_y or -(-x // tile_x) * -(-y // tile_y) > MOST_TILES:
        return None
    return Size(y - y0, x - x0, word(siz, 36))


def word(data: bytes, place: int) -> int:
    """Two bytes, the higher first."""
    return int.from_bytes(data[place : place + 2])
