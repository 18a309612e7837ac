"""Runtimes agree, say what they are and refuse what does not fit."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from diaphane.card import Card, Input
from diaphane.errors import BadModel, BadSetting, UnknownName
from diaphane.infer.runtime import RUNTIMES, Engine, check, start, threads
from tiny_models import CARD, tiny_network
from tiny_segmenter import CARD as SEGMENT
from tiny_segmenter import VOLUMES, tiny_threshold

DATA = tiny_network().SerializeToString()
BATCH = np.random.default_rng(0).random((3, 1, 32, 32), np.float32)


def engine(runtime: str) -> Engine:
    if runtime == "openvino":
        pytest.importorskip("openvino")
    return start(DATA, runtime=runtime, device="cpu")


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_every_runtime_gives_the_same_numbers(runtime: str) -> None:
    running = engine(runtime)
    outputs = running(BATCH)
    small = BATCH.reshape(3, 1, 8, 4, 8, 4).mean((3, 5))
    left = small[:, 0, :, :3].mean((1, 2)) * 12
    # bfloat16 keeps 8 bits: a few of 256
    np.testing.assert_allclose(outputs["logits"][:, 0], left, rtol=0.02)
    assert outputs["cam"].shape == (3, 3, 8, 8)
    assert all(values.dtype == np.float32 for values in outputs.values())
    assert running.runtime == f"{runtime} cpu"
    assert running.precision in ("float32", "bfloat16")


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_every_runtime_tells_its_inputs_and_passes_the_check(runtime: str) -> None:
    running = engine(runtime)
    assert running.inputs == {"image": (None, 1, 32, 32)}
    assert set(running.outputs) == {"logits", "features", "cam", "novelty"}
    check(running, CARD)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_every_runtime_refuses_what_is_no_model(runtime: str) -> None:
    if runtime == "openvino":
        pytest.importorskip("openvino")
    with pytest.raises(BadModel, match=f"{runtime} cannot run this model"):
        start(DATA[: len(DATA) // 2], runtime=runtime, device="cpu")


@pytest.mark.parametrize("stored", ["cast and multiply", "DequantizeLinear"])
@pytest.mark.parametrize("runtime", RUNTIMES)
def test_weights_stored_as_int8_run_everywhere(runtime: str, stored: str) -> None:
    """One convolution by weights of 1: OpenVINO 2026.4 in bfloat16 is known to die of these."""
    if runtime == "openvino":
        pytest.importorskip("openvino")
    running = start(int8_convolution(stored), runtime=runtime, device="cpu")
    logits = running(np.ones((2, 1, 8, 8), np.float32))["logits"]
    np.testing.assert_allclose(logits[:, :, 1:-1, 1:-1], 9, rtol=0.01)


def int8_convolution(stored: str) -> bytes:
    """image (N, 1, 8, 8) -> logits (N, 16, 8, 8): sums over 3 x 3 pixels."""
    node = helper.make_node
    back = (
        [node("DequantizeLinear", ["w8", "scale"], ["w"], axis=0)]
        if stored == "DequantizeLinear"
        else [
            node("Cast", ["w8"], ["cast"], to=TensorProto.FLOAT),
            node("Mul", ["cast", "scale"], ["w"]),
        ]
    )
    scale = np.full(16 if stored == "DequantizeLinear" else (16, 1, 1, 1), 1 / 127, np.float32)
    graph = helper.make_graph(
        [*back, node("Conv", ["image", "w"], ["logits"], pads=[1, 1, 1, 1])],
        "int8",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 1, 8, 8])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 16, 8, 8])],
        [
            numpy_helper.from_array(np.full((16, 1, 3, 3), 127, np.int8), "w8"),
            numpy_helper.from_array(scale, "scale"),
        ],
    )
    opset = [helper.make_opsetid("", 18)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=9)
    return bytes(model.SerializeToString())


def test_a_batch_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(BadModel, match="failed on an input of 1 x 1 x 16 x 16"):
        engine("onnxruntime")(np.zeros((1, 1, 16, 16), np.float32))


def test_a_card_that_does_not_fit_the_network_is_refused() -> None:
    with pytest.raises(BadModel, match="any x 3 x 32 x 32 and the network says any x 1 x 32 x 32"):
        check(engine("onnxruntime"), CARD.but(input=Input(channels=3, size=(32, 32))))
    with pytest.raises(BadModel, match="export the model again"):
        check(engine("onnxruntime"), CARD.but(input=Input(size=(64, 64))))


def test_unknown_runtimes_and_devices_are_refused() -> None:
    with pytest.raises(UnknownName, match="openvino"):
        start(DATA, runtime="openvin", device="cpu")
    with pytest.raises(BadSetting, match="got 'tpu'"):
        start(DATA, runtime="onnxruntime", device="tpu")


def test_cuda_is_never_replaced_by_the_cpu_in_silence() -> None:
    import onnxruntime

    if "CUDAExecutionProvider" in onnxruntime.get_available_providers():
        pytest.skip("this onnxruntime has CUDA")
    with pytest.raises(BadSetting, match="no CUDA"):
        start(DATA, runtime="onnxruntime", device="cuda")


def test_there_is_at_least_one_core() -> None:
    assert threads() >= 1


def segmenting(card: Card, *, fixed: bool = False) -> Engine:
    data = tiny_threshold(card, fixed=fixed).SerializeToString()
    return start(data, runtime="onnxruntime", device="cpu")


@pytest.mark.parametrize("card", [SEGMENT, VOLUMES])
def test_a_network_free_in_its_size_is_what_its_card_says(card: Card) -> None:
    assert check(segmenting(card), card) is card


def test_a_network_of_one_size_is_given_no_other() -> None:
    assert check(segmenting(SEGMENT, fixed=True), SEGMENT).input.multiple == 16


def test_a_network_of_other_tiles_than_its_card_says_is_refused() -> None:
    other = SEGMENT.but(input=Input(tile=(32, 32)))
    with pytest.raises(BadModel, match="the input is any x 1 x 32 x 32 and the network says any x"):
        check(segmenting(SEGMENT, fixed=True), other)
    with pytest.raises(BadModel, match="the card says that the input is any x 1 x 8 x 16 x 16"):
        check(segmenting(SEGMENT), VOLUMES)
    with pytest.raises(BadModel, match="expected a card that says how large a tile"):
        check(segmenting(SEGMENT), SEGMENT.but(input=Input()))
