"""Tell the format of a file from its first bytes."""

from __future__ import annotations

import zlib
from typing import Literal

Format = Literal["png", "jpeg", "tiff", "bmp", "webp", "dicom", "nifti"]

HEAD = 1024
"""How many bytes from the start are enough to tell."""

SIGNATURES: dict[bytes, Format] = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"II*\x00": "tiff",
    b"MM\x00*": "tiff",
    b"II+\x00": "tiff",
    b"MM\x00+": "tiff",
}

STRANGERS: dict[bytes, str] = {
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"%!PS": "a PostScript document",
    b"PK\x03\x04": "a zip archive",
    b"\x1f\x8b": "a gzip archive without a NIfTI image in it",
    b"BZh": "a bzip2 archive",
    b"7z\xbc\xaf": "a 7-zip archive",
    b"\x89HDF": "an HDF5 file",
    b"\x93NUMPY": "a numpy array",
    b"NRRD": "an NRRD volume",
    b"\x00\x00\x00\x0cjP": "a JPEG 2000 picture",
    b"\xff\x4f\xff\x51": "a JPEG 2000 codestream",
    b"8BPS": "a Photoshop document",
}

VALUE_REPRESENTATIONS = frozenset(
    b"AE AS AT CS DA DS DT FD FL IS LO LT OB OW PN SH SL SQ SS ST TM UI UL UN US UT".split()
)


def sniff(head: bytes) -> Format | None:
    """The format of a file that begins with `head`; None for one we do not read.

    DICOM is asked first: the 128 bytes before its magic may hold anything, even another format's
    signature.
    """
    if head[128:132] == b"DICM":
        return "dicom"
    for signature, name in SIGNATURES.items():
        if head.startswith(signature):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return "bmp"
    if is_nifti(inflated(head) if head[:2] == b"\x1f\x8b" else head):
        return "nifti"
    return "dicom" if is_bare_dicom(head) else None


def looks_like(head: bytes) -> str:
    """What an unreadable file seems to be, for a person."""
    for signature, name in STRANGERS.items():
        if head.startswith(signature):
            return name
    if head.lstrip()[:4].lower() in (b"<svg", b"<?xm", b"<htm", b"<!do"):
        return "a document of tags (XML, SVG or HTML)"
    if all(byte in b"\t\n\r\f" or byte >= 32 for byte in head):
        return "plain text"
    return "bytes of no image format known here"


def is_nifti(head: bytes) -> bool:
    """A header of 348 bytes (NIfTI-1 or its forerunner Analyze) or of 540 (NIfTI-2)."""
    size = head[:4]
    one = size in (b"\x5c\x01\0\0", b"\0\0\x01\x5c")
    two = size in (b"\x1c\x02\0\0", b"\0\0\x02\x1c") and head[4:6] == b"n+"
    return one or two


def inflated(head: bytes) -> bytes:
    """The first bytes inside a gzip stream that begins so; empty where it is damaged.

    Few, so that a wrong checksum at the end of a small file is left for the reader to name.
    """
    try:
        return zlib.decompressobj(wbits=31).decompress(head, 16)
    except zlib.error:
        return b""


def is_bare_dicom(head: bytes) -> bool:
    """A data set without the 132 bytes before it: it begins with group 0002 or 0008."""
    if len(head) < 12 or head[:2] not in (b"\x02\0", b"\0\x02", b"\x08\0", b"\0\x08"):
        return False
    if head[4:6] in VALUE_REPRESENTATIONS:
        return True
    length = int.from_bytes(head[4:8], "little")
    return head[1] == 0 and length <= 128
