"""Weights of ESRGAN made elsewhere become a model that says the same."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from spandrel.architectures.ESRGAN import ESRGAN

from diaphane.errors import BadModel
from diaphane.image import Image
from diaphane.infer.model import Model
from diaphane.learn.adopt import adopt
from diaphane.learn.safe_weights import safe_load_weights
from diaphane.nets.rrdb import rrdb

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the exporter


@pytest.fixture(scope="module")
def theirs() -> ESRGAN:
    torch.manual_seed(0)
    return ESRGAN(num_filters=8, num_blocks=1, scale=4).eval()


def test_both_kinds_of_files_hold_the_same(theirs: ESRGAN, tmp_path: Path) -> None:
    weights = {name: weight.detach() for name, weight in theirs.state_dict().items()}
    torch.save(weights, tmp_path / "one.pth")
    save_file(weights, tmp_path / "one.safetensors")
    for suffix in ("pth", "safetensors"):
        found = safe_load_weights(tmp_path / f"one.{suffix}")
        assert found.keys() == weights.keys()
        assert all(torch.equal(found[name], weights[name]) for name in weights)


def test_the_model_says_what_the_weights_say(theirs: ESRGAN, tmp_path: Path) -> None:
    file, path = tmp_path / "4x_Some-Name.pth", tmp_path / "model.onnx"
    torch.save(theirs.state_dict(), file)
    adopt(file, path, storage="fp32")
    model = Model.load(path)
    assert (model.card.name, model.card.scale, model.card.task) == ("4x-some-name", 4, "enhance")
    assert set(model.card.trained) == {"weights", "weights_sha256"}
    picture = np.random.default_rng(0).integers(0, 256, (3, 9, 13), dtype=np.uint8)
    answer = model.predict(Image(picture)).image
    assert answer is not None
    with torch.no_grad():
        said = theirs(torch.from_numpy(picture)[None] / 255)[0].clamp(0, 1).numpy() * 255
    np.testing.assert_allclose(answer.pixels, said, atol=0.51)


NAMES = {
    "first": "model.0",
    "joined": "model.1.sub.1",
    "enlarged.0": "model.3",
    "enlarged.1": "model.6",
    "fine": "model.8",
    "last": "model.10",
}
"""Of our network and of theirs."""


def test_our_network_is_theirs(theirs: ESRGAN) -> None:
    ours, weights = rrdb(channels=3, scale=4, blocks=1, width=8, growth=32), {}
    for name, weight in ours.state_dict().items():
        part, _, kind = name.rpartition(".")
        if part.startswith("blocks"):
            _, _, _, dense, _, layer = part.split(".")
            other = f"model.1.sub.0.RDB{int(dense) + 1}.conv{int(layer) + 1}.0"
        else:
            other = NAMES[part]
        weights[f"{other}.{kind}"] = weight
    theirs.load_state_dict(weights)
    picture = torch.rand(1, 3, 6, 7)
    with torch.no_grad():
        torch.testing.assert_close(ours.eval()(picture), theirs(picture))


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return (print, ("this must never be said",))


def test_a_file_that_asks_for_code_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "evil.pth"
    torch.save({"params": Evil()}, file)
    old = tmp_path / "old.pth"
    old.write_bytes(pickle.dumps({"params": Evil()}, protocol=2))
    for one in (file, old):
        with pytest.raises(BadModel, match="but the file asks for code to be run"):
            adopt(one, tmp_path / "model.onnx", storage="fp32")
    assert capsys.readouterr().out == ""
    assert not (tmp_path / "model.onnx").exists()


def test_what_is_not_known_is_told(tmp_path: Path) -> None:
    file = tmp_path / "other.safetensors"
    save_file({"some.weight": torch.zeros(2), "some.bias": torch.zeros(2)}, file)
    with pytest.raises(BadModel, match=r"got 2 by the names of some.*known: .*ESRGAN"):
        adopt(file, tmp_path / "model.onnx", storage="fp32")
    for name in ("broken.safetensors", "broken.pth"):
        (tmp_path / name).write_bytes(b"nothing of that kind")
        with pytest.raises(BadModel, match=f"in '{name}'"):
            adopt(tmp_path / name, tmp_path / "model.onnx", storage="fp32")
    with pytest.raises(BadModel, match="cannot be read"):
        adopt(tmp_path / "none.pth", tmp_path / "model.onnx", storage="fp32")
