"""Tiny ONNX networks that segment, with a card, made without torch, for everybody's tests.

The network is honest: with one class, `bright`, it finds what is brighter than half; with two,
`middle` and `bright`, what lies above a third and above two thirds. It is free in the image's
size, in two axes or three.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from diaphane.card import Card, Class, Code, Input

BRIGHT = Class("bright", "what is bright", Code("SCT", "39607008", "Lung"), (220, 80, 60))
MIDDLE = Class("middle", "", None, (80, 180, 90))
CARD = Card(
    name="tiny-segment",
    task="segment",
    input=Input(tile=(16, 16), multiple=4),
    classes=(BRIGHT,),
    summary="what is bright in a picture",
    network="a threshold",
)
TWO = CARD.but(classes=(MIDDLE, BRIGHT))
VOLUMES = CARD.but(input=Input(tile=(8, 16, 16), multiple=4))


def tiny_segmenter(path: Path, card: Card = CARD, *, fixed: bool = False) -> Path:
    """Write such a network; `fixed`: it takes tiles of the card's size alone."""
    model = tiny_threshold(card, fixed=fixed)
    helper.set_model_props(model, {"diaphane.card": card.to_json()})
    path.write_bytes(model.SerializeToString())
    return path


def tiny_threshold(card: Card, *, fixed: bool = False) -> onnx.ModelProto:
    """image (N, 1, *space) -> logits (N, K, *space)."""
    tile = card.input.tile or ()
    ones = (1,) * len(tile)
    weight, bias = ([0, 60, 120], [0, -20, -60]) if card.outputs == 3 else ([60], [-30])
    weights = {
        "weight": np.array(weight, np.float32).reshape(-1, 1, *ones),
        "bias": np.array(bias, np.float32),
    }
    space = list(tile) if fixed else [f"n{axis}" for axis in range(len(tile))]
    graph = helper.make_graph(
        [helper.make_node("Conv", ["image", "weight", "bias"], ["logits"])],
        "tiny",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 1, *space])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", card.outputs, *space])],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    opset = [helper.make_opsetid("", 18)]
    return helper.make_model(graph, opset_imports=opset, ir_version=9)
