"""Weights in fewer bits, with the ONNX nodes that bring them back.

Runtimes compute these nodes once, when they load the file, so arithmetic stays float32 and nothing
is slower; only the file is smaller. Integers are symmetric, with one scale an output channel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Storage = Literal["fp32", "fp16", "int8", "int6"]
"""int6: six bits for the weights of large layers, eight for others."""

LARGE = 1 << 18
"""Weights from which on a layer bears six bits: many small errors average out."""
MIDDLE = 32
"""Six-bit integers -31..31 are stored as 1..63."""


@dataclass
class Nodes:
    """Nodes that make one weight again, gathered to be put before all others."""

    name: str
    made: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def constant(self, values: NDArray[Any] | np.float32) -> str:
        name = f"{self.name}.{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(values, order="C"), name))
        return name

    def node(self, kind: str, *inputs: str, out: str = "", **settings: Any) -> str:
        out = out or f"{self.name}.{kind.lower()}{len(self.made)}"
        self.made.append(helper.make_node(kind, list(inputs), [out], **settings))
        return out

    def floats(self, values: NDArray[Any], out: str = "") -> str:
        """Stored integers or halves as float32."""
        return self.node("Cast", self.constant(values), out=out, to=TensorProto.FLOAT)


def shorten(graph: Any, weight: Any, storage: Storage) -> None:
    """Store one float32 initializer of the graph (output channels first) in fewer bits."""
    values = numpy_helper.to_array(weight).copy()
    nodes = Nodes(weight.name)
    STORED[storage](nodes, values)
    graph.initializer.remove(weight)
    graph.initializer.extend(nodes.constants)
    for index, node in enumerate(nodes.made):
        graph.node.insert(index, node)


def halves(nodes: Nodes, values: NDArray[Any]) -> None:
    nodes.floats(values.astype(np.float16), out=nodes.name)


def bytes_(nodes: Nodes, values: NDArray[Any]) -> None:
    whole, scale = rounded(values, 127)
    nodes.node("Mul", nodes.floats(whole.astype(np.int8)), nodes.constant(scale), out=nodes.name)


def six_bits(nodes: Nodes, values: NDArray[Any]) -> None:
    """The lower four bits go two to a byte, the upper two bits four to a byte."""
    if values.size < LARGE or values.size % 4:
        bytes_(nodes, values)
        return
    whole, scale = rounded(values, 31)
    flat = (whole + MIDDLE).astype(np.uint8).ravel()
    upper = nodes.node("Mul", digits(nodes, flat >> 4, 4), nodes.constant(np.float32(16)))
    both = nodes.node("Add", upper, digits(nodes, flat & 15, 16))
    even = nodes.node("Sub", both, nodes.constant(np.float32(MIDDLE)))
    shape = nodes.constant(np.array(values.shape, np.int64))
    shaped = nodes.node("Reshape", even, shape)
    nodes.node("Mul", shaped, nodes.constant(scale), out=nodes.name)


def digits(nodes: Nodes, flat: NDArray[Any], base: int) -> str:
    """Numbers below `base`, as many to a byte as go in: byte i holds the i-th of each stretch."""
    each = 2 if base == 16 else 4
    stretches = flat.reshape(each, -1)
    weights = np.array([base**i for i in range(each)])
    rest = nodes.floats((weights @ stretches).astype(np.uint8))
    parts = []
    for _ in range(each - 1):
        shifted = nodes.node("Mul", rest, nodes.constant(np.float32(1 / base)))
        above = nodes.node("Floor", shifted)
        raised = nodes.node("Mul", above, nodes.constant(np.float32(base)))
        parts.append(nodes.node("Sub", rest, raised))
        rest = above
    return nodes.node("Concat", *parts, rest, axis=0)


def rounded(values: NDArray[Any], most: int) -> tuple[NDArray[Any], NDArray[np.float32]]:
    """Whole numbers -most..most and the scale of each output channel."""
    axes = tuple(range(1, values.ndim))
    scale = np.abs(values).max(axes, keepdims=True) / most + 1e-12
    return np.round(values / scale), scale.astype(np.float32)


STORED: dict[Storage, Callable[[Nodes, NDArray[Any]], None]] = {
    "fp16": halves,
    "int8": bytes_,
    "int6": six_bits,
}
