"""Weights in fewer bits, with the ONNX nodes that bring them back.

Runtimes compute these nodes once, when they load the file, so nothing is slower; only the file is
smaller. Integers are symmetric, with one scale an output channel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Storage = Literal["fp32", "fp16", "int8", "int6", "quantised"]
"""int6: six bits for the weights of large layers, eight for others. quantised: the same, and
arithmetic in eight bits as well (`quantise.py`); with all others arithmetic is float32."""

LARGE = 1 << 20
"""Weights from which on a layer bears six bits: many small errors average out."""
MIDDLE = 32
"""Six-bit integers -31..31 are stored as 1..63."""


@dataclass
class Nodes:
    """Nodes that make one weight again, gathered to be put before all others."""

    name: str
    made: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def constant(self, values: NDArray[Any] | np.generic) -> str:
        name = f"{self.name}.{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(values, order="C"), name))
        return name

    def node(self, kind: str, *inputs: str, out: str = "", **settings: Any) -> str:
        out = out or f"{self.name}.{kind.lower()}{len(self.made)}"
        self.made.append(helper.make_node(kind, list(inputs), [out], **settings))
        return out

    def put_in(self, graph: Any, weight: Any) -> None:
        """Into the graph, in the place of the initializer `weight`."""
        graph.initializer.remove(weight)
        graph.initializer.extend(self.constants)
        for index, node in enumerate(self.made):
            graph.node.insert(index, node)

    def byte(self, value: int) -> str:
        return self.constant(np.uint8(value))

    def dequantized(self, whole: str, scale: NDArray[np.float32], zero: np.generic) -> None:
        """The finished weight: (whole - zero) times the scale of its output channel."""
        zeros = self.constant(np.full(scale.shape, zero))
        self.node("DequantizeLinear", whole, self.constant(scale), zeros, out=self.name, axis=0)


def shorten(graph: Any, weight: Any, storage: Storage) -> None:
    """Store one float32 initializer of the graph (output channels first) in fewer bits."""
    values = numpy_helper.to_array(weight).copy()
    nodes = Nodes(weight.name)
    STORED[storage](nodes, values)
    nodes.put_in(graph, weight)


def halves(nodes: Nodes, values: NDArray[Any]) -> None:
    stored = nodes.constant(values.astype(np.float16))
    nodes.node("Cast", stored, out=nodes.name, to=TensorProto.FLOAT)


def bytes_(nodes: Nodes, values: NDArray[Any]) -> None:
    whole, scale = rounded(values, 127)
    nodes.dequantized(nodes.constant(whole.astype(np.int8)), scale, np.int8(0))


def six_bits(nodes: Nodes, values: NDArray[Any]) -> None:
    """The lower four bits go two to a byte, the upper two bits four to a byte."""
    if values.size < LARGE or values.size % 4:
        bytes_(nodes, values)
        return
    whole, scale = rounded(values, 31)
    flat = (whole + MIDDLE).astype(np.uint8).ravel()
    nodes.dequantized(sixes(nodes, flat, values.shape, up=0), scale, np.uint8(MIDDLE))


def sixes(nodes: Nodes, flat: NDArray[Any], shape: tuple[int, ...], *, up: int) -> str:
    """Six-bit numbers 0..63, unpacked and shifted up by so many bits, as bytes of that shape."""
    upper, lower = packed(nodes, flat >> 4, 2), packed(nodes, flat & 15, 4)
    first = nodes.node("BitShift", upper, nodes.byte(4 + up), direction="LEFT")
    last = nodes.node("BitShift", lower, nodes.byte(up), direction="LEFT")
    both = nodes.node("BitwiseOr", first, last)
    return nodes.node("Reshape", both, nodes.constant(np.array(shape, np.int64)))


def packed(nodes: Nodes, flat: NDArray[Any], bits: int) -> str:
    """Numbers of so many bits, as many to a byte as go in: the i-th of each byte from the i-th
    stretch of the numbers. Integer nodes, because floats would take four times the memory."""
    stretches = flat.reshape(8 // bits, -1)
    whole = np.bitwise_or.reduce([s << (bits * i) for i, s in enumerate(stretches)])
    stored, mask = nodes.constant(whole.astype(np.uint8)), nodes.byte((1 << bits) - 1)
    parts = []
    for i in range(len(stretches)):
        down = nodes.node("BitShift", stored, nodes.byte(bits * i), direction="RIGHT")
        parts.append(nodes.node("BitwiseAnd", down, mask))
    return nodes.node("Concat", *parts, axis=0)


def rounded(values: NDArray[Any], most: int) -> tuple[NDArray[Any], NDArray[np.float32]]:
    """Whole numbers -most..most, and the scale of each output channel: (channels,)."""
    axes = tuple(range(1, values.ndim))
    scale = np.abs(values).max(axes, keepdims=True) / most + 1e-12
    return np.round(values / scale), scale.ravel().astype(np.float32)


STORED: dict[Storage, Callable[[Nodes, NDArray[Any]], None]] = {
    "fp16": halves,
    "int8": bytes_,
    "int6": six_bits,
}
