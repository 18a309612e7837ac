"""Feature maps come out of the file as the layers made them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from scipy.signal import correlate2d

from diaphane.errors import BadModel, UnknownName
from diaphane.image import Image
from diaphane.infer.features import MAPS, features, layer_name, layers, spread, strongest
from diaphane.pixels.prepare import prepare
from tiny_models import CARD, SIZE, bright_picture, tiny_classifier

RANDOM = np.random.default_rng(0)
FIRST = RANDOM.normal(size=(4, 1, 3, 3)).astype(np.float32)
SECOND = RANDOM.normal(size=(4, 4, 3, 3)).astype(np.float32)
IMAGE = Image(bright_picture(0)[None])


def convolutional() -> bytes:
    """conv, ReLU, conv, a sum with what went in, ReLU, and a mean as logits."""
    node, pads = helper.make_node, {"pads": [1, 1, 1, 1]}
    nodes = [
        node("Conv", ["image", "net.convolutions.first.weight"], ["a"], **pads),
        node("Relu", ["a"], ["b"]),
        node("Conv", ["b", "net.convolutions.second.weight"], ["c"], **pads),
        node("Add", ["c", "b"], ["d"]),
        node("Relu", ["d"], ["e"]),
        node("ReduceMean", ["e"], ["logits"], axes=[2, 3], keepdims=0),
    ]
    graph = helper.make_graph(
        nodes,
        "convolutional",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 1, SIZE, SIZE])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 4])],
        [
            numpy_helper.from_array(FIRST, "net.convolutions.first.weight"),
            numpy_helper.from_array(SECOND, "net.convolutions.second.weight"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=9)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def test_layers_are_named_and_end_after_their_activation() -> None:
    assert layers(convolutional()) == {"first": "b", "second": "e"}


def test_a_map_times_its_own_sigmoid_is_an_activation() -> None:
    node = helper.make_node
    steps = [
        node("Conv", ["image", "a.weight"], ["a"]),
        node("Sigmoid", ["a"], ["gate"]),
        node("Mul", ["a", "gate"], ["silu"]),
        node("Conv", ["silu", "b.weight"], ["b"]),
        node("Sigmoid", ["b"], ["other"]),
        node("Mul", ["b", "silu"], ["product"]),
    ]
    model = helper.make_model(helper.make_graph(steps, "silu", [], []))
    assert layers(model.SerializeToString()) == {"a": "silu", "b": "b"}


def test_maps_are_those_of_the_convolution() -> None:
    first, second = features(convolutional(), CARD, IMAGE)
    assert (first.layer, first.shape, second.shape) == ("first", (4, 32, 32), (4, 32, 32))
    pixels = prepare(IMAGE, CARD.input).pixels[0]
    for number, found in zip(first.which, first.maps, strict=True):
        expected = np.maximum(correlate2d(pixels, FIRST[number, 0], mode="same"), 0)
        np.testing.assert_allclose(found, expected, atol=1e-4)
    deviations = first.maps.std(axis=(1, 2))
    assert (np.diff(deviations) <= 0).all()


def test_one_layer_by_name_and_an_unknown_one() -> None:
    (only,) = features(convolutional(), CARD, IMAGE, layer="second")
    assert only.layer == "second"
    with pytest.raises(UnknownName, match="no layer named 'secnd'; did you mean 'second'"):
        features(convolutional(), CARD, IMAGE, layer="secnd")


def test_a_file_without_convolutions_is_one_sentence(tmp_path: Path) -> None:
    data = tiny_classifier(tmp_path / "tiny.onnx").read_bytes()
    with pytest.raises(BadModel, match="found none in the file of 'tiny'"):
        features(data, CARD, IMAGE)


def test_even_maps_are_counted_and_come_last() -> None:
    maps = np.zeros((MAPS + 4, 2, 2), np.float32)
    maps[5, 0, 0], maps[7] = 1, 9
    found = strongest("x", maps)
    assert found.which[0] == 5
    assert len(found.which) == MAPS
    assert found.even == MAPS + 3
    assert found.sentence == f"x: {MAPS + 4} maps of 2 x 2, {MAPS + 3} of them even"


def test_a_few_names_from_first_to_last() -> None:
    assert spread(list("abcdefg"), 3) == ["a", "d", "g"]
    assert spread(["a"], 5) == ["a"]


def test_wrappers_are_no_part_of_a_name() -> None:
    assert layer_name("net.convolutions.net.layer1.0.conv1") == "layer1.0.conv1"
    assert layer_name("convolutions.0.0") == "0.0"
