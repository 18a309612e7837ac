"""Files of weights in all their damaged and hostile forms: tensors or a sentence, never code."""

from __future__ import annotations

import csv
import pickle
from contextlib import suppress
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from diaphane.errors import BadModel
from diaphane.learn.safe_weights import metadata_in, safe_load_weights

CANARY = "zoo_pickle_executed"


class Evil:
    """Creates a file where it is run."""

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (CANARY, "w")


@pytest.mark.parametrize("name", ["one.safetensors", "one.pth", "old.pth"])
def test_tensors_are_read(tmp_path: Path, name: str) -> None:
    weights = {"a": torch.arange(3.0), "b": torch.ones(2, 2, dtype=torch.float16)}
    if name.endswith("pth"):
        torch.save(weights, tmp_path / name, _use_new_zipfile_serialization=name == "one.pth")
    else:
        save_file(weights, tmp_path / name, {"said": "here"})
        assert metadata_in(tmp_path / name) == {"said": "here"}
    found = safe_load_weights(tmp_path / name)
    assert found.keys() == weights.keys()
    assert all(torch.equal(found[name], weights[name]) for name in weights)


@pytest.mark.parametrize("whole", [True, False])
def test_code_is_never_run(tmp_path: Path, whole: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "evil.pth"
    if whole:
        torch.save({"params": Evil()}, file)
    else:
        file.write_bytes(pickle.dumps({"params": Evil()}, protocol=2))
    with pytest.raises(BadModel, match="asks for code to be run; have its tensors saved"):
        safe_load_weights(file)
    assert not (tmp_path / CANARY).exists()


def test_every_cut_of_a_file_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "one.pth"
    for new in (True, False):
        torch.save({"a": torch.ones(3)}, file, _use_new_zipfile_serialization=new)
        data = file.read_bytes()
        for size in range(0, len(data) - 1, 37):
            file.write_bytes(data[:size])
            with suppress(BadModel):
                assert "a" in safe_load_weights(file)
    with pytest.raises(BadModel, match=r"cannot be read \(No such file"):
        metadata_in(tmp_path / "none.safetensors")


def test_the_zoo(zoo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with (zoo / "manifest.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"].startswith("model")]
    weights = [row for row in rows if row["file"].endswith(("safetensors", "pt", "pkl", "npy"))]
    assert len(weights) == 14
    wrong = []
    for row in weights:
        try:
            safe_load_weights(zoo / row["file"])
            right = row["must"] == "DECODE"
        except BadModel:
            right = row["must"] == "REJECT"
        if not right:
            wrong.append(row["file"])
    assert wrong == []
    assert list(tmp_path.iterdir()) == []
