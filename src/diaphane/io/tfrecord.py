"""Read and write TFRecord files: `tf.train.Example` messages one after the other.

A record is the message's length (8 bytes, little endian), the length's masked CRC32C, the message,
and its masked CRC32C (TensorFlow, `tensorflow/core/lib/io/record_writer.h`). Messages are parsed
by protobuf, checksums come from google-crc32c; TensorFlow is not needed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ..errors import UnreadableImage
from .write import write_chunks

Values = tuple[bytes, ...] | NDArray[np.float32] | NDArray[np.int64]
"""One feature: texts and pictures, or numbers in a row."""

Features = Mapping[str, Values]

LENGTH, CHECK = 8, 4
"""Bytes."""

MASK = 0xA282EAD8
"""Added to a checksum after it is turned by 15 bits, as TensorFlow does."""


@dataclass(frozen=True)
class Record:
    """Where a message lies in its file."""

    path: Path
    number: int
    """Counted from 1."""
    start: int
    """Of the message, bytes."""
    length: int

    @property
    def name(self) -> str:
        return f"{self.path}, record {self.number}"

    def read(self) -> Features:
        """The record's features; raises `UnreadableImage`. May be called from any thread."""
        try:
            with self.path.open("rb") as file:
                file.seek(self.start)
                message, check = file.read(self.length), file.read(CHECK)
        except OSError as error:
            raise UnreadableImage(f"{self.path}: {_closed(error)}") from error
        if len(message) < self.length or masked_crc(message) != check:
            raise UnreadableImage(f"{self.name}: {DAMAGED}")
        return parsed(message, self.name)


DAMAGED = "its checksum is wrong: the file is damaged; fetch or write it again"


def records_in(path: Path) -> tuple[Record, ...]:
    """Every record of a file, each length held against the file's and its own checksum; messages
    are checked when they are read. Raises `UnreadableImage`."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            found: list[Record] = []
            start = 0
            while start < size:
                head = file.read(LENGTH + CHECK)
                length = _length(head, Record(path, len(found) + 1, start, 0), size - start)
                found.append(Record(path, len(found) + 1, start + len(head), length))
                start = file.seek(length + CHECK, os.SEEK_CUR)
    except OSError as error:
        raise UnreadableImage(f"{path}: {_closed(error)}") from error
    if not found:
        raise UnreadableImage(f"{path}: the file is empty; fetch or write it again")
    return tuple(found)


def _length(head: bytes, record: Record, left: int) -> int:
    """The length that a record's head states, where `left` bytes of the file are left."""
    if head.startswith(b"\x1f\x8b") and record.number == 1:
        raise UnreadableImage(
            f"{record.path}: expected plain TFRecords, got a gzip archive; unpack it with gunzip"
        )
    if len(head) < LENGTH + CHECK:
        raise UnreadableImage(f"{record.name}: {_cut(left, LENGTH + CHECK)}")
    if masked_crc(head[:LENGTH]) != head[LENGTH:]:
        what = "expected a TFRecord file" if record.number == 1 else "expected a record's length"
        raise UnreadableImage(f"{record.name}: {what}, but {DAMAGED}")
    length = int.from_bytes(head[:LENGTH], "little")
    if length > left - LENGTH - 2 * CHECK:
        raise UnreadableImage(f"{record.name}: {_cut(left, length + LENGTH + 2 * CHECK)}")
    return length


def _cut(came: int, promised: int) -> str:
    return (
        f"expected {promised} bytes, {came} are left in the file: it is cut short; fetch or write "
        "it again"
    )


def _closed(error: OSError) -> str:
    return f"the file cannot be opened ({error.strerror}); check its name and its permissions"


def masked_crc(data: bytes) -> bytes:
    """The checksum of `data` as TFRecord files hold it."""
    import google_crc32c

    crc: int = google_crc32c.value(data)
    return (((crc >> 15 | crc << 17) + MASK) & 0xFFFFFFFF).to_bytes(CHECK, "little")


def parsed(message: bytes, name: str) -> Features:
    """The features of a message; `name` says whose."""
    from google.protobuf.message import DecodeError

    example = example_type()()
    try:
        example.ParseFromString(message)
    except DecodeError as error:
        raise UnreadableImage(
            f"{name}: expected a tf.train.Example message, got other bytes; write it again"
        ) from error
    return {key: _values(feature) for key, feature in sorted(example.features.feature.items())}


def _values(feature: Any) -> Values:
    kind = feature.WhichOneof("kind")
    if kind == "float_list":
        return np.array(feature.float_list.value, np.float32)
    if kind == "int64_list":
        return np.array(feature.int64_list.value, np.int64)
    return tuple(feature.bytes_list.value)


def write_records(path: Path, examples: Iterable[Features]) -> Path:
    """Write a whole file or none, one example at a time; raises `CannotWrite`."""
    return write_chunks(path, (_framed(message_of(features)) for features in examples))


def _framed(message: bytes) -> bytes:
    length = len(message).to_bytes(LENGTH, "little")
    return length + masked_crc(length) + message + masked_crc(message)


def message_of(features: Features) -> bytes:
    """The message of an example, the same bytes for the same features."""
    example = example_type()()
    for name, values in features.items():
        feature = example.features.feature[name]
        if isinstance(values, tuple):
            feature.bytes_list.value.extend(values)
        elif values.dtype.kind == "f":
            feature.float_list.value.extend(values.tolist())
        else:
            feature.int64_list.value.extend(values.tolist())
    return cast(bytes, example.SerializeToString(deterministic=True))


@cache
def example_type() -> Any:
    """The class of `tf.train.Example` (TensorFlow, `tensorflow/core/example/example.proto`).

    It lives in a pool of its own, so that TensorFlow may bring its own into the same process.
    """
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

    file = descriptor_pb2.FileDescriptorProto(
        name="example.proto", package="tensorflow", syntax="proto3"
    )
    for list_name, kind in (("BytesList", "BYTES"), ("FloatList", "FLOAT"), ("Int64List", "INT64")):
        _field(file.message_type.add(name=list_name), "value", 1, kind, repeated=True)
    feature = file.message_type.add(name="Feature")
    feature.oneof_decl.add(name="kind")
    for number, list_name in enumerate(("bytes_list", "float_list", "int64_list"), start=1):
        kind = "".join(word.capitalize() for word in list_name.split("_"))
        _field(feature, list_name, number, kind).oneof_index = 0
    features = file.message_type.add(name="Features")
    entry = features.nested_type.add(name="FeatureEntry")
    entry.options.map_entry = True
    _field(entry, "key", 1, "STRING")
    _field(entry, "value", 2, "Feature")
    _field(features, "feature", 1, "Features.FeatureEntry", repeated=True)
    _field(file.message_type.add(name="Example"), "features", 1, "Features")
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("tensorflow.Example"))


def _field(message: Any, name: str, number: int, kind: str, *, repeated: bool = False) -> Any:
    """Add a field; `kind` is a plain type in capitals, or the name of another message."""
    from google.protobuf.descriptor_pb2 import FieldDescriptorProto as Field

    field = message.field.add(name=name, number=number)
    field.label = Field.LABEL_REPEATED if repeated else Field.LABEL_OPTIONAL
    if kind.isupper():
        field.type = Field.Type.Value(f"TYPE_{kind}")
    else:
        field.type, field.type_name = Field.TYPE_MESSAGE, f".tensorflow.{kind}"
    return field
