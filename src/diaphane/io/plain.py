"""Whether a file's pixels lie in it as they are, so that no decoder is needed to read them."""

from __future__ import annotations

from .sniff import Format

PLAIN_SYNTAXES = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2")
"""Implicit VR little endian, explicit VR little and big endian (DICOM PS3.5, A.1 to A.3)."""

LONG = (b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV")
"""Value representations whose length has 4 bytes after 2 that are not used (PS3.5, 7.1.2)."""


def is_plain(data: bytes, format: Format) -> bool:  # noqa: A002
    """Can Python and numpy alone read the file?"""
    if format == "dicom":
        return is_plain_dicom(data)
    return format == "nifti"  # Python's own zlib unpacks one, to no more than its header asks for


def is_plain_dicom(data: bytes) -> bool:
    """Is the transfer syntax one without compression? Of a file without preamble it is, where the
    file names none at all."""
    whole = data[128:132] == b"DICM"
    _, syntax = after_meta(data, 132 if whole else 0)
    return syntax in PLAIN_SYNTAXES or syntax == ""


def after_meta(data: bytes, place: int = 132) -> tuple[int, str]:
    """Where the data set begins, and its transfer syntax as the file meta information names it,
    which begins at `place`.

    The elements of group 0002 are explicit VR little endian (DICOM PS3.10, 7.1). They are walked
    one by one, since the group's length may lie.
    """
    syntax = ""
    while data[place : place + 2] == b"\x02\0" and place + 8 <= len(data):
        long = data[place + 4 : place + 6] in LONG
        start = place + (12 if long else 8)
        length = int.from_bytes(data[start - (4 if long else 2) : start], "little")
        if data[place + 2 : place + 4] == b"\x10\0":
            syntax = data[start : start + length].decode("ascii", "replace").strip(" \0")
        place = start + length
    return place, syntax
