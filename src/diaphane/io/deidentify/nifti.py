"""A NIfTI volume without words: only the numbers that place and scale it, and the voxels.

Offsets are those of nifti1.h and nifti2.h.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import PurePosixPath

from ...errors import UnreadableImage
from ..gunzip import gunzip
from ..nifti_header import FIELDS, Header, byte_order, read_header
from ..sniff import Format
from .account import Account, Cleaned
from .settings import Settings

GZIP = b"\x1f\x8b"

WORDS: dict[int, dict[str, tuple[int, int]]] = {
    348: {
        "data_type": (4, 10),
        "db_name": (14, 18),
        "extents": (32, 4),
        "session_error": (36, 2),
        "glmax": (140, 4),
        "glmin": (144, 4),
        "descrip": (148, 80),
        "aux_file": (228, 24),
        "intent_name": (328, 16),
    },
    540: {
        "descrip": (240, 80),
        "aux_file": (320, 24),
        "intent_name": (508, 16),
        "unused_str": (525, 15),
    },
}
"""By the header's size: what may hold words, where it lies and how long it is."""

HEAD = (
    "a face can be rendered from a volume of a head; remove it (deface) before the volume is shared"
)


def deidentify(data: bytes, format: Format, name: PurePosixPath, settings: Settings) -> Cleaned:  # noqa: A002
    """The volume without words; see `deidentify` of the package."""
    account = Account()
    packed = data[:2] == GZIP
    header = read_header(gunzip(data, most=1024, whole=False) if packed else data)
    end = header.offset + header.volume_bytes * header.volumes
    plain = gunzip(data, most=end, whole=True) if packed else data
    if len(plain) < end:
        raise UnreadableImage(
            f"the header promises {end} bytes, {len(plain)} came: the file is cut short; "
            "fetch it again"
        )
    if not packed and len(plain) > end:
        account.add("removed", "bytes after the end")
    out = without_words(plain, header, account) + plain[header.offset : end]
    if min(header.shape) > 16:
        account.warn(HEAD)
    suffix = ".nii.gz" if packed else ".nii"
    return Cleaned(_gzipped(out) if packed else out, name.with_name(name.name + suffix), account)


def without_words(plain: bytes, header: Header, account: Account) -> bytes:
    """The header and four bytes that say that no extension follows."""
    order, size = byte_order(plain)
    head = bytearray(plain[:size])
    for field, (start, length) in WORDS[size].items():
        if any(head[start : start + length]):
            account.add("emptied", field)
        head[start : start + length] = bytes(length)
    if header.offset > size + 4:
        account.add("removed", "NIfTI extension")
    at, how = FIELDS[size]["vox_offset"]
    struct.pack_into(order + how, head, at, size + 4)
    return bytes(head) + bytes(4)


def _gzipped(data: bytes) -> bytes:
    """Without a file name or a time."""
    packer = zlib.compressobj(6, wbits=31)
    return packer.compress(data) + packer.flush()
