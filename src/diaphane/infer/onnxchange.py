"""Change what an ONNX file says, without onnx: more outputs, shuffled weights.

Field numbers are those of onnx.proto3, as in `onnxfile`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..errors import BadModel
from .onnxfile import BYTES, fields, parts, text

GRAPH: Final = 7
"""Of ModelProto."""
NODE, WEIGHT, OUTPUT = 1, 5, 12
"""Of GraphProto; a weight is an initializer."""
NAME: Final = 1
"""Of ValueInfoProto."""
KIND, NUMBERS = 2, 9
"""Of TensorProto: data_type and raw_data."""
WIDTHS: Final = {1: 4, 2: 1, 3: 1, 6: 4, 10: 2, 11: 8, 16: 2}
"""Bytes of one number: float, uint8, int8, int32, float16, double, bfloat16. Of int64 are sizes
and axes, and they are no weights."""


@dataclass(frozen=True)
class Node:
    """One step of the graph."""

    kind: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


def nodes(data: bytes) -> Iterator[Node]:
    """The steps of the graph in the order of the file."""
    return (_node(part) for part in _in_graph(memoryview(data), NODE))


def with_outputs(data: bytes, names: Iterable[str]) -> bytes:
    """The same model with the tensors of these names as outputs behind its own.

    A message that stands twice is merged by who reads it (protobuf.dev, "Encoding", Last One
    Wins), so a second graph that holds nothing but the outputs is put behind the file.
    """
    outputs = b"".join(_field(OUTPUT, _field(NAME, name.encode())) for name in names)
    return data + _field(GRAPH, outputs)


def shuffled(data: bytes, seed: int) -> bytes:
    """The same model with the numbers of each weight in another order: a network of the same
    shape, with weights of the same sizes, that has learned nothing.

    Of weights packed in fewer bits the bytes are shuffled, so each number gets other bits. Raises
    `BadModel` where the file keeps no weights that it could shuffle.
    """
    copy, random = bytearray(data), np.random.default_rng(seed)
    weights = [w for tensor in _in_graph(memoryview(copy), WEIGHT) for w in _numbers(tensor)]
    if not weights:
        raise BadModel(
            "expected weights in the model's file, found none that can be shuffled; export the "
            "model with 'diaphane export RUN'"
        )
    for weight in weights:
        weight[:] = random.permutation(weight)
    return bytes(copy)


def _numbers(tensor: memoryview) -> Iterator[NDArray[np.void]]:
    """The numbers of a tensor as they lie in the file, where there are several and they are no
    sizes; what is written to them is written to the file."""
    found = dict(fields(tensor))
    kind, raw = found.get(KIND), found.get(NUMBERS)
    width = WIDTHS.get(kind) if isinstance(kind, int) else None
    if width and isinstance(raw, memoryview) and len(raw) > width:
        yield np.frombuffer(raw, np.dtype(f"V{width}"))


def _in_graph(model: memoryview, number: int) -> Iterator[memoryview]:
    """All parts of one number in the model's graph."""
    graphs = (graph for n, graph in parts(model) if n == GRAPH)
    return (part for graph in graphs for n, part in parts(graph) if n == number)


def _node(message: memoryview) -> Node:
    found: dict[int, list[str]] = {1: [], 2: [], 4: [""]}
    for number, value in parts(message):
        if number in found:
            found[number].append(text(value))
    return Node(found[4][-1], tuple(found[1]), tuple(found[2]))


def _field(number: int, data: bytes) -> bytes:
    """A field of bytes: its key, its length, and the bytes."""
    return _varint(number << 3 | BYTES) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    """A whole number, seven bits in each byte, the lowest first."""
    out = bytearray()
    while value > 0x7F:
        out.append((value & 0x7F) | 0x80)
        value >>= 7
    return bytes([*out, value])
