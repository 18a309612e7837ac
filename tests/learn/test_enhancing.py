"""Losses between pictures are what their names say."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from diaphane.errors import BadSetting, UnknownName
from diaphane.learn.enhancing import PIXEL_LOSSES, build
from diaphane.recipe import named


def test_losses_by_hand() -> None:
    made, truth = torch.tensor([0.0, 0.4]), torch.tensor([0.3, 0.4])
    assert float(PIXEL_LOSSES["l1"](made, truth)) == pytest.approx(0.15)
    assert float(PIXEL_LOSSES["l2"](made, truth)) == pytest.approx(0.045)
    rounded = PIXEL_LOSSES["charbonnier"](made, truth, epsilon=0.4)
    assert float(rounded) == pytest.approx((0.5 + 0.4) / 2)


def test_the_objective_asks_the_network() -> None:
    net = nn.Upsample(scale_factor=2)
    objective = build(named("l1"), net)
    objective.begin(0)
    batch = {"image": torch.zeros(1, 3, 2, 2), "truth": torch.full((1, 3, 4, 4), 0.25)}
    (phase,) = objective.phases
    assert phase.moves is objective.net is net
    assert float(phase.loss(batch)) == 0.25


def test_what_it_does_not_take_is_told() -> None:
    with pytest.raises(UnknownName, match="no objective of a network that enhances named 'dice'"):
        build(named("dice"), nn.Identity())
    with pytest.raises(BadSetting, match="objective 'charbonnier' has no setting 'eps'; known: ep"):
        build(named("charbonnier", eps=1), nn.Identity())
    with pytest.raises(BadSetting, match="objective 'l1' has no setting 'weight'; known: none"):
        build(named("l1", weight=1), nn.Identity())
