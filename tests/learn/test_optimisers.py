"""Optimisers are torch's own, survive a checkpoint, and refuse what they do not take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from diaphane.errors import BadSetting, UnknownName
from diaphane.learn import checkpoint, optimisers
from diaphane.learn.optimisers import OPTIMISERS
from diaphane.recipe import named


def steps(net: nn.Module, optimiser: torch.optim.Optimizer, n: int) -> None:
    for place in range(n):
        images = torch.randn(8, 3, generator=torch.Generator().manual_seed(place))
        optimiser.zero_grad()
        net(images).square().mean().backward()
        optimiser.step()


def fresh(name: str) -> tuple[nn.Module, torch.optim.Optimizer]:
    torch.manual_seed(0)
    net = nn.Linear(3, 2)
    return net, optimisers.build(named(name, lr=0.01), net)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_a_step_is_torch_s(name: str) -> None:
    net, ours = fresh(name)
    other = nn.Linear(3, 2)
    other.load_state_dict(net.state_dict())
    decay = {"weight_decay": 0.0} if name == "adamw" else {}  # the only one that decays unasked
    ours.param_groups[0].update(decay)
    steps(net, ours, 3)
    steps(other, OPTIMISERS[name](other.parameters(), lr=0.01, **decay), 3)
    torch.testing.assert_close(net.state_dict(), other.state_dict())


@pytest.mark.parametrize("name", OPTIMISERS)
def test_a_checkpoint_goes_on_exactly(name: str, tmp_path: Path) -> None:
    whole, optimiser = fresh(name)
    steps(whole, optimiser, 2)
    checkpoint.save(tmp_path / "a", {"net": whole.state_dict(), "is": optimiser.state_dict()})
    steps(whole, optimiser, 2)
    cut, other = fresh(name)
    state = checkpoint.load(tmp_path / "a")
    cut.load_state_dict(state["net"])
    other.load_state_dict(state["is"])
    steps(cut, other, 2)
    assert all(map(torch.equal, whole.parameters(), cut.parameters()))


def test_biases_are_not_decayed() -> None:
    net = nn.Linear(3, 2)
    optimiser = optimisers.build(named("sgd", lr=0.1, weight_decay=0.5), net)
    before = [weight.detach().clone() for weight in net.parameters()]
    for weight in net.parameters():
        weight.grad = torch.zeros_like(weight)
    optimiser.step()
    torch.testing.assert_close(net.weight, before[0] * 0.95)
    assert torch.equal(net.bias, before[1])


@pytest.mark.parametrize(
    ("name", "settings", "sentence"),
    [
        ("rprop", {"weight_decay": 0.1}, "'rprop' has no setting 'weight_decay'; known: lr, etas"),
        ("adam", {"rate": 0.1}, "optimiser 'adam' has no setting 'rate'; known: lr, "),
        ("adam", {"lr": -1}, "optimiser 'adam': Invalid learning rate: -1"),
    ],
)
def test_settings_that_are_not_there_are_refused(
    name: str, settings: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(BadSetting, match=sentence):
        optimisers.build(named(name, **settings), nn.Linear(3, 2))


def test_a_misspelt_name_offers_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean 'rprop'"):
        optimisers.build(named("rpop"), nn.Linear(3, 2))
