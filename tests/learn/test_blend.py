"""Two runs of one network have others between them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor
from typer.testing import CliRunner

from diaphane import nets
from diaphane.cli.main import app
from diaphane.errors import BadModel, BadSetting
from diaphane.image import Image
from diaphane.infer.model import Model
from diaphane.learn import checkpoint
from diaphane.learn.blend import export_blend
from diaphane.learn.export import SAMPLES, export_picture, put_card
from diaphane.recipe import named
from diaphane.recipes import RECIPES
from diaphane.recipes.enhance import sr_x4

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the exporter
SMALL = sr_x4.but(net=named("compact", width=4, depth=1))


def run_of(folder: Path, seed: int, width: int = 4) -> Path:
    """What a training of so many steps as none would leave, with weights of its own."""
    folder.mkdir()
    torch.manual_seed(seed)
    recipe = SMALL.but(net=named("compact", width=width, depth=1))
    net = nets.enhancer(recipe.net, channels=3, scale=4).eval()
    for weight in net.parameters():
        torch.nn.init.normal_(weight, 0, 0.05)
    samples = torch.rand(2, 3, 8, 8)
    (folder / "recipe.json").write_text(recipe.to_json())
    checkpoint.write_tensors(folder / SAMPLES, {"samples": samples})
    checkpoint.save(folder / "best.safetensors", {"net": net.state_dict(), "epoch": 0})
    export_picture(net, samples, folder / "model.onnx")
    put_card(folder / "model.onnx", recipe.card)
    return folder


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("runs")
    return run_of(folder / "one", 1), run_of(folder / "other", 2)


def said(path: Path) -> Tensor:
    picture = np.random.default_rng(0).random((3, 6, 7), dtype=np.float32)
    answer = Model.load(path).predict(Image(picture)).image
    assert answer is not None
    return torch.from_numpy(answer.pixels)


@pytest.mark.parametrize(("share", "which"), [(1.0, 0), (0.0, 1)])
def test_at_its_ends_it_is_one_of_the_two(
    runs: tuple[Path, Path], share: float, which: int, tmp_path: Path
) -> None:
    export_blend(*runs, tmp_path / "blend.onnx", share=share, storage="fp32")
    torch.testing.assert_close(said(tmp_path / "blend.onnx"), said(runs[which] / "model.onnx"))


def test_between_them_weights_are_averaged(runs: tuple[Path, Path], tmp_path: Path) -> None:
    path = tmp_path / "blend.onnx"
    export_blend(*runs, path, share=0.25, storage="fp32")
    net = nets.enhancer(SMALL.net, channels=3, scale=4).eval()
    one, other = (checkpoint.load(run / "best.safetensors")["net"] for run in runs)
    net.load_state_dict({name: 0.25 * one[name] + 0.75 * other[name] for name in one})
    samples = load_file(runs[0] / SAMPLES)["samples"]
    told = Model.load(path).network(samples.numpy())["picture"]
    np.testing.assert_allclose(told, net(samples).detach(), atol=1e-5)
    card = Model.load(path).card
    assert card.trained["blend"] == "0.25 of run one, 0.75 of other"


def test_the_command_blends(runs: tuple[Path, Path], tmp_path: Path) -> None:
    words = ["export", str(runs[0]), "--blend", str(runs[1]), "--share", "0.8"]
    done = CliRunner().invoke(app, [*words, "-o", str(tmp_path / "blend.onnx")])
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "blend.onnx").is_file()


def test_what_cannot_be_blended_is_told(runs: tuple[Path, Path], tmp_path: Path) -> None:
    path = tmp_path / "blend.onnx"
    with pytest.raises(BadSetting, match=r"expected a share from 0 to 1, got 1\.5"):
        export_blend(*runs, path, share=1.5, storage="fp32")
    with pytest.raises(BadModel, match=r"expected a finished run to blend, found no recipe\.json"):
        export_blend(runs[0], tmp_path, path, share=0.5, storage="fp32")
    wide = run_of(tmp_path / "wide", 3, width=5)
    with pytest.raises(BadSetting, match="expected weights that fit the network, but 'wide' has"):
        export_blend(runs[0], wide, path, share=0.5, storage="fp32")
    (wide / "recipe.json").write_text(RECIPES["brain-tumor"].to_json())
    with pytest.raises(
        BadModel, match=r"expected runs of networks that enhance .*'wide', which is"
    ):
        export_blend(runs[0], wide, path, share=0.5, storage="fp32")
    assert not path.exists()
