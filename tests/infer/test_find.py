"""Names lead to files; files that are no models of ours are refused with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from diaphane.errors import BadModel, UnknownName
from diaphane.infer.find import find, read_card, shipped
from tiny_models import CARD, tiny_classifier


def test_a_file_and_a_run_folder_are_found(tmp_path: Path) -> None:
    file = tiny_classifier(tmp_path / "model.onnx")
    assert find(file) == file
    assert find(str(tmp_path)) == file
    assert read_card(tmp_path) == CARD


def test_shipped_models_are_found_by_name() -> None:
    for name, path in shipped().items():
        assert find(name) == path


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="no model named 'brain-tumour-x'"):
        find("brain-tumour-x")


def test_a_missing_file_and_a_folder_without_model_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match="found none at"):
        find(tmp_path / "gone.onnx")
    with pytest.raises(BadModel, match="found none at"):
        find(tmp_path)


def test_a_foreign_model_is_told_what_to_do(tmp_path: Path) -> None:
    file = tiny_classifier(tmp_path / "foreign.onnx", None)
    with pytest.raises(BadModel, match=r"no Diaphane card.*diaphane export"):
        read_card(file)


@pytest.mark.parametrize("data", [b"", b"hello world, I am text", b"\x80" * 100, b"PK\x03\x04"])
def test_what_is_no_model_is_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "x.onnx"
    file.write_bytes(data)
    with pytest.raises(BadModel, match=r"x\.onnx"):
        read_card(file)


def test_a_damaged_card_is_refused(tmp_path: Path) -> None:
    file = tiny_classifier(tmp_path / "m.onnx")
    file.write_bytes(file.read_bytes().replace(b'"task": "classify"', b'"task": "classifx"'))
    with pytest.raises(BadModel, match="card cannot be read"):
        read_card(file)


def test_no_file_of_the_zoo_is_taken_for_a_model(zoo: Path) -> None:
    for file in sorted((zoo / "models").glob("*")):
        with pytest.raises(BadModel):
            read_card(file)
