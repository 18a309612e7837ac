"""Two networks learn against each other, each from its own loss and by its own weights."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from diaphane import nets
from diaphane.data import phantom
from diaphane.errors import BadSetting, UnknownName
from diaphane.io.write import write_png
from diaphane.learn import checkpoint
from diaphane.learn.adversarial import Adversarial, Shares, relativistic
from diaphane.learn.enhancing import build
from diaphane.learn.train import train
from diaphane.learn.watch import Line, Silent
from diaphane.recipe import named
from diaphane.recipes.enhance import sr_x4_gan

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the exporter


def test_the_loss_by_hand() -> None:
    """Logits 0 and 2 of what should look false, 3 and 3 of what should look true."""

    def judge(pictures: Tensor) -> Tensor:
        return pictures

    lower, higher = torch.tensor([0.0, 2.0]), torch.tensor([3.0, 3.0])
    softplus = [math.log1p(math.exp(x)) for x in (1 - 3, 0 - 3, 2 - 3)]
    expected = (softplus[0] + (softplus[1] + softplus[2]) / 2) / 2
    assert float(relativistic(judge, lower, higher)) == pytest.approx(expected)


def batch() -> dict[str, Tensor]:
    return {"image": torch.rand(2, 3, 8, 8), "truth": torch.rand(2, 3, 32, 32)}


def objective(**settings: object) -> Adversarial:
    net = nn.Sequential(nn.Upsample(scale_factor=4), nn.Conv2d(3, 3, 1))
    made = build(named("adversarial", **{"discriminator.width": 4, **settings}), net)
    assert isinstance(made, Adversarial)
    return made


def test_each_phase_moves_its_own_network() -> None:
    both = objective(feature=0)
    both.begin(0)
    generator, discriminator = both.phases
    given = batch()
    generator.loss(given).backward()  # type: ignore[no-untyped-call]
    assert all(weight.grad is not None for weight in generator.moves.parameters())
    assert all(weight.grad is None for weight in discriminator.moves.parameters())
    before = [
        weight.grad.clone() for weight in generator.moves.parameters() if weight.grad is not None
    ]
    discriminator.loss(given).backward()  # type: ignore[no-untyped-call]
    assert all(weight.grad is not None for weight in discriminator.moves.parameters())
    after = [weight.grad for weight in generator.moves.parameters() if weight.grad is not None]
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))


def test_shares_weigh_the_parts() -> None:
    given = batch()
    alone = objective(feature=0, adversarial=0, pixel=2)
    apart = (alone.net(given["image"]) - given["truth"]).abs().mean()
    assert float(alone.generator_loss(given).detach()) == pytest.approx(2 * float(apart.detach()))
    assert vars(Shares()) == {"pixel": 0.01, "feature": 1.0, "adversarial": 0.005}  # ESRGAN


def test_what_it_does_not_take_is_told() -> None:
    with pytest.raises(BadSetting, match="has no setting 'pixels'; known: pixel, feature, adver"):
        objective(feature=0, pixels=1)
    with pytest.raises(BadSetting, match="expected adversarial of at least 0, got -1"):
        objective(feature=0, adversarial=-1)
    with pytest.raises(UnknownName, match="no discriminator named 'vgg'"):
        objective(feature=0, discriminator="vgg")


SMALL = (
    *("net.width=6", "net.depth=2", "patch.size=[10,10]", "patch.steps=3", "batch=2"),
    *("average=0.9", "split.validation=0.3", "split.allow_leaks=true"),
)
GAN = sr_x4_gan.with_settings(
    [*SMALL, "epochs=3", "objective.feature=0", "objective.discriminator.width=4"]
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    for seed in range(4):
        photo = phantom.photo(np.random.default_rng(seed), 48)
        write_png(folder / f"{seed}.png", np.moveaxis(photo.pixels, 0, -1))
    return folder


@pytest.fixture
def faithful(tmp_path: Path) -> Path:
    """As much of a run that was trained for PSNR as another may begin with."""
    net = nets.enhancer(GAN.net, channels=3, scale=4)
    (tmp_path / "faithful").mkdir()
    checkpoint.save(tmp_path / "faithful/best.safetensors", {"net": net.state_dict(), "epoch": 0})
    return tmp_path / "faithful"


class Killed(Exception):
    """As far as it got."""


class Killer(Silent):
    def epoch(self, line: Line) -> None:
        if line["epoch"] == 1:
            raise Killed


def test_a_killed_run_resumes_both_networks_and_both_optimisers(
    faithful: Path, data: Path, tmp_path: Path
) -> None:
    recipe, whole, killed = GAN.but(weights=str(faithful)), tmp_path / "one", tmp_path / "two"
    train(recipe, data, whole)
    with pytest.raises(Killed):
        train(recipe, data, killed, watchers=[Killer()])
    train(recipe, data, killed, resume=True)
    one, other = (load_file(place / "last.safetensors") for place in (whole, killed))
    assert one.keys() == other.keys()
    for name, weights in one.items():
        np.testing.assert_array_equal(weights, other[name], err_msg=name)
    state = checkpoint.load(whole / "last.safetensors")
    assert len(state["moves"]) == len(state["optimisers"]) == 2
    begun = checkpoint.load(faithful / "best.safetensors")["net"]
    ended = state["moves"][0]
    assert begun.keys() == ended.keys()
    apart = max(float((begun[name] - ended[name]).abs().max()) for name in begun)
    assert 0 < apart < 0.01  # it began where the other ended
