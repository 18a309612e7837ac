"""Activations are what their names say, with true derivatives, and noisy in training only."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from torch.nn import functional as F  # noqa: N812

from diaphane.errors import UnknownName
from diaphane.nets.activations import ACTIVATIONS, activation

X = torch.tensor([-60.0, -3.0, -1.0, -0.1, 0.0, 0.1, 1.0, 3.0, 60.0])
SAME: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky-relu": F.leaky_relu,
    "prelu": lambda x: F.prelu(x, torch.tensor([0.25])),
    "rrelu": F.rrelu,
    "elu": F.elu,
    "noisy-relu": F.relu,
    "noisy-tanh": torch.tanh,
    "noisy-sigmoid": torch.sigmoid,
}
CHANCE = ("rrelu", "noisy-relu", "noisy-tanh", "noisy-sigmoid")


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_at_work_they_are_torch_s_own(name: str) -> None:
    torch.testing.assert_close(activation(name).eval()(X), SAME[name](X))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slopes_are_the_derivatives(name: str) -> None:
    function, x = activation(name).eval(), X.clone().requires_grad_()
    (slopes,) = torch.autograd.grad(function(x).sum(), x)
    torch.testing.assert_close(function.slope(X), slopes)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_chance_belongs_to_training_and_follows_the_seed(name: str) -> None:
    function, x = activation(name), torch.linspace(-4, 4, 200)

    def drawn(seed: int) -> torch.Tensor:
        torch.manual_seed(seed)
        return function(x).detach()  # type: ignore[no-any-return]

    assert torch.equal(drawn(0), drawn(0))
    assert torch.equal(drawn(0), drawn(1)) == (name not in CHANCE)
    function.eval()
    assert torch.equal(drawn(0), drawn(1))


def test_noise_has_the_papers_spread() -> None:
    torch.manual_seed(0)
    x = torch.full((40_000,), 2.0)
    assert activation("noisy-relu")(x).std() == pytest.approx(
        math.sqrt(1 / (1 + math.exp(-2))), rel=0.03
    )
    y = math.tanh(2)
    spread = (1 / (1 + math.exp(2 - y)) - 0.5) ** 2
    assert activation("noisy-tanh")(x).std() == pytest.approx(spread, rel=0.03)
    assert activation("noisy-sigmoid")(torch.zeros(99)).std() == 0  # on its tangent: no noise


def test_half_precision_stays_half() -> None:
    for name in ACTIVATIONS:
        x = X.to(torch.bfloat16)
        assert activation(name)(x).dtype == activation(name).slope(x).dtype == torch.bfloat16


def test_a_misspelt_name_offers_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean 'relu'"):
        activation("rellu")
