"""Convolutions and dense layers for each pixel of images of one size."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn

from diaphane import nets
from diaphane.errors import BadSetting, UnknownName
from diaphane.nets.segmenter import Segmenter
from diaphane.recipe import named


def build(size: tuple[int, ...] | None, **settings: Any) -> Segmenter:
    net = nets.build(named("conv-dense", **settings), inputs=1, outputs=2, size=size)
    assert isinstance(net, Segmenter)
    return net


@pytest.mark.parametrize("size", [(13, 10), (5, 8, 9)])
def test_each_pixel_has_its_logits(size: tuple[int, ...]) -> None:
    net = build(size, widths=(2, 3), dense=(5,), activations=("tanh",))
    assert net(torch.rand(3, 1, *size)).shape == (3, 2, *size)


def test_the_number_of_weights_is_the_hand_count() -> None:
    net = build((12, 8), widths=(4, 6), dense=(5, 7))
    maps = 9 * 4 + 4 + 9 * 4 * 6 + 6
    flat = 6 * 3 * 2
    dense = flat * 5 + 5 + 5 * 7 + 7 + 7 * 2 * 96 + 2 * 96
    assert sum(weight.numel() for weight in net.parameters()) == maps + dense


def test_dense_layers_are_activated_as_asked() -> None:
    net = build((8, 8), dense=(5, 7, 3), activations=("relu", "tanh", "elu"))
    kinds = [type(part).__name__ for part in net.modules() if not list(part.children())]
    activated = ("Rectifier", "Tanh", "Exponential")
    assert kinds[-10:] == [*(k for a in activated for k in ("Linear", a, "Dropout")), "Linear"]


def test_the_second_pixel_is_the_second_answer() -> None:
    net = build((4, 4), widths=(), dense=(), activations=())
    answer = net.get_submodule("answer")
    assert isinstance(answer, nn.Linear)
    nn.init.zeros_(answer.weight)
    with torch.no_grad():
        answer.bias.copy_(torch.arange(32.0))
    expected = torch.arange(32.0).view(1, 2, 4, 4)
    torch.testing.assert_close(net(torch.rand(1, 1, 4, 4)), expected)


@pytest.mark.parametrize(
    ("size", "settings", "sentence"),
    [
        (None, {}, "expected images of one size, at least 4 along each axis, .* got any size"),
        ((3, 9), {}, "at least 4 along each axis, .* got 3 x 9; set the card's tile"),
        ((9, 9), {"dense": (5,)}, "an activation for each of 1 dense layers, got \\('relu', 't"),
        ((9, 9), {"widths": (4, -1)}, "expected whole numbers above 0 for 'widths'"),
    ],
)
def test_what_cannot_be_built_is_told(
    size: tuple[int, ...] | None, settings: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(BadSetting, match=sentence):
        build(size, **settings)


def test_another_size_and_unknown_activations_are_told() -> None:
    net = build((8, 8), dense=(5,), activations=("relu",))
    with pytest.raises(BadSetting, match="expected images of 8 x 8, got 8 x 16"):
        net(torch.zeros(1, 1, 8, 16))
    with pytest.raises(UnknownName, match="no activation named 'tahn'; did you mean 'tanh'"):
        build((8, 8), activations=("relu", "tahn"))
