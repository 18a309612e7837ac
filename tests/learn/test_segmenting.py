"""Objectives of networks that segment are built from a name, or refused in a sentence."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from diaphane.card import Card, Class, Input
from diaphane.data.boundary import boundary_weights
from diaphane.errors import BadSetting, UnknownName
from diaphane.learn.dense_losses import dice_focal
from diaphane.learn.segmenting import build, weigher
from diaphane.recipe import named

CARD = Card("vessels", "segment", Input(tile=(8, 8)), classes=(Class("vessel"),))


def test_the_loss_is_that_of_the_pixels_that_count() -> None:
    torch.manual_seed(0)
    net = nn.Conv2d(1, 1, 3, padding=1).eval()
    objective = build(named("dice-focal", alpha=0.75, share=0.2), net, CARD)
    objective.begin(0)
    assert net.training
    assert [phase.name for phase in objective.phases] == ["dice-focal"]
    batch = {
        "image": torch.rand(2, 1, 8, 8),
        "truth": torch.randint(0, 2, (2, 8, 8)),
        "weight": torch.rand(2, 8, 8),
    }
    expected = dice_focal(
        net(batch["image"]), batch["truth"], weight=batch["weight"], alpha=(0.25, 0.75), share=0.2
    )
    torch.testing.assert_close(objective.phases[0].loss(batch), expected)


def test_unknown_names_and_settings_are_told() -> None:
    with pytest.raises(UnknownName, match="no objective of a network that segments named 'dise'; "):
        build(named("dise"), nn.Identity(), CARD)
    with pytest.raises(
        BadSetting, match="objective 'dice' has no setting 'weight'; known: batch, b"
    ):
        build(named("dice", weight=1), nn.Identity(), CARD)
    with pytest.raises(BadSetting, match="expected gamma from 0 to 20, got 99"):
        build(named("focal", gamma=99), nn.Identity(), CARD)


def test_any_objective_may_weigh_boundaries() -> None:
    labels = np.zeros((9, 12), np.uint8)
    labels[:, :4], labels[:, 6:] = 1, 1
    part = named("cross-entropy", boundary=4.0, sigma=2, smoothing=0.1)
    assert build(part, nn.Identity(), CARD).settings == {"smoothing": 0.1}
    weigh = weigher(part)
    assert weigh is not None
    np.testing.assert_array_equal(weigh(labels), boundary_weights(labels, w0=4.0, sigma=2.0))
    assert weigher(named("focal", gamma=1.0)) is None


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"boundary": -1}, "expected boundary of at least 0, got -1"),
        ({"sigma": "wide"}, "expected sigma of at least 0.1, got 'wide'"),
        ({"objects": "cells"}, "expected objects=classes or objects=background, got 'cells'"),
    ],
)
def test_boundaries_without_sense_are_refused(settings: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadSetting, match=sentence):
        build(named("dice", **settings), nn.Identity(), CARD)
