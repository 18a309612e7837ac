"""Which object a data set is, from its first bytes."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest
from pydicom.uid import (
    JPEG2000,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from diaphane.errors import UnreadableImage
from diaphane.io.dicom_identity import FIRST, identity_of
from diaphane.io.plain import after_meta
from make_dicom import as_bytes, make_dicom

OURS = ("1.2.840.10008.5.1.4.1.1.2", "1.2.3.4")


def first_bytes(syntax: str) -> bytes:
    """Of a data set with a sequence before its UIDs."""
    plain = ExplicitVRLittleEndian if syntax in DEFLATED else syntax
    whole = as_bytes(make_dicom(np.zeros((99, 99), np.int16), syntax=plain))  # type: ignore[arg-type]
    data = whole[after_meta(whole)[0] :]
    if syntax == DeflatedExplicitVRLittleEndian:
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        data = packer.compress(data) + packer.flush()
    return data[:FIRST]


DEFLATED = (DeflatedExplicitVRLittleEndian, JPEG2000)


@pytest.mark.parametrize(
    "syntax",
    [
        ImplicitVRLittleEndian,
        ExplicitVRLittleEndian,
        ExplicitVRBigEndian,
        DeflatedExplicitVRLittleEndian,
        JPEG2000,
    ],
)
def test_it_says_which_object_it_is(syntax: str) -> None:
    assert identity_of(first_bytes(syntax), syntax) == OURS


def test_one_that_does_not_say_it_has_empty_words() -> None:
    assert identity_of(b"", ImplicitVRLittleEndian) == ("", "")
    assert identity_of(b"\x10\0\x10\0\2\0\0\0A ", ImplicitVRLittleEndian) == ("", "")


NESTED = b"\xfe\xff\0\xe0\xff\xff\xff\xff\x08\0\x06\0\xff\xff\xff\xff"
ENDLESS = b"\x08\0\x06\0\xff\xff\xff\xff" + NESTED * 900


def test_a_sequence_in_a_sequence_for_ever_is_a_sentence() -> None:
    with pytest.raises(UnreadableImage, match="could not read the beginning of the DICOM"):
        identity_of(ENDLESS, ImplicitVRLittleEndian)


def test_what_inflates_without_end_is_inflated_no_further_than_needed() -> None:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    bomb = packer.compress(bytes(2**26)) + packer.flush()
    assert identity_of(bomb, DeflatedExplicitVRLittleEndian) == ("", "")


def test_the_zoo_says_it_or_is_refused(zoo: Path) -> None:
    said = 0
    for path in sorted((zoo / "malformed").rglob("*.dcm")):
        data = path.read_bytes()
        try:
            found = identity_of(data[after_meta(data)[0] :], after_meta(data)[1])
        except UnreadableImage:
            continue
        said += bool(found.sop_class and found.sop_instance)
    assert said > 50
