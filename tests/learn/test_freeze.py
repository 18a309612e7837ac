"""Blocks are those of the literature; what is frozen stays as it was and costs no gradient."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from accelerate import Accelerator
from torch import Tensor, nn

from diaphane import nets
from diaphane.card import Card, Input
from diaphane.errors import BadSetting
from diaphane.learn import checkpoint, optimisers, supervised
from diaphane.learn.freeze import Freezing, blocks, layers
from diaphane.learn.loop import Loop
from diaphane.learn.objective import Batch
from diaphane.learn.watch import Silent
from diaphane.nets.classifier import Classifier
from diaphane.recipe import Recipe, Stop, named


def net_of(name: str, **settings: object) -> Classifier:
    torch.manual_seed(0)
    net = nets.build(named(name, **settings), inputs=1, outputs=2)
    assert isinstance(net, Classifier)
    return net


def sizes(name: str, **settings: object) -> list[int]:
    return [sum(w.numel() for w in block.weights) for block in blocks(net_of(name, **settings))]


def convolution(inputs: int, outputs: int) -> int:
    """Weights of a 3x3 convolution with its biases."""
    return 9 * inputs * outputs + outputs


def test_vgg16_has_the_five_blocks_of_its_paper() -> None:
    first = convolution(1, 64) + convolution(64, 64)
    second = convolution(64, 128) + convolution(128, 128)
    third = convolution(128, 256) + 2 * convolution(256, 256)
    fourth = convolution(256, 512) + 2 * convolution(512, 512)
    assert sizes("vgg16") == [first, second, third, fourth, 3 * convolution(512, 512)]


@pytest.mark.parametrize(
    ("name", "stages"),
    [
        ("small-cnn", [1, 2, 3]),
        ("cnn", [1, 2, 3]),
        ("resnet18d", [0, 1, 1, 2, 2, 3, 3, 4, 4]),
        ("tf_efficientnetv2_b0", [0, 1, 2, 2, 3, 3, *[4] * 3, *[5] * 5, *[6] * 8]),
        ("inception_v3", list(range(13))),
        ("test_convnext", [0, 1, 2, 2, 3, 3, 3, 3, 4, 4]),
    ],
)
def test_blocks_hold_every_convolution_once_in_order(name: str, stages: list[int]) -> None:
    net = net_of(name)
    found = blocks(net)
    assert [block.stage for block in found] == stages
    ids = [id(weight) for block in found for weight in block.weights]
    assert sorted(ids) == sorted(id(weight) for weight in net.convolutions.parameters())
    assert len(layers(net)) == 1 + len(found)


@pytest.mark.parametrize(
    ("freeze", "blocks_moved"),
    [("head", 0), ("partial:1", 1), ("partial:2", 2), ("stage:3", 4), ("stage:0", 9), ("all", 9)],
)
def test_what_freeze_names_is_what_moves(freeze: str, blocks_moved: int) -> None:
    net = net_of("resnet18d", channels=(8, 8, 16, 16))
    Freezing(net, freeze=freeze, thaw=0)
    expected = {id(w) for layer in layers(net)[: 1 + blocks_moved] for w in layer}
    assert {id(w) for w in net.parameters() if w.requires_grad} == expected


@pytest.mark.parametrize(
    ("freeze", "thaw", "sentence"),
    [
        ("hed", 0, "expected freeze=head, partial:N, stage:K or all, got 'hed'"),
        ("stage:last", 0, "got 'stage:last'"),
        ("partial:0", 0, "expected freeze=partial:1 to partial:3 for this network"),
        ("partial:4", 0, "got 'partial:4'; freeze=head moves the head alone"),
        ("stage:4", 0, "expected freeze=stage:1 to stage:3"),
        ("head", 2, "expected thaw=0 where freeze='head'"),
        ("all", -1, "got thaw=-1"),
    ],
)
def test_what_cannot_be_frozen_is_said(freeze: str, thaw: int, sentence: str) -> None:
    with pytest.raises(BadSetting, match=sentence):
        Freezing(net_of("small-cnn"), freeze=freeze, thaw=thaw)


def test_a_network_without_blocks_moves_as_a_whole() -> None:
    net = nn.Linear(3, 2)
    assert Freezing(net, freeze="all", thaw=0).moved(1) == 8
    with pytest.raises(BadSetting, match="got a Linear; set freeze=all, thaw=0"):
        Freezing(net, freeze="head", thaw=0)


def test_frozen_convolutions_take_no_part_in_the_way_back() -> None:
    net = net_of("small-cnn")
    Freezing(net, freeze="head", thaw=0)
    maps = net.convolutions(torch.rand(2, 1, 16, 16))
    assert not maps.requires_grad  # so torch keeps nothing of them
    Freezing(net, freeze="partial:1", thaw=0)
    assert not net.convolutions[:2](torch.rand(2, 1, 16, 16)).requires_grad  # type: ignore[index]


def test_frozen_batch_norms_keep_their_statistics() -> None:
    net = net_of("small-cnn")
    freezing = Freezing(net, freeze="partial:1", thaw=0)
    before = {name: value.clone() for name, value in net.state_dict().items()}
    objective = supervised.build(named("cross-entropy"), net, freezing, counts={})
    optimiser = optimisers.build(named("sgd", lr=0.1), net)
    objective.begin(0)
    torch.autograd.backward(objective.phases[0].loss(some(8)))
    optimiser.step()
    changed = {n for n, value in net.state_dict().items() if not torch.equal(value, before[n])}
    still = {n for n in before if n.startswith(("convolutions.0.", "convolutions.1."))}
    assert changed == set(before) - still


def test_blocks_thaw_one_by_one_from_the_last() -> None:
    net = net_of("small-cnn")
    freezing = Freezing(net, freeze="all", thaw=2)
    every = [sum(w.numel() for w in layer) for layer in layers(net)]
    moving = []
    for epoch in range(8):
        net.train()
        freezing.begin(epoch)
        moving.append(sum(w.numel() for w in net.parameters() if w.requires_grad))
        assert freezing.moved(epoch + 1) == moving[-1]
    joined = [sum(every[:n]) for n in (1, 2, 3, 4)]
    assert moving == [joined[0]] * 2 + [joined[1]] * 2 + [joined[2]] * 2 + [joined[3]] * 2


def test_earlier_blocks_learn_at_smaller_rates() -> None:
    net = net_of("small-cnn")
    groups = optimisers.build(named("adam", lr=1.0), net, layer_decay=0.5).param_groups
    rate = {id(weight): group["lr"] for group in groups for weight in group["params"]}
    assert rate[id(net.answer.weight)] == 1.0
    assert [rate[id(block.weights[0])] for block in blocks(net)] == [0.125, 0.25, 0.5]
    assert len(rate) == len(list(net.parameters()))
    with pytest.raises(BadSetting, match="layer_decay above 0 and at most 1, got 0"):
        optimisers.build(named("adam"), net, layer_decay=0)


# Thawing, killed and resumed --------------------------------------------------------------------


def some(n: int, seed: int = 0) -> Batch:
    chance = torch.Generator().manual_seed(seed)
    images: Tensor = torch.rand(n, 1, 12, 12, generator=chance)
    return {"image": images, "truth": torch.eye(2)[torch.arange(n) % 2]}


class Few:
    """Two batches an epoch, the same for the same epoch."""

    def __len__(self) -> int:
        return 2

    def epoch(self, number: int) -> Iterator[Batch]:
        yield from (some(4, 10 * number + step) for step in range(2))


class Killed(Exception):
    """Stands for a kill."""


class KillIn(Silent):
    def __init__(self, epoch: int) -> None:
        self.when = epoch

    def step(self, epoch: int, loss: float) -> None:
        if epoch == self.when:
            raise Killed


def loop_in(folder: Path, *watchers: Silent) -> Loop:
    recipe = Recipe(
        card=Card(name="a", task="classify", input=Input()),
        net=named("small-cnn", width=4, depth=2),
        optimiser=named("adamw", lr=0.01),
        stop=Stop("loss", 0),
        epochs=5,
        thaw=2,
        layer_decay=0.5,
        average=0.9,
    )
    net = net_of("small-cnn", width=4, depth=2, dropout=0.2)
    objective = supervised.build(
        named("cross-entropy"), net, Freezing(net, freeze="all", thaw=2), counts={}
    )
    return Loop(objective, recipe, Accelerator(cpu=True), folder=folder, watchers=watchers)


@pytest.mark.parametrize("epoch", [1, 2, 4])
def test_a_killed_thawing_ends_with_equal_weights(epoch: int, tmp_path: Path) -> None:
    for name in ("whole", "cut"):
        (tmp_path / name).mkdir()
    loop_in(tmp_path / "whole").fit(Few(), lambda net: {"loss": 0.0})
    with pytest.raises(Killed):
        loop_in(tmp_path / "cut", KillIn(epoch)).fit(Few(), lambda net: {"loss": 0.0})
    again = loop_in(tmp_path / "cut")
    again.resume()
    again.fit(Few(), lambda net: {"loss": 0.0})
    whole, cut = (
        checkpoint.load(tmp_path / name / "last.safetensors")["moves"][0]
        for name in ("whole", "cut")
    )
    assert all(torch.equal(whole[name], cut[name]) for name in whole)
