"""From the bytes of a DICOM file to a pydicom data set, with what is odd about the file."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO

from pydicom import dcmread
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from ..errors import UnreadableImage
from .foreign import foreign

MOST_INFLATED = 256 * 2**20
"""Bytes a deflated data set may grow to."""

CHUNK = 2**20

HEARD = {
    "Invalid value for VR": "a value in the header breaks the rules of its type",
    "exceeds the maximum length": "a value in the header is longer than its type allows",
    "Expected explicit VR": "the header is written in another encoding than it says",
    "Expected implicit VR": "the header is written in another encoding than it says",
    "encoding": "the header names a character set that is unknown or does not fit its text",
    "Character Set": "the header names a character set that is unknown or does not fit its text",
    "codestream": "the compressed pixels and the header disagree on how they are written; "
    "the pixels were believed",
    "JFIF": "the compressed pixels and the header disagree on their colours; the header was "
    "believed",
    "EOI/EOC": "the compressed pixels lack their end marker",
    "excess padding": "bytes after the last pixel were left out",
    "frames": "the file holds more frames than it says; the rest was left out",
}
"""Our own sentences for what pydicom warns of: its words may quote the patient's data."""


def parse(data: bytes, note: Callable[[str], None]) -> FileDataset:
    """The data set in a file's bytes. Raises `UnreadableImage`."""
    whole = data[128:132] == b"DICM"
    if not whole:
        note("the file lacks the DICOM preamble")
    else:
        check_inflated_size(data)
    with foreign("read the DICOM header"):
        dataset = dcmread(BytesIO(data), force=not whole)
    if len(dataset) == 0:
        raise UnreadableImage("the DICOM file holds no data set; fetch it again")
    ensure_syntax(dataset, note)
    check_elements(dataset, note)
    return dataset


def relay(heard: list[str], note: Callable[[str], None]) -> None:
    """Note pydicom's warnings in words of ours, without repeats."""
    for said in dict.fromkeys(in_our_words(one) for one in heard):
        note(said)


def in_our_words(heard: str) -> str:
    """One warning, free of any value of the header."""
    for words, sentence in HEARD.items():
        if words in heard:
            return sentence
    return "the header is not quite as the DICOM standard asks"


def check_inflated_size(data: bytes) -> None:
    """Refuse a deflated data set that grows beyond measure, before pydicom inflates it."""
    start, syntax = after_meta(data)
    if syntax != DeflatedExplicitVRLittleEndian:
        return
    inflater, size, rest = zlib.decompressobj(-zlib.MAX_WBITS), 0, data[start:]
    with foreign("inflate the deflated DICOM data set"):
        while rest and not inflater.eof and size <= MOST_INFLATED:
            size += len(inflater.decompress(rest, CHUNK))
            rest = inflater.unconsumed_tail
    if size > MOST_INFLATED:
        raise UnreadableImage(
            f"expected a deflated data set of at most {MOST_INFLATED // 2**20} MiB, got more; "
            "export it in another transfer syntax"
        )


def after_meta(data: bytes) -> tuple[int, str]:
    """Where the data set begins, and its transfer syntax as the file meta information names it.

    The elements of group 0002 are explicit VR little endian (DICOM PS3.10, 7.1). They are walked
    one by one, since the group's length may lie.
    """
    place, syntax = 132, ""
    while data[place : place + 2] == b"\x02\0" and place + 8 <= len(data):
        long = data[place + 4 : place + 6] in (b"OB", b"OW", b"UN", b"SQ", b"UT")
        start = place + (12 if long else 8)
        length = int.from_bytes(data[start - (4 if long else 2) : start], "little")
        if data[place + 2 : place + 4] == b"\x10\0":
            syntax = data[start : start + length].decode("ascii", "replace").strip(" \0")
        place = start + length
    return place, syntax


def ensure_syntax(dataset: FileDataset, note: Callable[[str], None]) -> None:
    """Name the transfer syntax that pydicom found, where the file names none."""
    if not hasattr(dataset, "file_meta"):
        dataset.file_meta = FileMetaDataset()
    if dataset.file_meta.get("TransferSyntaxUID"):
        return
    implicit, little = dataset.original_encoding
    syntax: UID = ExplicitVRLittleEndian if little else ExplicitVRBigEndian
    if implicit:
        syntax = ImplicitVRLittleEndian
    dataset.file_meta.TransferSyntaxUID = syntax
    note(f"the file names no transfer syntax; it was read as {syntax.name}")


def check_elements(dataset: Dataset, note: Callable[[str], None]) -> None:
    """Note what a rule-abiding writer would not have written; refuse what ends too early."""
    found: list[object] = [dataset.get_item(tag) for tag in dataset.keys()]  # noqa: SIM118
    raw = [element for element in found if isinstance(element, RawDataElement)]
    for element in raw:
        if element.value is not None and len(element.value) < element.length < 0xFFFFFFFF:
            raise UnreadableImage(
                f"the DICOM file is cut short: element {element.tag} promises {element.length} "
                f"bytes, {len(element.value)} came; fetch it again"
            )
    if any(e.length % 2 for e in raw if e.length != 0xFFFFFFFF):
        note("an element of the header has an odd length, which DICOM forbids")
    tags = [int(tag) for tag in dataset.keys()]  # noqa: SIM118 - a data set iterates over elements
    if tags != sorted(tags):
        note("the elements of the header are out of order")
