"""A tiny ONNX network that segments, with a card, made without torch: it finds what is bright."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from PIL import Image as Pillow

from diaphane.card import Card, Class, Input

CARD = Card(
    name="tiny-discs",
    task="segment",
    input=Input(tile=(32, 32)),
    classes=(Class("disc", colour=(80, 200, 120)),),
    summary="what is bright",
    network="a threshold",
)


def tiny_segmenter(path: Path, card: Card = CARD, *, threshold: float = 0.5) -> Path:
    """Write a network of (N, 1, Y, X) to `path`."""
    numbers = {"threshold": threshold, "gain": 20.0}
    graph = helper.make_graph(
        [
            helper.make_node("Sub", ["image", "threshold"], ["above"]),
            helper.make_node("Mul", ["above", "gain"], ["logits"]),
        ],
        "tiny",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 1, "Y", "X"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 1, "Y", "X"])],
        [numpy_helper.from_array(np.array(v, np.float32), k) for k, v in numbers.items()],
    )
    opset = [helper.make_opsetid("", 18)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=9)
    helper.set_model_props(model, {"diaphane.card": card.to_json()})
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
    return path


def disc_pairs(folder: Path, n: int = 4, *, seed: int = 0, size: int = 48) -> None:
    """n noisy pictures of a disc below images/, with what is true below masks/."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:size, :size]
    for name in ("images", "masks"):
        (folder / name).mkdir(parents=True)
    for i in range(n):
        cy, cx = rng.uniform(14, size - 14, 2)
        inside = (y - cy) ** 2 + (x - cx) ** 2 <= 10**2
        noisy = np.clip(70 + 110 * inside + rng.normal(0, 25, (size, size)), 0, 255)
        Pillow.fromarray(noisy.astype(np.uint8)).save(folder / f"images/{i}.png")
        Pillow.fromarray((255 * inside).astype(np.uint8)).save(folder / f"masks/{i}.png")
