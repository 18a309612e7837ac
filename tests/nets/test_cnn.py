"""A net of one's own is what its settings say; what cannot be built is refused in a sentence."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
import torch
from torch import nn

from diaphane import nets
from diaphane.errors import BadSetting, UnknownName
from diaphane.nets.cnn import cnn
from diaphane.nets.pooling import POOLINGS
from diaphane.nets.small_cnn import small_cnn
from diaphane.recipe import named


def kinds(net: nn.Module) -> list[str]:
    return [type(layer).__name__ for layer in net.modules() if not list(layer.children())]


def test_a_block_is_convolutions_normed_and_activated_then_pooled() -> None:
    net = cnn(inputs=1, outputs=2, widths=(4,), convolutions=2, activation="elu", dense=(5,))
    assert kinds(net) == [
        *("Conv2d", "BatchNorm2d", "Exponential") * 2,
        "MaxPool2d",
        *("Pool", "Linear", "Exponential", "Dropout", "Linear"),
    ]


@pytest.mark.parametrize("pooling", POOLINGS)
def test_poolings_halve_and_keep_odd_rows(pooling: str) -> None:
    net = cnn(inputs=1, outputs=2, widths=(4, 4), kernel=5, pooling=pooling).eval()
    side = (33, 21) if pooling == "none" else (9, 6)
    assert net.convolutions(torch.rand(1, 1, 33, 21)).shape == (1, 4, *side)


def test_the_number_of_weights_is_the_hand_count() -> None:
    def count(**settings: Any) -> int:
        net = cnn(inputs=1, outputs=3, widths=(4, 8), **settings)
        return sum(weight.numel() for weight in net.parameters())

    maps = sum(9 * a * b for a, b in pairwise((1, 4, 8)))
    assert count() == maps + 2 * (4 + 8) + 8 * 3 + 3
    assert count(norm="none") == maps + (4 + 8) + 8 * 3 + 3
    assert count(head="flatten", size=(16, 12)) == maps + 2 * (4 + 8) + (8 * 4 * 3) * 3 + 3
    assert count(activation="prelu", dense=(5,)) == (
        maps + 2 * (4 + 8) + 2 + (8 * 5 + 5) + 1 + 5 * 3 + 3
    )


def test_the_first_lesson_s_net_is_one_of_them() -> None:
    lesson, own = small_cnn(inputs=1, outputs=2), cnn(inputs=1, outputs=2, widths=(16, 32, 64))
    own.load_state_dict(lesson.state_dict())
    images = torch.rand(2, 1, 20, 20)
    assert torch.equal(lesson.eval()(images), own.eval()(images))


def test_a_backbone_may_have_a_flattened_head() -> None:
    part = named("resnet10t", head="flatten", dense=(4,), head_activation="tanh")
    net = nets.build(part, inputs=1, outputs=2, size=(64, 96)).eval()
    assert net.hidden[0].in_features == 512 * 2 * 3  # type: ignore[index, union-attr]
    assert net(torch.rand(1, 1, 64, 96)).shape == (1, 2)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"kernel": 4}, "expected an odd kernel, which has a middle, got 4"),
        ({"widths": 16}, "expected whole numbers above 0 for 'widths', got 16"),
        ({"widths": (16, 0)}, "expected whole numbers above 0 for 'widths'"),
        ({"widths": "wide"}, "expected whole numbers above 0 for 'widths', got 'wide'"),
        ({"convolutions": 1.5}, "expected whole numbers above 0 for 'convolutions'"),
        ({"dense": (-2,)}, "expected whole numbers above 0 for 'dense'"),
        ({"dropout": 3.0}, "network 'cnn' does not take these settings: .*between 0 and 1"),
        ({"head": "flatten"}, "expected images of one size .* set card.input.size"),
    ],
)
def test_what_cannot_be_built_is_refused(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadSetting, match=sentence):
        nets.build(named("cnn", **settings), inputs=1, outputs=2)


@pytest.mark.parametrize(
    ("setting", "name", "near"),
    [
        ("pooling", "maxx", "max"),
        ("norm", "batchnorm", "batch"),
        ("activation", "leaky", "leaky-relu"),
        ("head_activation", "tan", "tanh"),
        ("head", "flat", "flatten"),
    ],
)
def test_misspelt_names_offer_the_nearest(setting: str, name: str, near: str) -> None:
    with pytest.raises(UnknownName, match=f"named '{name}'; did you mean .*'{near}'"):
        nets.build(named("cnn", dense=(4,), **{setting: name}), inputs=1, outputs=2)
