"""A tiny ONNX network that enhances, with a card, made without torch, for everybody's tests.

The network is honest: it repeats each pixel four times along both axes and makes the picture
a little brighter, so that what it invents is known: 0.1 everywhere below 0.9.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from diaphane.card import Card, Input, Scaling

CARD = Card(
    name="tiny-x4",
    task="enhance",
    input=Input(channels=3, tile=(32, 32), overlap=0.1, scaling=Scaling("depth")),
    scale=4,
    summary="pictures four times as large, a little brighter",
    network="repeats pixels",
)


def tiny_enhancer(path: Path, card: Card = CARD) -> Path:
    """Write such a network: image (N, C, Y, X) -> picture (N, C, 4 Y, 4 X)."""
    c = card.input.channels
    constants = {
        "scales": np.array([1, 1, card.scale, card.scale], np.float32),
        "more": np.array(0.1, np.float32),
    }
    graph = helper.make_graph(
        [
            helper.make_node(
                "Resize",
                ["image", "", "scales"],
                ["large"],
                mode="nearest",
                nearest_mode="floor",
                coordinate_transformation_mode="asymmetric",
            ),
            helper.make_node("Add", ["large", "more"], ["picture"]),
        ],
        "tiny",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", c, "Y", "X"])],
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, ["N", c, "Y4", "X4"])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    opset = [helper.make_opsetid("", 18)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=9)
    helper.set_model_props(model, {"diaphane.card": card.to_json()})
    path.write_bytes(model.SerializeToString())
    return path
