"""An ONNX file is read by hand as onnx itself reads it."""

from __future__ import annotations

from pathlib import Path

import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import helper

from diaphane.errors import BadModel
from diaphane.infer.onnxfile import metadata, points_outside
from tiny_models import tiny_network


@given(st.dictionaries(st.text(min_size=1), st.text(), max_size=4))
def test_metadata_are_those_that_onnx_wrote(pairs: dict[str, str]) -> None:
    model = tiny_network()
    helper.set_model_props(model, pairs)
    assert metadata(model.SerializeToString()) == pairs


def test_a_model_with_its_weights_inside_points_nowhere() -> None:
    assert not points_outside(tiny_network().SerializeToString())


@pytest.mark.parametrize("place", ["initializer", "constant", "subgraph"])
def test_weights_elsewhere_are_found_wherever_they_hide(place: str) -> None:
    model = tiny_network()
    tensor = onnx.TensorProto(dims=[1], data_type=1, name="w", data_location=1)
    tensor.external_data.add(key="location", value="../../secret")
    if place == "initializer":
        model.graph.initializer.append(tensor)
    else:
        node = helper.make_node("Constant", [], ["w"], value=tensor)
        if place == "subgraph":
            inner = helper.make_graph([node], "inner", [], [])
            node = helper.make_node("If", ["c"], ["o"], then_branch=inner, else_branch=inner)
        model.graph.node.append(node)
    assert points_outside(model.SerializeToString())


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert not refusal(data) or "expected an ONNX model" in refusal(data)


@given(st.integers(1, 2000))
def test_a_cut_file_is_read_or_refused(cut: int) -> None:
    data = tiny_network().SerializeToString()
    why = refusal(data[:-cut])
    assert not why or "expected an ONNX model" in why


def test_graphs_nested_without_end_are_refused() -> None:
    graph = b""
    for _ in range(200):
        attribute = _field(6, graph)
        graph = _field(1, _field(5, attribute))
    with pytest.raises(BadModel, match="nested too deeply"):
        points_outside(_field(7, graph))


def test_files_of_the_zoo_that_reach_outside(zoo: Path) -> None:
    for name in ("ext_absolute.onnx", "ext_traversal.onnx"):
        assert points_outside((zoo / "models" / name).read_bytes())


def refusal(data: bytes) -> str:
    """Why a file is refused; empty where it is read. Any other error is a bug."""
    try:
        metadata(data)
        points_outside(data)
    except BadModel as error:
        return str(error)
    return ""


def _field(number: int, data: bytes) -> bytes:
    """A field of bytes in protobuf's wire format."""
    size, out = len(data), bytearray()
    while True:
        out.append((size & 0x7F) | (0x80 if size > 0x7F else 0))
        size >>= 7
        if not size:
            return bytes([number << 3 | 2]) + bytes(out) + data
