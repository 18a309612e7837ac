"""Which object a DICOM data set says it is, read from its first bytes alone."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import NamedTuple

from pydicom.filereader import read_dataset
from pydicom.tag import BaseTag
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ImplicitVRLittleEndian,
)

from .dicom_element import text
from .foreign import foreign

FIRST = 2**14
"""Bytes that are looked at. What stands before the two UIDs has some hundred."""

LAST = 0x00080018
"""SOPInstanceUID; elements stand in the order of their tags."""


class Identity(NamedTuple):
    """The UIDs of an object; empty where it has none."""

    sop_class: str
    sop_instance: str


def identity_of(data: bytes, syntax: str) -> Identity:
    """The UIDs in the first bytes of a data set, without its file meta information, in a transfer
    syntax. Raises `UnreadableImage`."""
    first = data[:FIRST]
    with foreign("read the beginning of the DICOM data set"):
        if syntax == DeflatedExplicitVRLittleEndian:
            first = zlib.decompressobj(-zlib.MAX_WBITS).decompress(first, FIRST)
        dataset = read_dataset(
            BytesIO(first),
            is_implicit_VR=syntax == ImplicitVRLittleEndian,
            is_little_endian=syntax != ExplicitVRBigEndian,
            stop_when=after_identity,
        )
    return Identity(text(dataset, "SOPClassUID"), text(dataset, "SOPInstanceUID"))


def after_identity(tag: BaseTag, vr: str | None, length: int) -> bool:
    return bool(tag > LAST)
