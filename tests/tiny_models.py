"""Tiny ONNX classifiers with a card, made without torch, for everybody's tests.

The network is honest: it tells how bright the picture is in each of three parts (left, middle,
right). So a picture that is bright on the left is of the class `left`, its class activation map
is hot there, and its novelty is how far its mean lies from a middle gray.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from diaphane.card import Calibration, Card, Class, Code, Input, Novelty

SIZE = 32
CARD = Card(
    name="tiny",
    task="classify",
    input=Input(size=(SIZE, SIZE)),
    classes=(
        Class("left", "the left side", Code("SCT", "7771000", "Left"), (220, 80, 60)),
        Class("middle", "", None, (80, 180, 90)),
        Class("right", "the right side", Code("SCT", "24028007", "Right"), (70, 120, 220)),
    ),
    calibration=Calibration(1.0, (0.6, 0.6, 0.6), 0.9, n=100),
    novelty=Novelty(limit=0.45, false_alarms=0.05, n=100),
    summary="which side of a picture is bright",
    network="three boxes",
)


def tiny_classifier(path: Path, card: Card | None = CARD, *, sharpness: float = 12.0) -> Path:
    """Write a classifier of (N, 1, 32, 32) to `path`; without a card where `card` is None."""
    model = tiny_network(sharpness=sharpness)
    if card:
        helper.set_model_props(model, {"diaphane.card": card.to_json()})
    path.write_bytes(model.SerializeToString())
    return path


def tiny_network(*, sharpness: float = 12.0) -> onnx.ModelProto:
    """image (N, 1, 32, 32) -> logits (N, 3), features (N, 3), cam (N, 3, 8, 8), novelty (N)."""
    thirds = np.zeros((1, 3, 8, 8), np.float32)
    for k in range(3):
        thirds[0, k, :, round(k * 8 / 3) : round((k + 1) * 8 / 3)] = 1
    thirds /= thirds.mean((2, 3), keepdims=True)
    weights = {
        "thirds": thirds,
        "sharpness": np.array(sharpness, np.float32),
        "gray": np.array(0.5, np.float32),
        "space": np.array([2, 3], np.int64),
        "all": np.array([1, 2, 3], np.int64),
    }
    node = helper.make_node
    nodes = [
        node("AveragePool", ["image"], ["small"], kernel_shape=[4, 4], strides=[4, 4]),
        node("Mul", ["small", "thirds"], ["seen"]),
        node("Mul", ["seen", "sharpness"], ["cam"]),
        node("ReduceMean", ["seen", "space"], ["features"], keepdims=0),
        node("Mul", ["features", "sharpness"], ["logits"]),
        node("ReduceMean", ["image", "all"], ["mean"], keepdims=0),
        node("Sub", ["mean", "gray"], ["off"]),
        node("Abs", ["off"], ["novelty"]),
    ]
    shapes = {
        "logits": ["N", 3],
        "features": ["N", 3],
        "cam": ["N", 3, 8, 8],
        "novelty": ["N"],
    }
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 1, SIZE, SIZE])],
        [helper.make_tensor_value_info(k, TensorProto.FLOAT, v) for k, v in shapes.items()],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    opset = [helper.make_opsetid("", 18)]
    return helper.make_model(graph, opset_imports=opset, ir_version=9)


def bright_picture(
    k: int, *, size: int = 64, seed: int = 0
) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """(size, size) gray pixels, bright in third k: of that class to the tiny classifier."""
    rng = np.random.default_rng(seed)
    pixels = rng.integers(60, 110, (size, size))
    pixels[:, round(k * size / 3) : round((k + 1) * size / 3)] += 110
    return pixels.astype(np.uint8)


def bright_file(path: Path, k: int, *, size: int = 64, seed: int = 0) -> Path:
    """Write such a picture in the format of the path's suffix."""
    from PIL import Image as Pillow

    Pillow.fromarray(bright_picture(k, size=size, seed=seed)).save(path)
    return path
