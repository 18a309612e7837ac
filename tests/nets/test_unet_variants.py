"""MONAI's U-Nets, as ours: every size that fits, in planes and volumes; a gate, a sum."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from diaphane import nets
from diaphane.errors import BadSetting, UnknownName
from diaphane.nets.segmenter import Segmenter
from diaphane.recipe import named

VARIANTS = pytest.mark.parametrize("name", ["res-unet", "attention-unet"])


def build(name: str, size: tuple[int, ...], **settings: Any) -> Segmenter:
    net = nets.build(named(name, **settings), inputs=1, outputs=3, size=size)
    assert isinstance(net, Segmenter)
    return net


@VARIANTS
@pytest.mark.parametrize("size", [(8, 12), (12, 8, 12)])
def test_they_answer_for_each_pixel_in_sixteen_bits(name: str, size: tuple[int, ...]) -> None:
    net = build(name, size, widths=(4, 6, 8))
    assert net.stride == 4
    with torch.autocast("cpu", torch.bfloat16):
        logits = net(torch.rand(2, 1, *size))
    assert logits.shape == (2, 3, *size)
    logits.float().square().mean().backward()
    assert all(w.grad is not None and w.grad.isfinite().all() for w in net.parameters())


@VARIANTS
def test_width_and_depth_are_those_of_a_unet(name: str) -> None:
    doubled, listed = (
        build(name, (16, 16), width=4, depth=2),
        build(name, (16, 16), widths=(4, 8, 16)),
    )
    assert [w.shape for w in doubled.parameters()] == [w.shape for w in listed.parameters()]


@pytest.mark.parametrize("norm", ["batch", "instance", "none"])
def test_norms_are_those_of_a_unet(norm: str) -> None:
    kinds = [
        type(part).__name__
        for part in build("res-unet", (16, 16), width=4, norm=norm, depth=1).modules()
    ]
    assert ("BatchNorm2d" in kinds) == (norm == "batch")
    assert ("InstanceNorm2d" in kinds) == (norm == "instance")


@VARIANTS
@pytest.mark.parametrize(
    ("size", "settings", "sentence"),
    [
        ((30, 32), {}, "expected sizes that are multiples of 16, got 30 x 32; take 32 x 32"),
        ((16, 32), {}, "at least 32 x 32 for a network that halves them to a 16th"),
        ((32, 32), {"depth": -1}, "expected whole numbers above 0 for 'depth'"),
        ((32, 32), {"up": "resize"}, "does not take these settings: .*'up'"),
    ],
)
def test_what_cannot_be_built_is_told(
    name: str, size: tuple[int, ...], settings: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(BadSetting, match=sentence):
        build(name, size, **settings)


def test_unknown_norms_are_told() -> None:
    with pytest.raises(UnknownName, match="no norm named 'layer'"):
        build("res-unet", (32, 32), norm="layer")
