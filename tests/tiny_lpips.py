"""A tiny file in the place of LPIPS, made without torch: it says the mean absolute difference."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper


def tiny_lpips(path: Path) -> Path:
    """Write such a network: image (2, 3, Y, X) -> apart (1,)."""
    constants = {name: np.array([k], np.int64) for name, k in (("first", 0), ("other", 1))}
    flat = np.array([-1], np.int64)
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["image", "first"], ["a"]),
            helper.make_node("Gather", ["image", "other"], ["b"]),
            helper.make_node("Sub", ["a", "b"], ["difference"]),
            helper.make_node("Abs", ["difference"], ["size"]),
            helper.make_node("ReduceMean", ["size"], ["mean"], keepdims=0),
            helper.make_node("Reshape", ["mean", "flat"], ["apart"]),
        ],
        "tiny",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [2, 3, "Y", "X"])],
        [helper.make_tensor_value_info("apart", TensorProto.FLOAT, [1])],
        [numpy_helper.from_array(v, n) for n, v in {**constants, "flat": flat}.items()],
    )
    opset = [helper.make_opsetid("", 18)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=9)
    helper.set_model_props(model, {"diaphane.lpips": '{"eye": "alex"}'})
    path.write_bytes(model.SerializeToString())
    return path
