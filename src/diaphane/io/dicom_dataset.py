"""From the bytes of a DICOM file to a pydicom data set, with what is odd about the file."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO

from pydicom import dcmread
from pydicom.charset import decode_bytes
from pydicom.datadict import dictionary_has_tag, dictionary_VR
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)
from pydicom.valuerep import CUSTOMIZABLE_CHARSET_VR, TEXT_VR_DELIMS

from ..errors import UnreadableImage
from .foreign import foreign
from .plain import after_meta

SMALL, RATIO = 64 * 2**20, 100
"""Bytes that a deflated data set may grow to however small it is, and how much a larger one may."""

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
    check_texts(dataset, note)
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
    most = max(SMALL, RATIO * len(data))
    inflater, size, rest = zlib.decompressobj(-zlib.MAX_WBITS), 0, data[start:]
    with foreign("inflate the deflated DICOM data set"):
        while rest and not inflater.eof and size <= most:
            size += len(inflater.decompress(rest, CHUNK))
            rest = inflater.unconsumed_tail
    if size > most:
        raise UnreadableImage(
            f"expected a deflated data set of at most {most // 2**20} MiB, got more; "
            "export it in another transfer syntax"
        )


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
    with foreign("read the DICOM header"):
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


def check_texts(dataset: FileDataset, note: Callable[[str], None]) -> None:
    """Note texts that are not written in the character set that the file names."""
    with foreign("read the texts of the DICOM header") as heard:
        for tag in dataset.keys():  # noqa: SIM118
            element = dataset.get_item(tag)
            if isinstance(element, RawDataElement) and is_foreign_text(element):
                decode_bytes(element.value or b"", encodings_of(dataset), TEXT_VR_DELIMS)
    relay(heard, note)


def is_foreign_text(element: RawDataElement) -> bool:
    """Has a text letters beyond ASCII? Only such depend on the character set."""
    if not element.value or element.value.isascii():
        return False
    vr = element.VR or (dictionary_VR(element.tag) if dictionary_has_tag(element.tag) else "UN")
    return vr in CUSTOMIZABLE_CHARSET_VR


def encodings_of(dataset: FileDataset) -> list[str]:
    """Python's names of the file's character sets."""
    found = dataset.original_character_set
    return [found] if isinstance(found, str) else list(found)
