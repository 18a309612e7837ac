"""The file says what torch says, whatever its weights are stored in."""

from __future__ import annotations

from pathlib import Path

import onnx
import pytest
import torch

from diaphane.card import Card, Class, Input
from diaphane.errors import BadModel
from diaphane.infer.model import Model, read_card
from diaphane.learn.export import export, put_card, refuse, store
from diaphane.learn.novelty import Novelty
from diaphane.learn.storage import Storage
from diaphane.nets.small_cnn import small_cnn

CARD = Card("tiny", "classify", Input(size=(20, 20)), (Class("a"), Class("b")))


@pytest.fixture(scope="module")
def exact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    net = small_cnn(inputs=1, outputs=2, width=8, dense=(8,)).eval()
    samples = torch.rand(24, 1, 20, 20)
    features = net.explained(samples)["features"].detach()
    score = Novelty(1, features.shape[1], rank=4)
    score.fit((samples, features), (samples, features))
    path = tmp_path_factory.mktemp("exact") / "exact.onnx"
    export(net, score, samples, path)
    return path


@pytest.mark.parametrize("storage", ["fp32", "fp16", "int8", "int6", "quantised"])
def test_fewer_bits_say_nearly_the_same(exact: Path, tmp_path: Path, storage: Storage) -> None:
    samples = torch.rand(16, 1, 20, 20)
    path = tmp_path / "model.onnx"
    store(exact, samples, path, storage=storage)
    put_card(path, CARD)
    assert read_card(path) == CARD
    said = Model.load(path).network(samples.numpy())
    assert {name: values.shape[0] for name, values in said.items()} == dict.fromkeys(
        ("logits", "features", "cam", "novelty"), 16
    )
    assert said["cam"].shape[:2] == (16, 2)


def test_storing_in_fewer_bits_makes_the_file_smaller(exact: Path, tmp_path: Path) -> None:
    sizes = []
    storages: tuple[Storage, ...] = ("fp32", "fp16", "int8")
    for storage in storages:
        path = tmp_path / f"{storage}.onnx"
        store(exact, torch.rand(4, 1, 20, 20), path, storage=storage)
        sizes.append(path.stat().st_size)
    assert sizes == sorted(sizes, reverse=True)


def test_the_file_holds_no_path_of_the_machine(exact: Path) -> None:
    text = exact.read_bytes()
    assert b"/site-packages" not in text
    assert str(Path(__file__).parents[2]).encode() not in text
    onnx.checker.check_model(onnx.load(exact))


@pytest.mark.parametrize("apart", [0.5, float("nan")])
def test_a_file_that_differs_is_refused(apart: float) -> None:
    with pytest.raises(BadModel, match="expected the exported file to say what torch says"):
        refuse(apart, 1e-3, "torch")


def test_eight_bits_do_not_cut_off_what_is_strange(exact: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    store(exact, torch.rand(16, 1, 20, 20), path, storage="quantised")
    put_card(path, CARD)
    put_card(exact, CARD)
    strange = 10 * torch.ones(1, 1, 20, 20).numpy()
    scores = [float(Model.load(p).network(strange)["novelty"][0]) for p in (exact, path)]
    assert min(scores) > 20  # 1 is usual; a score in eight bits could not pass the usual largest
