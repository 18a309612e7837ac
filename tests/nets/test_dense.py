"""The network for rows: columns on one scale inside it, noise in training only, heat a column."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.preprocessing import StandardScaler

from diaphane import nets
from diaphane.errors import BadSetting, UnknownName
from diaphane.nets.classifier import Classifier
from diaphane.nets.dense import Noise, dense
from diaphane.nets.standardise import Standardise
from diaphane.recipe import named


def rows(n: int = 50) -> torch.Tensor:
    """(N, 1, 3): columns of very different units, the last always the same."""
    chance = torch.Generator().manual_seed(0)
    values = torch.randn(n, 3, generator=chance) * torch.tensor([1e-3, 1e4, 0]) + 7
    return values[:, None]


def test_columns_are_standardised_as_scikit_learn_does() -> None:
    part = Standardise(3)
    part.fit(rows())
    expected = StandardScaler().fit_transform(rows()[:, 0].numpy())
    np.testing.assert_allclose(part(rows()).numpy(), expected, atol=2e-2)
    assert not part(rows())[:, 2].any()


def test_noise_is_for_training_only() -> None:
    noise = Noise(0.5)
    values = torch.zeros(4000, 2)
    assert noise.train()(values).std().item() == pytest.approx(0.5, rel=0.05)
    assert noise.eval()(values) is values


@pytest.mark.parametrize("activation", ["relu", "tanh", "elu", "noisy-relu"])
def test_heat_is_slope_times_standardised_value(activation: str) -> None:
    torch.manual_seed(0)
    net = dense(inputs=1, outputs=2, size=(3,), widths=(8, 4), activation=activation).eval()
    values = rows(5).requires_grad_()
    said = net.explained(values)
    assert said["cam"].shape == (5, 2, 1, 3)
    (slope,) = torch.autograd.grad(said["logits"][:, 1].sum(), values)
    expected = slope[:, 0] * values[:, 0] * 3  # nothing is fitted, so standardising changes nothing
    torch.testing.assert_close(said["cam"][:, 1, 0], expected, rtol=1e-4, atol=1e-3)


def test_it_learns_what_no_line_divides() -> None:
    torch.manual_seed(0)
    values = torch.rand(200, 1, 2) * 2 - 1
    truth = (values[:, 0, 0] * values[:, 0, 1] > 0).long()
    net = nets.build(named("dense", widths=(32,), noise=0.05), inputs=1, outputs=2, size=(2,))
    assert isinstance(net, Classifier)
    optimiser = torch.optim.Adam(net.parameters(), lr=1e-2)
    for _ in range(200):
        optimiser.zero_grad()
        torch.autograd.backward(torch.nn.functional.cross_entropy(net(values), truth))
        optimiser.step()
    assert (net.eval()(values).argmax(1) == truth).float().mean() > 0.95


def test_what_does_not_go_together_is_refused() -> None:
    with pytest.raises(BadSetting, match="expected rows of a table for the network 'dense'"):
        nets.build(named("dense"), inputs=1, outputs=2, size=(8, 8))
    with pytest.raises(BadSetting, match="net=dense"):
        nets.build(named("small-cnn"), inputs=1, outputs=2, size=(8,))
    with pytest.raises(UnknownName, match="no activation named 'rele'"):
        dense(inputs=1, outputs=2, size=(3,), activation="rele")
    with pytest.raises(BadSetting, match="width"):
        nets.build(named("dense", width=3), inputs=1, outputs=2, size=(3,))
