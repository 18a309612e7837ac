"""A file changed by hand is the file that onnx would have made."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
from numpy.typing import DTypeLike
from onnx import helper, numpy_helper

from diaphane.errors import BadModel
from diaphane.infer.onnxchange import nodes, shuffled, with_outputs
from diaphane.infer.runtime import start
from tiny_models import tiny_network

DATA = tiny_network().SerializeToString()


def test_nodes_are_those_of_the_graph() -> None:
    expected = [(n.op_type, tuple(n.input), tuple(n.output)) for n in tiny_network().graph.node]
    assert [(n.kind, n.inputs, n.outputs) for n in nodes(DATA)] == expected


def test_tensors_inside_come_out_and_the_answer_stays() -> None:
    image = np.random.default_rng(0).random((2, 1, 32, 32), np.float32)
    before = start(DATA, runtime="onnxruntime", device="cpu")(image)
    after = start(with_outputs(DATA, ["small", "seen"]), runtime="onnxruntime", device="cpu")(image)
    assert list(after) == [*before, "small", "seen"]
    np.testing.assert_array_equal(after["logits"], before["logits"])
    pooled = image.reshape(2, 1, 8, 4, 8, 4).mean((3, 5))
    np.testing.assert_allclose(after["small"], pooled, rtol=1e-5)


def test_shuffled_weights_are_the_same_numbers_in_another_order() -> None:
    model = onnx.load_from_string(shuffled(DATA, 3))
    onnx.checker.check_model(model)
    old = {t.name: numpy_helper.to_array(t) for t in tiny_network().graph.initializer}
    new = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
    np.testing.assert_array_equal(np.sort(old["thirds"], None), np.sort(new["thirds"], None))
    assert (old["thirds"] != new["thirds"]).any()
    for name in ("space", "all", "sharpness", "gray"):  # axes and single numbers
        np.testing.assert_array_equal(old[name], new[name])


def test_a_seed_gives_the_same_shuffle_and_another_another() -> None:
    assert shuffled(DATA, 1) == shuffled(DATA, 1) != shuffled(DATA, 2)


@pytest.mark.parametrize("kind", [np.float32, np.float16, np.int8, np.uint8, np.int32])
def test_weights_of_every_storage_are_shuffled(kind: DTypeLike) -> None:
    values = np.arange(60, dtype=kind)
    graph = helper.make_graph([], "g", [], [], [numpy_helper.from_array(values, "w")])
    model = onnx.load_from_string(shuffled(helper.make_model(graph).SerializeToString(), 0))
    found = numpy_helper.to_array(model.graph.initializer[0])
    assert (found != values).any()
    np.testing.assert_array_equal(np.sort(found), values)


def test_a_file_without_weights_is_refused() -> None:
    graph = helper.make_graph([], "g", [], [])
    with pytest.raises(BadModel, match="found none that can be shuffled"):
        shuffled(helper.make_model(graph).SerializeToString(), 0)
