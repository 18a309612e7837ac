"""Read NIfTI-1 and NIfTI-2 volumes, plain or gzipped.

The header is 30 numbers, so it is read here and not by a library: each is checked against the
file's length before memory is taken, and nothing heavy is imported.
Axes: the file runs `x` fastest, so its bytes are (Z, Y, X) as they lie.
"""

from __future__ import annotations

import numpy as np

from ..errors import UnreadableImage
from ..image import Image, Pixels, Source, Window
from .finite import finite
from .gunzip import gunzip
from .nifti_affine import geometry
from .nifti_header import Header, read_header
from .room import Reserve, unlimited
from .sniff import Format

GZIP = b"\x1f\x8b"

SMALL, RATIO = 256 * 2**20, 200
"""Bytes that may be packed however well, since masks are nearly blank; and how well more may be:
gzip makes images 2 to 5 times smaller, nearly blank masks 50 to 500 times."""

EXTRA = 2**20
"""Bytes that may follow the volumes."""


def decode(
    data: bytes,
    format: Format = "nifti",  # noqa: A002
    *,
    reserve: Reserve = unlimited,
) -> Image:
    """The first volume in the bytes of a NIfTI file. Raises `UnreadableImage`."""
    notes: list[str] = []
    if data[:2] == GZIP:
        header = read_header(gunzip(data, most=1024, whole=False))
        check_ratio(header, len(data))
        reserve(header.volume_bytes)
        most = header.offset + header.volume_bytes
        data = gunzip(data, most=most, whole=True, beyond=header.all_bytes - most + EXTRA)
    else:
        header = read_header(data)
    if header.volumes > 1:
        notes.append(f"the file holds {header.volumes} volumes; the first was read")
    spacing, direction, origin = geometry(header, notes.append)
    return Image(
        finite(scaled(voxels(data, header), header), notes.append),
        axes="zyx",
        spacing=spacing,
        direction=direction,
        origin=origin,
        window=Window(*header.window) if header.window else None,
        source=Source(format=format),
        warnings=tuple(notes),
    )


def check_ratio(header: Header, packed: int) -> None:
    """Refuse, before it is unpacked, a volume that was packed better than images can be."""
    if header.all_bytes > max(SMALL, RATIO * packed):
        raise UnreadableImage(
            f"expected at most {RATIO} bytes for each that is packed, the NIfTI header promises "
            f"{header.all_bytes} bytes in {packed}; unpack it yourself (gunzip), if you trust it"
        )


def voxels(data: bytes, header: Header) -> Pixels:
    """(C, Z, Y, X) as stored, in native byte order; a view of the file's bytes where it can be."""
    if len(data) < header.offset + header.volume_bytes:
        raise UnreadableImage(
            f"the header promises {header.offset + header.volume_bytes} bytes, {len(data)} came: "
            "the file is cut short or its header is wrong; fetch it again"
        )
    count = header.volume_bytes // header.dtype.itemsize
    flat = np.frombuffer(data, header.dtype, count=count, offset=header.offset)
    array = flat.reshape(*header.shape[::-1], header.channels)
    array = array.astype(header.dtype.newbyteorder("="), copy=False)
    return np.ascontiguousarray(np.moveaxis(array, -1, 0))


def scaled(stored: Pixels, header: Header) -> Pixels:
    """`stored` x slope + intercept: whole numbers stay so where both are whole, else float32."""
    slope, intercept = header.slope, header.intercept
    if (slope, intercept) == (1.0, 0.0):
        return stored
    if stored.dtype.kind in "iu" and slope.is_integer() and intercept.is_integer():
        info = np.iinfo(stored.dtype)
        ends = [slope * info.min + intercept, slope * info.max + intercept]
        for kind in (np.int16, np.int32):
            if np.iinfo(kind).min <= min(ends) and max(ends) <= np.iinfo(kind).max:
                values: Pixels = stored.astype(kind) * np.array(slope, kind)
                values += np.array(intercept, kind)
                return values
    values32 = np.empty(stored.shape, np.float32)
    with np.errstate(over="ignore"):
        for z in range(stored.shape[1]):  # as a whole it would take 8 bytes a voxel more
            values32[:, z] = stored[:, z] * np.float64(slope) + intercept
    return values32
