"""Which convolutions run in eight bits."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper

from diaphane.learn.quantise import chosen, quantised

CHAIN = ("image", "first", "middle", "picture")


@pytest.fixture
def enhancer(tmp_path: Path) -> Path:
    """Three convolutions in a row, image (N, 3, Y, X) -> picture (N, 3, Y, X)."""
    rng, nodes, weights = np.random.default_rng(0), [], []
    for seen, made in pairwise(CHAIN):
        nodes.append(
            helper.make_node("Conv", [seen, f"{made}.weight"], [made], made, pads=[1, 1, 1, 1])
        )
        values = rng.normal(0, 0.2, (3, 3, 3, 3)).astype(np.float32)
        weights.append(numpy_helper.from_array(values, f"{made}.weight"))
    shape = ["N", 3, "Y", "X"]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, shape)],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    path = tmp_path / "exact.onnx"
    path.write_bytes(model.SerializeToString())
    return path


def test_of_what_enhances_both_ends_stay_exact(enhancer: Path) -> None:
    assert chosen(onnx.load(enhancer).graph, {"picture"}) == ["middle"]
    graph = quantised(enhancer, torch.rand(4, 3, 16, 16)).graph
    convolutions = [node for node in graph.node if node.op_type == "Conv"]
    assert len(convolutions) == 3
    kinds = {weight.name: weight.data_type for weight in graph.initializer}
    held = [kinds.get(node.input[1]) for node in convolutions]
    assert held == [TensorProto.FLOAT, None, TensorProto.FLOAT]  # None: it is unpacked before
    assert TensorProto.INT8 in kinds.values()
