"""Block after block learns, the others stand still, and all are free again in the end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from accelerate import Accelerator
from PIL import Image as Pil

from diaphane.card import Card, Class, Input
from diaphane.data.folders import read_classes
from diaphane.errors import BadSetting
from diaphane.learn.batches import Batches, Pictures
from diaphane.learn.freeze import blocks
from diaphane.learn.layerwise import alone, layer_by_layer, output, owner
from diaphane.nets import build
from diaphane.nets.classifier import Classifier
from diaphane.recipe import Recipe, named

CARD = Card(
    "sides", "classify", Input(size=(16, 16), mean=(0.5,)), classes=(Class("dark"), Class("light"))
)
RECIPE = Recipe(
    card=CARD,
    net=named("small-cnn", width=4, depth=2),
    optimiser=named("adamw", lr=3e-2),
    batch=8,
    layerwise=3,
    precision="fp32",
)


def fresh() -> Classifier:
    torch.manual_seed(0)
    net = build(RECIPE.net, inputs=1, outputs=2, size=(16, 16))
    assert isinstance(net, Classifier)
    return net


@pytest.fixture
def batches(tmp_path: Path) -> Batches:
    rng = np.random.default_rng(0)
    for label, level in (("dark", 90), ("light", 150)):
        (tmp_path / label).mkdir()
        for i in range(16):
            pixels = rng.normal(level, 30, (16, 16)).clip(0, 255).astype(np.uint8)
            Pil.fromarray(pixels).save(tmp_path / label / f"{i}.png")
    pictures = Pictures(read_classes(tmp_path), CARD.input)
    return Batches(pictures, CARD, batch=8, how=None, seed=0)


def test_every_block_has_learnt_and_the_head_has_not(batches: Batches) -> None:
    net, before = fresh(), fresh()
    layer_by_layer(net, batches, RECIPE, Accelerator(cpu=True))
    for mine, old in zip(blocks(net), blocks(before), strict=True):
        assert all(not torch.equal(a, b) for a, b in zip(mine.weights, old.weights, strict=True))
    assert torch.equal(net.answer.weight, before.answer.weight)
    assert all(w.requires_grad and w.grad is None for w in net.parameters())
    again = fresh()
    layer_by_layer(again, batches, RECIPE, Accelerator(cpu=True))
    same = zip(net.parameters(), again.parameters(), strict=True)
    assert all(torch.equal(a, b) for a, b in same)


def test_what_a_block_learns_tells_the_classes(batches: Batches) -> None:
    net = fresh()
    layer_by_layer(net, batches, RECIPE, Accelerator(cpu=True))
    batch = next(iter(batches.epoch(0)))
    last = owner(net, blocks(net)[-1].weights[-1])
    net.eval()
    with torch.no_grad():
        maps = output(net, last, batch["image"])
    light = batch["truth"].argmax(1) == 1
    seen = maps.relu().mean((2, 3))
    apart = (seen[light].mean(0) - seen[~light].mean(0)).abs() / seen.std(0)
    assert float(apart.max()) > 1.5


def test_only_one_block_moves_at_a_time() -> None:
    net = fresh()
    first, second = blocks(net)
    with alone(net, second):
        assert not any(w.requires_grad for w in first.weights)
        assert all(w.requires_grad for w in second.weights)
        frozen = next(m for m in net.modules() if isinstance(m, torch.nn.BatchNorm2d))
        assert not frozen.training
    assert net.training


def test_a_network_without_blocks_is_refused(batches: Batches) -> None:
    with pytest.raises(BadSetting, match="set layerwise=0"):
        layer_by_layer(torch.nn.Linear(2, 2), batches, RECIPE, Accelerator(cpu=True))
