"""The whole way: folder, training, calibrated file, prediction; and a kill in the middle."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image as Pil

from diaphane.card import Card, Class, Input
from diaphane.errors import BadData
from diaphane.infer.model import Model
from diaphane.learn import checkpoint
from diaphane.learn.export import export_run
from diaphane.learn.train import train
from diaphane.learn.watch import Silent, read_log
from diaphane.recipe import Recipe, Split, Stop, named

TINY = Recipe(
    card=Card(
        name="stripes",
        task="classify",
        input=Input(size=(24, 24), mean=(0.5,), std=(0.25,)),
        classes=(Class("across"), Class("down")),
    ),
    net=named("small-cnn", width=6, depth=2, dropout=0.1),
    augment=named("picture", shift=0.1, noise=0.05, mix=0.2),
    optimiser=named("adamw", lr=2e-2),
    schedule=named("constant"),
    split=Split(validation=0.2, calibration=0.2, similarity=0.999, allow_leaks=True),
    stop=Stop("loss", 0),
    epochs=5,
    batch=8,
    average=0.9,
    clip=5.0,
    export="int8",
)


@pytest.fixture(scope="module")
def stripes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures of stripes across and down, in noise: learnt in a few steps."""
    root, rng = tmp_path_factory.mktemp("stripes"), np.random.default_rng(0)
    for label in ("across", "down"):
        (root / label).mkdir()
        for i in range(40):
            wave = np.sin(np.arange(24) * rng.uniform(0.8, 1.6) + rng.uniform(0, 6))
            picture = 0.5 + 0.25 * np.tile(wave, (24, 1)) + rng.normal(0, 0.08, (24, 24))
            pixels = (picture.clip(0, 1) * 255).astype(np.uint8)
            Pil.fromarray(pixels.T if label == "across" else pixels).save(root / label / f"{i}.png")
    return root


class Killed(Exception):
    """Stands for a kill: raised from inside the loop."""


class KillAfter(Silent):
    """Raises after some steps of an epoch."""

    def __init__(self, epoch: int, steps: int) -> None:
        self.when, self.steps = epoch, steps

    def step(self, epoch: int, loss: float) -> None:
        if epoch == self.when:
            self.steps -= 1
            if not self.steps:
                raise Killed


def weights(run: Path) -> Mapping[str, Any]:
    return checkpoint.load(run / "last.safetensors")["average"]  # type: ignore[no-any-return]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_folder_becomes_a_calibrated_file(stripes: Path, tmp_path: Path) -> None:
    path = train(TINY, stripes, tmp_path / "run")
    model = Model.load(path)
    card = model.card
    assert card.calibration is not None
    assert card.calibration.n == 16
    assert len(card.calibration.thresholds) == 2
    assert card.novelty is not None
    answers = dict(model.predict_many(sorted(stripes.glob("*/*.png"))))
    right = [
        getattr(a, "probabilities", {}).get(p.parent.name, 0) > 0.5 for p, a in answers.items()
    ]
    assert np.mean(right) > 0.9
    noise = np.random.default_rng(1).integers(0, 255, (24, 24), np.uint8)
    Pil.fromarray(255 * (noise > 127).astype(np.uint8)).save(tmp_path / "noise.png")
    assert model.predict(tmp_path / "noise.png").measures["novelty"] > card.novelty.limit
    for left in ("recipe.json", "versions.json", "data.json", "curves.png", "best.safetensors"):
        assert (path.parent / left).stat().st_size > 0
    assert len(read_log(path.parent / "log.jsonl")) == TINY.epochs
    export_run(path.parent, tmp_path / "half.onnx", storage="fp16")
    assert Model.load(tmp_path / "half.onnx").card == card


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_killed_run_ends_with_the_same_weights(stripes: Path, tmp_path: Path) -> None:
    train(TINY, stripes, tmp_path / "whole")
    with pytest.raises(Killed):
        train(TINY, stripes, tmp_path / "cut", watchers=[KillAfter(3, 2)])
    train(TINY, stripes, tmp_path / "cut", resume=True)
    whole, cut = weights(tmp_path / "whole"), weights(tmp_path / "cut")
    assert all(torch.equal(whole[name], cut[name]) for name in whole)
    logs = [read_log(tmp_path / run / "log.jsonl") for run in ("whole", "cut")]
    assert [line["loss"] for line in logs[0]] == [line["loss"] for line in logs[1]]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_early_stopping_goes_back_to_the_best_weights(stripes: Path, tmp_path: Path) -> None:
    hasty = TINY.but(stop=Stop("loss", 2), optimiser=named("adam", lr=0.3), average=0.0, epochs=12)
    train(hasty, stripes, tmp_path / "run")
    log = read_log(tmp_path / "run" / "log.jsonl")
    losses = [line["val_loss"] for line in log]
    best = checkpoint.load(tmp_path / "run" / "best.safetensors")
    assert best["epoch"] == int(np.argmin(losses)) == log[-1]["best_epoch"]
    assert len(log) == min(12, best["epoch"] + 3)


def test_a_run_s_folder_is_not_overwritten(stripes: Path, tmp_path: Path) -> None:
    (tmp_path / "recipe.json").write_text(TINY.to_json())
    with pytest.raises(BadData, match="go on with it by --resume"):
        train(TINY, stripes, tmp_path)
    with pytest.raises(BadData, match="started with, got a changed one"):
        train(TINY.but(epochs=9), stripes, tmp_path, resume=True)


def test_leaks_are_refused(stripes: Path, tmp_path: Path) -> None:
    for part in ("train", "test"):
        (tmp_path / "data" / part).mkdir(parents=True)
        for label in ("across", "down"):
            (tmp_path / "data" / part / label).symlink_to(stripes / label)
    strict = TINY.but(split=Split(validation=0.2, calibration=0.2, similarity=0.999))
    with pytest.raises(BadData, match="expected no image in two parts"):
        train(strict, tmp_path / "data", tmp_path / "run")
