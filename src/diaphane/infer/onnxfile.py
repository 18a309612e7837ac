"""Read what an ONNX file says of itself, without a runtime and without trusting it.

An ONNX file is one protobuf message. Only the wire format is needed (protobuf.dev, "Encoding"):
a key holds the field's number and one of four kinds; a message inside a message is a run of
bytes. Field numbers are those of onnx.proto3.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..errors import BadModel

VARINT, EIGHT, BYTES, FOUR = 0, 1, 2, 5
DEEPEST = 64
"""Graphs in graphs; more is no model but an attack on the stack."""

METADATA: Final = 14
"""ModelProto.metadata_props: pairs of key (1) and value (2)."""
INSIDE: Final[dict[str, dict[int, str]]] = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "function": {7: "node", 11: "attribute"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
}
"""Where tensors may hide: message, field number, message in it."""
EXTERNAL_DATA, DATA_LOCATION = 13, 14
"""TensorProto: where its numbers are; 0 is in the file itself."""

Value = int | memoryview


def metadata(data: bytes) -> dict[str, str]:
    """The key and value pairs that a model carries; raises `BadModel` for what is no protobuf."""
    pairs = (dict(fields(part)) for number, part in parts(memoryview(data)) if number == METADATA)
    return {text(pair.get(1, b"")): text(pair.get(2, b"")) for pair in pairs}


def points_outside(data: bytes) -> bool:
    """True where some tensor's numbers are said to lie in another file."""
    return _outside(memoryview(data), "model", 0)


def _outside(message: memoryview, kind: str, depth: int) -> bool:
    if depth > DEEPEST:
        raise broken("its graphs are nested too deeply")
    if kind == "tensor":
        return any(
            number == EXTERNAL_DATA or (number == DATA_LOCATION and value != 0)
            for number, value in fields(message)
        )
    inside = INSIDE[kind]
    return any(
        _outside(part, inside[number], depth + 1)
        for number, part in parts(message)
        if number in inside
    )


def parts(message: memoryview) -> Iterator[tuple[int, memoryview]]:
    """The fields that are bytes: texts, numbers in a row, messages."""
    return ((n, value) for n, value in fields(message) if isinstance(value, memoryview))


def fields(message: memoryview) -> Iterator[tuple[int, Value]]:
    """(number, value) of each field; bytes stay a view of the file."""
    at, end = 0, len(message)
    while at < end:
        key, at = varint(message, at)
        kind = key & 7
        value: Value
        if kind == VARINT:
            value, at = varint(message, at)
        elif kind in (EIGHT, FOUR, BYTES):
            size = 8 if kind == EIGHT else 4
            if kind == BYTES:
                size, at = varint(message, at)
            if at + size > end:
                raise broken("it ends too early")
            value, at = message[at : at + size], at + size
        else:
            raise broken("it is no protobuf")
        yield key >> 3, value


def varint(message: memoryview, at: int) -> tuple[int, int]:
    """A whole number of at most 64 bits, seven in each byte, and where it ends."""
    value = 0
    for step in range(10):
        if at + step >= len(message):
            raise broken("it ends too early")
        byte = message[at + step]
        value |= (byte & 0x7F) << (7 * step)
        if byte < 0x80:
            return value, at + step + 1
    raise broken("it is no protobuf")


def text(value: Value | bytes) -> str:
    if isinstance(value, int):
        raise broken("its metadata are no text")
    try:
        return bytes(value).decode()
    except UnicodeDecodeError as error:
        raise broken("its metadata are no text") from error


def broken(why: str) -> BadModel:
    return BadModel(f"expected an ONNX model, but {why}; the file is damaged or something else")
