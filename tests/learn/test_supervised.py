"""An objective is a loss with settings that fit it and the classes."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from diaphane.errors import BadSetting, UnknownName
from diaphane.learn import supervised
from diaphane.learn.losses import cross_entropy
from diaphane.recipe import named


def test_balanced_weights_come_from_the_training_part() -> None:
    net, images, truth = nn.Linear(4, 2), torch.rand(6, 4), torch.tensor([0, 0, 0, 1, 0, 1])
    part = named("cross-entropy", weights="balanced")
    objective = supervised.build(part, net, counts={"ill": 30, "well": 10})
    said = objective.phases[0].loss({"image": images, "truth": truth})
    torch.testing.assert_close(said, cross_entropy(net(images), truth, weights=(2 / 3, 2.0)))


def test_misspelt_names_and_settings_are_refused() -> None:
    with pytest.raises(UnknownName, match="no objective named 'fokal'; did you mean 'focal'"):
        supervised.build(named("fokal"), nn.Identity(), counts={})
    with pytest.raises(BadSetting, match="'focal' has no setting 'smoothing'; known: alpha, gamma"):
        supervised.build(named("focal", smoothing=0.1), nn.Identity(), counts={})
    with pytest.raises(BadSetting, match="for each of 'a', 'b', got"):
        supervised.build(named("focal", alpha=(1.0,)), nn.Identity(), counts={"a": 1, "b": 1})
