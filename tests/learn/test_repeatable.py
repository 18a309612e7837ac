"""Equal seeds give equal weights; what was changed for it is put back."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
import torch

from diaphane.data import phantom
from diaphane.errors import BadSetting
from diaphane.learn.repeatable import repeatable
from diaphane.learn.train import train
from diaphane.learn.watch import Silent
from diaphane.recipe import Recipe
from diaphane.recipes import get

SHORT = (
    "epochs=2",
    "batch=8",
    "card.input.size=[32,32]",
    "net=small-cnn",
    "net.width=6",
    "net.dropout=0.3",
    "augment.mix=0.4",
    "average=0.9",
    "split.validation=0.25",
    "split.calibration=0.25",
    "split.similarity=0.9999",
    "split.allow_leaks=true",
)


class Enough(Exception):
    """The weights are there; no file is asked for."""


class Stop(Silent):
    def end(self) -> None:
        raise Enough


@pytest.fixture(scope="module")
def phantoms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("phantoms")
    phantom.write_classes(folder, 8)
    return folder


def weights_hash(recipe: Recipe, data: Path, out: Path) -> str:
    """Of the weights, their average and the optimiser after a training."""
    with pytest.raises(Enough):
        train(recipe, data, out, watchers=[Stop()])
    return hashlib.sha256((out / "last.safetensors").read_bytes()).hexdigest()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("deterministic", [True, False])
def test_equal_seeds_give_equal_weights(
    phantoms: Path, tmp_path: Path, deterministic: bool
) -> None:
    """On a CPU: with dropout, augmentation, mixup and an average, and without the mode too."""
    recipe = get("brain-tumor").with_settings(SHORT).but(deterministic=deterministic)
    hashes = [weights_hash(recipe, phantoms, tmp_path / name) for name in "ab"]
    assert hashes[0] == hashes[1]
    if deterministic:
        assert weights_hash(recipe.but(seed=1), phantoms, tmp_path / "c") != hashes[0]


def failing(words: str) -> None:
    """Fails inside, where everything is changed."""
    with repeatable(True):
        assert torch.are_deterministic_algorithms_enabled()
        assert os.environ["CUBLAS_WORKSPACE_CONFIG"] == ":4096:8"
        raise RuntimeError(words)


def test_everything_is_put_back() -> None:
    before = os.environ.get("CUBLAS_WORKSPACE_CONFIG")
    with pytest.raises(RuntimeError, match="a bug"):
        failing("a bug")
    assert not torch.are_deterministic_algorithms_enabled()
    assert os.environ.get("CUBLAS_WORKSPACE_CONFIG") == before
    with repeatable(False):
        assert not torch.are_deterministic_algorithms_enabled()


def test_an_operation_that_is_never_the_same_is_told() -> None:
    with pytest.raises(BadSetting, match=r"upsample_backward .* set deterministic=false"):
        failing("upsample_backward does not have a deterministic implementation, but you set ...")
