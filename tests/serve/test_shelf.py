"""Models by name: known without loading, loaded once, let go when there is no more room."""

from __future__ import annotations

import json
import threading
from hashlib import sha256
from pathlib import Path

import pytest

from diaphane.errors import BadModel, UnknownName
from diaphane.infer.classic import CLASSIC
from diaphane.infer.find import shipped
from diaphane.infer.model import Model
from diaphane.serve.shelf import GROWTH, Shelf
from tiny_models import CARD, tiny_classifier


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    return {name: tiny_classifier(tmp_path / f"{name}.onnx") for name in ("a", "b", "c")}


def test_all_that_there_is(files: dict[str, Path]) -> None:
    shelf = Shelf(lambda: files)
    found = [entry.name for entry in shelf.cards()]
    assert found == shelf.names() == [*shipped(), "a", "b", "c", *CLASSIC]
    entry = shelf.entry("a")
    assert (entry.card, entry.bytes) == (CARD, files["a"].stat().st_size)
    assert entry.sha256 == sha256(files["a"].read_bytes()).hexdigest()
    assert entry.to_plain()["name"] == "a"
    assert entry.to_plain()["reliability"] == ()


def test_a_card_is_written_down_once(files: dict[str, Path]) -> None:
    shelf = Shelf(lambda: files)
    first, again = shelf.cards(), shelf.cards()
    assert all(one.json is two.json for one, two in zip(first, again, strict=True))
    for entry in first:
        assert json.loads(entry.json) == json.loads(json.dumps(entry.to_plain()))
    tiny_classifier(files["a"], CARD.but(summary="another"))
    assert json.loads(shelf.entry("a").json)["summary"] == "another"
    files["d"] = tiny_classifier(files["a"].with_name("d.onnx"))
    assert "d" in [json.loads(entry.json)["name"] for entry in shelf.cards()]


def test_a_model_is_loaded_once_however_many_ask(files: dict[str, Path]) -> None:
    shelf, found = Shelf(lambda: files), list[Model]()
    threads = [threading.Thread(target=lambda: found.append(shelf.model("a"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len({id(model) for model in found}) == 1


def test_the_least_recently_used_goes(files: dict[str, Path]) -> None:
    one = GROWTH * files["a"].stat().st_size
    shelf = Shelf(lambda: files, most_bytes=2 * one)
    a, b = shelf.model("a"), shelf.model("b")
    assert shelf.model("a") is a
    shelf.model("c")
    assert shelf.model("a") is a
    assert shelf.model("b") is not b


def test_one_that_is_too_large_is_still_loaded(files: dict[str, Path]) -> None:
    assert Shelf(lambda: files, most_bytes=1).model("a").card == CARD


def test_methods_need_no_file() -> None:
    shelf = Shelf()
    assert shelf.model("bicubic-x4").card.task == "enhance"
    assert (shelf.entry("bicubic-x4").sha256, shelf.entry("bicubic-x4").bytes) == ("", 0)


@pytest.mark.parametrize("name", ["brain-tumr", "", "../../etc/passwd", "/etc/passwd", "a.onnx"])
def test_no_other_name_is_a_model(files: dict[str, Path], name: str) -> None:
    shelf = Shelf(lambda: files)
    for ask in (shelf.model, shelf.entry):
        with pytest.raises(UnknownName, match="no model named"):
            ask(name)


def test_a_damaged_file_spoils_no_list(files: dict[str, Path]) -> None:
    files["b"].write_bytes(b"no model")
    shelf = Shelf(lambda: files)
    assert "b" not in [entry.name for entry in shelf.cards()]
    with pytest.raises(BadModel):
        shelf.model("b")
    assert shelf.model("a").card == CARD


def test_a_file_that_changed_is_read_again(files: dict[str, Path]) -> None:
    shelf = Shelf(lambda: files)
    before = shelf.entry("a")
    tiny_classifier(files["a"], CARD.but(summary="another"))
    assert shelf.entry("a").card.summary == "another"
    assert shelf.entry("a").sha256 != before.sha256
    kept = shelf.model("b")
    shelf.forget("b")
    assert shelf.model("b") is not kept
