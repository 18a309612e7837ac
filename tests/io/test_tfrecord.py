"""TFRecord files: framing, checksums, messages, and files that lie."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from diaphane.errors import CannotWrite, UnreadableImage
from diaphane.io.tfrecord import Features, masked_crc, message_of, parsed, records_in, write_records

FEATURES: Features = {
    "image_raw": (b"\0\1\2",),
    "names": (b"one", b"two"),
    "height": np.array([3]),
    "low": np.array([-5, 2**40]),
    "mean": np.array([0.5, -1.5], np.float32),
    "none": (),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_records(tmp_path / "a.tfrecord", [FEATURES, {"height": np.array([7])}])


def test_what_is_written_is_read(file: Path) -> None:
    first, second = (record.read() for record in records_in(file))
    assert first.keys() == FEATURES.keys()
    for name, values in FEATURES.items():
        np.testing.assert_array_equal(np.array(first[name]), np.array(values))
    assert second["height"].tolist() == [7]  # type: ignore[union-attr]


def test_checksums_are_those_of_tensorflow() -> None:
    """The masked CRC32C of eight zero bytes and of an empty message, as in the first bytes of any
    file that TensorFlow writes with an empty record."""
    assert masked_crc(bytes(8)) == struct.pack("<I", 0x07980329)
    assert masked_crc(b"") == struct.pack("<I", 0xA282EAD8)


def test_messages_are_those_of_tensorflow() -> None:
    """{"a": [1]} by the rules of protobuf: Example 1, Features 1, key 1, value 2, Int64List 3."""
    entry = b"\x0a\x01a" + b"\x12\x05" + b"\x1a\x03\x0a\x01\x01"
    features = b"\x0a" + bytes([len(entry)]) + entry
    message = b"\x0a" + bytes([len(features)]) + features
    assert message_of({"a": np.array([1])}) == message
    assert parsed(message, "x")["a"].tolist() == [1]  # type: ignore[union-attr]


@pytest.mark.parametrize("keep", [1, 11, 13, 40, -1])
def test_a_file_cut_anywhere(file: Path, keep: int) -> None:
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(UnreadableImage, match=r"record \d: expected \d+ bytes, \d+ are left in"):
        records_in(file)


def test_a_wrong_checksum(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[20] ^= 1
    file.write_bytes(data)
    first, second = records_in(file)
    second.read()
    with pytest.raises(UnreadableImage, match="record 1: its checksum is wrong: the file is dam"):
        first.read()


def test_a_length_that_lies(file: Path) -> None:
    huge = struct.pack("<Q", 2**60)
    file.write_bytes(huge + masked_crc(huge) + bytes(64))
    with pytest.raises(UnreadableImage, match=f"expected {2**60 + 16} bytes, 76 are left"):
        records_in(file)
    file.write_bytes(huge + bytes(68))
    with pytest.raises(UnreadableImage, match="expected a TFRecord file, but its checksum is"):
        records_in(file)


def test_a_record_that_holds_something_else(file: Path) -> None:
    message = b"\xff\xff\xff no message"
    length = struct.pack("<Q", len(message))
    file.write_bytes(length + masked_crc(length) + message + masked_crc(message))
    with pytest.raises(UnreadableImage, match=r"expected a tf\.train\.Example message"):
        records_in(file)[0].read()


def test_files_that_are_no_records(tmp_path: Path) -> None:
    path = tmp_path / "a.tfrecord"
    with pytest.raises(UnreadableImage, match="cannot be opened"):
        records_in(path)
    path.write_bytes(b"")
    with pytest.raises(UnreadableImage, match="the file is empty"):
        records_in(path)
    path.write_bytes(gzip.compress(bytes(99)))
    with pytest.raises(UnreadableImage, match="got a gzip archive; unpack it with gunzip"):
        records_in(path)


def test_a_file_that_vanishes(file: Path) -> None:
    records = records_in(file)
    file.unlink()
    with pytest.raises(UnreadableImage, match="cannot be opened"):
        records[0].read()


def test_no_place_to_write(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(CannotWrite):
        write_records(tmp_path / "a" / "b.tfrecord", [FEATURES])
