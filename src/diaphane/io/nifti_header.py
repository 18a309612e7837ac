"""The header of a NIfTI file, checked by arithmetic alone.

Offsets and types are those of nifti1.h (R. W. Cox, 2003) and nifti2.h (2011); names are theirs.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from math import isfinite, prod
from typing import Any, cast

import numpy as np

from ..errors import UnreadableImage

MOST_VOXELS = 2**31

FIELDS: dict[int, dict[str, tuple[int, str]]] = {
    348: {
        "dim": (40, "8h"),
        "datatype": (70, "h"),
        "pixdim": (76, "8f"),
        "vox_offset": (108, "f"),
        "scl_slope": (112, "f"),
        "scl_inter": (116, "f"),
        "xyzt_units": (123, "B"),
        "cal_max": (124, "f"),
        "cal_min": (128, "f"),
        "qform_code": (252, "h"),
        "sform_code": (254, "h"),
        "quatern": (256, "3f"),
        "qoffset": (268, "3f"),
        "srow": (280, "12f"),
        "magic": (344, "4s"),
    },
    540: {
        "magic": (4, "8s"),
        "datatype": (12, "h"),
        "dim": (16, "8q"),
        "pixdim": (104, "8d"),
        "vox_offset": (168, "q"),
        "scl_slope": (176, "d"),
        "scl_inter": (184, "d"),
        "cal_max": (192, "d"),
        "cal_min": (200, "d"),
        "qform_code": (344, "i"),
        "sform_code": (348, "i"),
        "quatern": (352, "3d"),
        "qoffset": (376, "3d"),
        "srow": (400, "12d"),
        "xyzt_units": (500, "i"),
    },
}
"""By the header's size: where each field lies and how it is packed."""

DATATYPES: dict[int, tuple[str, int]] = {
    2: ("u1", 1),
    4: ("i2", 1),
    8: ("i4", 1),
    16: ("f4", 1),
    64: ("f8", 1),
    128: ("u1", 3),
    256: ("i1", 1),
    512: ("u2", 1),
    768: ("u4", 1),
    1024: ("i8", 1),
    1280: ("u8", 1),
    2304: ("u1", 4),
}
"""NIfTI's number for a type: numpy's name and the channels of a voxel."""

COMPLEX = (32, 1792, 2048)

MILLIMETRES = {1: 1000.0, 3: 0.001}
"""Length units of xyzt_units but for 2 (mm): 1 metre, 3 micrometre; 0 is taken for mm."""


@dataclass(frozen=True)
class Header:
    """What is needed to read and place a volume."""

    shape: tuple[int, int, int]
    """Voxels along the file's first, second and third axis, `x y z`."""
    volumes: int
    channels: int
    dtype: np.dtype[Any]
    """Of one sample, with the file's byte order."""
    offset: int
    """Of the first voxel, bytes from the start."""
    slope: float
    intercept: float
    window: tuple[float, float] | None
    """cal_min and cal_max, where they are set."""
    fields: dict[str, tuple[Any, ...]]
    """The rest, as it stands: pixdim, codes, quatern, qoffset, srow."""
    millimetre: float
    """The file's unit of length in millimetres."""

    @property
    def volume_bytes(self) -> int:
        return prod(self.shape) * self.channels * self.dtype.itemsize

    @property
    def all_bytes(self) -> int:
        """From the start of the file to the end of the last volume."""
        return self.offset + self.volumes * self.volume_bytes


def read_header(data: bytes) -> Header:
    """The header at the start of the (unzipped) bytes. Raises `UnreadableImage`."""
    order, size = byte_order(data)
    fields = {
        name: struct.unpack_from(order + how, data, at) for name, (at, how) in FIELDS[size].items()
    }
    check_magic(fields["magic"][0])
    shape, volumes = dimensions(fields["dim"])
    name, channels = datatype(fields["datatype"][0])
    slope, intercept = scaling(fields["scl_slope"][0], fields["scl_inter"][0])
    low, high = fields["cal_min"][0], fields["cal_max"][0]
    return Header(
        shape=shape,
        volumes=volumes,
        channels=channels,
        dtype=np.dtype(order + name),
        offset=data_offset(fields["vox_offset"][0], size),
        slope=slope,
        intercept=intercept,
        window=(low, high) if isfinite(low) and isfinite(high) and high > low else None,
        fields=fields,
        millimetre=MILLIMETRES.get(fields["xyzt_units"][0] & 7, 1.0),
    )


def byte_order(data: bytes) -> tuple[str, int]:
    """`<` or `>`, and the header's size: 348 for NIfTI-1, 540 for NIfTI-2."""
    for order in "<>":
        for size in FIELDS:
            if data[:4] == struct.pack(order + "i", size):
                if len(data) < size:
                    raise UnreadableImage(
                        f"the NIfTI header is cut short: {len(data)} of {size} bytes came; "
                        "fetch the file again"
                    )
                return order, size
    raise UnreadableImage("the file does not begin with a NIfTI header; export it again")


def check_magic(magic: bytes) -> None:
    """Refuse Analyze files, which tell no left from right, and headers without their voxels."""
    if magic[:3] in (b"ni1", b"ni2"):
        raise UnreadableImage(
            "the file is one half of a NIfTI pair (.hdr and .img); convert it to one .nii file"
        )
    if magic[:3] not in (b"n+1", b"n+2"):
        raise UnreadableImage(
            "the header lacks NIfTI's mark: an Analyze file, or damaged; convert it to NIfTI"
        )


def dimensions(dim: tuple[int, ...]) -> tuple[tuple[int, int, int], int]:
    """Voxels along x, y, z, and the count of volumes."""
    rank = dim[0]
    if not 1 <= rank <= 7 or min(dim[1 : rank + 1]) < 1:
        raise UnreadableImage(
            f"expected 1 to 7 positive dimensions in the NIfTI header, got {list(dim)}; "
            "export the file again"
        )
    sizes = [*dim[1 : rank + 1], 1, 1][: max(rank, 3)]
    if (count := prod(sizes)) > MOST_VOXELS:
        raise UnreadableImage(
            f"expected at most {MOST_VOXELS} voxels, the NIfTI header promises {count}; "
            "cut the volume"
        )
    return cast(tuple[int, int, int], tuple(sizes[:3])), prod(sizes[3:])


def datatype(code: int) -> tuple[str, int]:
    """numpy's name of the type and the channels of a voxel."""
    if code in COMPLEX:
        raise UnreadableImage("the voxels are complex numbers; save their magnitude")
    if code not in DATATYPES:
        raise UnreadableImage(
            f"expected a NIfTI datatype among {', '.join(map(str, DATATYPES))}, got {code}; "
            "save the volume as int16 or float32"
        )
    return DATATYPES[code]


def data_offset(offset: float, size: int) -> int:
    """Where the voxels begin; 0 stands for right after the header and its 4 flag bytes."""
    if not isfinite(offset) or offset != int(offset) or not (offset == 0 or offset >= size):
        raise UnreadableImage(
            f"the NIfTI header says that the voxels begin at byte {offset}; export the file again"
        )
    return int(offset) or size + 4


def scaling(slope: float, intercept: float) -> tuple[float, float]:
    """1 and 0 where the slope is 0 or no number, as nifti1.h asks."""
    if not isfinite(slope) or not isfinite(intercept) or slope == 0:
        return 1.0, 0.0
    return float(slope), float(intercept)
