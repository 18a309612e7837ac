"""The U-Net is the published one, and each of its settings does what it says."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
import torch
from torch import nn

from diaphane import nets
from diaphane.errors import BadSetting, UnknownName
from diaphane.nets.segmenter import Segmenter
from diaphane.nets.unet import margin, unet
from diaphane.recipe import named


def build(size: tuple[int, ...] = (32, 32), outputs: int = 2, **settings: Any) -> Segmenter:
    net = nets.build(named("unet", **settings), inputs=1, outputs=outputs, size=size)
    assert isinstance(net, Segmenter)
    return net


def weights(net: nn.Module) -> int:
    return sum(weight.numel() for weight in net.parameters())


def test_the_published_net_has_its_weights() -> None:
    """Counted by hand from figure 1: 31.0 million."""
    widths = (1, 64, 128, 256, 512, 1024)
    level = sum(9 * a * b + b + 9 * b * b + b for a, b in pairwise(widths))
    back = sum(4 * a * b + b + 9 * 2 * b * b + b + 9 * b * b + b for b, a in pairwise(widths[1:]))
    for up in ("transposed", "resize"):
        net = build((512, 512), outputs=2, norm="none", up=up)
        assert weights(net) == level + back + 64 * 2 + 2 == 31_030_658


def test_the_published_tile_of_572_is_answered_on_388() -> None:
    assert margin(4) == 92
    net = build((572, 572), width=1, padding="valid", norm="none")
    assert net.margin == 92
    assert net(torch.zeros(1, 1, 572, 572)).shape == (1, 2, 388, 388)


@pytest.mark.parametrize("convolutions", [1, 2, 3])
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_the_margin_is_what_is_missing(depth: int, convolutions: int) -> None:
    net = unet(
        inputs=1, outputs=1, width=2, depth=depth, convolutions=convolutions, padding="valid"
    )
    assert net.margin == margin(depth, convolutions)
    for wanted in (1, 2 * net.margin + 30):
        size = net.fit(wanted)
        assert size < max(wanted, 2 * net.margin + 1) + net.stride
        answer = net(torch.zeros(1, 1, size, size + net.stride))
        assert answer.shape[2:] == (size - 2 * net.margin, size + net.stride - 2 * net.margin)


def test_what_is_copied_is_the_middle() -> None:
    """A net without padding says in the middle what it says of the same image in a larger one."""
    torch.manual_seed(0)
    net = build((52, 52), width=2, depth=2, padding="valid").eval()
    image, step = torch.rand(1, 1, 60, 60), net.stride
    whole, part = net(image), net(image[..., step : step + 52, step : step + 52])
    inside = whole[..., step : step + part.shape[2], step : step + part.shape[3]]
    torch.testing.assert_close(part, inside)


@pytest.mark.parametrize("convolution", ["plain", "depthwise"])
@pytest.mark.parametrize("up", ["transposed", "resize"])
@pytest.mark.parametrize("norm", ["batch", "instance", "none"])
@pytest.mark.parametrize("size", [(8, 12), (12, 8, 12)])
def test_every_setting_answers_for_each_pixel_in_sixteen_bits(
    size: tuple[int, ...], norm: str, up: str, convolution: str
) -> None:
    net = build(size, outputs=3, widths=(2, 3, 4), norm=norm, up=up, convolution=convolution)
    order = torch.channels_last if len(size) == 2 else torch.channels_last_3d
    net = net.to(memory_format=order)
    images = torch.rand(2, 1, *size).contiguous(memory_format=order)
    with torch.autocast("cpu", torch.bfloat16):
        logits = net(images)
    assert logits.shape == (2, 3, *size)
    logits.float().square().mean().backward()
    assert all(w.grad is not None and w.grad.isfinite().all() for w in net.parameters())


def test_depthwise_convolutions_take_about_a_ninth() -> None:
    plain, depthwise = (build(convolution=kind, width=32) for kind in ("plain", "depthwise"))
    levels = [sum(map(weights, (net.down, net.up))) for net in (plain, depthwise)]  # type: ignore[arg-type]
    assert 8 < levels[0] / levels[1] < 9


@pytest.mark.parametrize("convolution", ["plain", "depthwise"])
def test_fresh_weights_keep_the_size_of_numbers(convolution: str) -> None:
    torch.manual_seed(0)
    net = build((64, 64), width=16, norm="none", convolution=convolution, dropout=0.0)
    logits = net(torch.randn(2, 1, 64, 64))
    assert 0.2 < float(logits.detach().std()) < 5


def test_dropout_works_at_the_bottom_in_training_only() -> None:
    torch.manual_seed(0)
    net, image = build(width=4, norm="none"), torch.rand(1, 1, 32, 32)
    assert not torch.equal(net(image), net(image))
    net.eval()
    assert torch.equal(net(image), net(image))


@pytest.mark.parametrize(
    ("size", "settings", "sentence"),
    [
        ((500, 512), {}, "expected sizes that are multiples of 16, got 500 x 512; take 512 x 512"),
        (
            (512, 512),
            {"padding": "valid"},
            "expected sizes that are multiples of 16 plus 12, got 512 x 512; take 524 x 524",
        ),
        ((30, 32, 32), {"depth": 2}, "multiples of 4, got 30 x 32 x 32; take 32 x 32 x 32"),
        ((32, 64, 64), {}, "at least 48 x 32 x 32 for .* to a 16th, got 32 x 64 x 64; take larger"),
        ((9,), {}, "expected a network for rows of a table, got 'unet'"),
        ((8, 8, 8, 8), {}, "expected a tile of two axes or three, got 4"),
        ((32, 32), {"depth": 0}, "expected whole numbers above 0 for 'depth', got \\(0,\\)"),
        ((32, 32), {"widths": 4}, "expected whole numbers above 0 for 'widths', got 4"),
        ((32, 32), {"dept": 3}, "does not take these settings: .*'dept'"),
    ],
)
def test_what_cannot_be_built_is_told(
    size: tuple[int, ...], settings: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(BadSetting, match=sentence):
        build(size, **settings)


@pytest.mark.parametrize("setting", ["norm", "convolution", "padding", "up", "activation"])
def test_an_unknown_choice_is_told(setting: str) -> None:
    with pytest.raises(UnknownName, match=f"no {setting} named 'other'; "):
        nets.build(named("unet", **{setting: "other"}), inputs=1, outputs=1, size=(32, 32))


def test_images_of_a_size_it_does_not_take_are_refused() -> None:
    net = build(width=2)
    with pytest.raises(BadSetting, match="multiples of 16, got 40 x 32; take 48 x 32"):
        net(torch.zeros(1, 1, 40, 32))
    with pytest.raises(BadSetting, match=r"expected planes \(Y, X\), got a size of 16 x 16 x 16"):
        net(torch.zeros(1, 1, 16, 16, 16))
    with pytest.raises(BadSetting, match=r"expected tiles of at least 32 x 32 .* got 16 x 32"):
        net(torch.zeros(1, 1, 16, 32))
    assert net.eval()(torch.zeros(1, 1, 16, 32)).shape == (1, 2, 16, 32)
