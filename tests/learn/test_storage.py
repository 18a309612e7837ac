"""What is stored in fewer bits comes back to within half a step, in both runtimes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from diaphane.infer.runtime import start
from diaphane.learn.storage import LARGE, Storage, shorten

STEPS: dict[Storage, float] = {"fp16": 2**-10, "int8": 1 / 127, "int6": 1 / 31}


def convolution(weight: NDArray[np.float32]) -> helper.ModelProto:
    node = helper.make_node("Conv", ["image", "weight"], ["logits"])
    shapes = (["n", weight.shape[1], 1, 1], ["n", weight.shape[0], 1, 1])
    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in zip(("image", "logits"), shapes, strict=True)
    ]
    stored = numpy_helper.from_array(weight, "weight")
    graph = helper.make_graph([node], "one", ends[:1], ends[1:], [stored])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


@pytest.mark.parametrize("runtime", ["onnxruntime", "openvino"])
@pytest.mark.parametrize("storage", STEPS)
def test_weights_come_back(storage: Storage, runtime: str) -> None:
    weight = np.random.default_rng(0).normal(size=(1024, 1024, 1, 1)).astype(np.float32)
    assert weight.size >= LARGE
    model = convolution(weight)
    shorten(model.graph, model.graph.initializer[0], storage)
    network = start(model.SerializeToString(), runtime=runtime, device="cpu")
    columns = np.eye(1024, dtype=np.float32)[:, :, None, None]
    back = network(columns)["logits"][:, :, 0, 0].T
    most = np.abs(weight[:, :, 0, 0]).max(1, keepdims=True)
    cut = 2**-7 if runtime == "openvino" else 0  # bfloat16 ends after 8 bits
    step = STEPS[storage] + cut
    assert (np.abs(back - weight[:, :, 0, 0]) <= most * (step / 2 + 1e-6)).all()


def test_six_bits_take_three_quarters_of_eight() -> None:
    sizes = {}
    for storage in ("int8", "int6"):
        model = convolution(np.random.default_rng(0).normal(size=(1024, 1024, 1, 1)).astype("f4"))
        shorten(model.graph, model.graph.initializer[0], storage)
        sizes[storage] = len(model.SerializeToString())
    assert sizes["int6"] / sizes["int8"] == pytest.approx(0.75, abs=0.02)
