"""Tiny ONNX networks that translate, with a card, made without torch, for everybody's tests.

`invert` makes black white; what it makes of a sample hangs on that sample alone, so tiles and the
whole agree. `level` moves the mean of what it sees to the middle, as networks with instance
normalisation do, so that what it makes of a tile hangs on that tile.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
from onnx import NodeProto, TensorProto, helper, numpy_helper

from diaphane.card import Card, Input, Scaling

CARD = Card(
    name="tiny-negative",
    task="translate",
    input=Input(channels=3, tile=(64, 64), overlap=0.25, multiple=8, scaling=Scaling("depth")),
    domains=("photo", "negative"),
    summary="negatives of photos",
    network="one less the image",
)


def tiny_translator(
    path: Path, card: Card = CARD, *, kind: Literal["invert", "level"] = "invert"
) -> Path:
    """Write such a network: image (N, C, Y, X) -> picture (N, C, Y, X)."""
    c = card.input.channels
    constants = {
        "one": np.array(1, np.float32),
        "middle": np.array(0.5, np.float32),
        "space": np.array([2, 3], np.int64),
    }
    nodes: dict[str, list[NodeProto]] = {
        "invert": [helper.make_node("Sub", ["one", "image"], ["picture"])],
        "level": [
            helper.make_node("ReduceMean", ["image", "space"], ["mean"], keepdims=1),
            helper.make_node("Sub", ["image", "mean"], ["around"]),
            helper.make_node("Add", ["around", "middle"], ["picture"]),
        ],
    }
    graph = helper.make_graph(
        nodes[kind],
        "tiny",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", c, "Y", "X"])],
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, ["N", c, "Y", "X"])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    opset = [helper.make_opsetid("", 18)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=9)
    helper.set_model_props(model, {"diaphane.card": card.to_json()})
    path.write_bytes(model.SerializeToString())
    return path
