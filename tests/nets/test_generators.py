"""Networks that translate: pictures of the same size, plain or with a fraction of the weights."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from diaphane import nets
from diaphane.errors import BadSetting, UnknownName
from diaphane.nets.resnet_generator import resnet_generator
from diaphane.nets.unet_generator import doubled_apart, unet_depthwise, unet_generator
from diaphane.recipe import named


@pytest.mark.parametrize(("name", "stride"), [("unet", 8), ("unet-depthwise", 8), ("resnet", 4)])
def test_a_picture_becomes_another_of_its_size(name: str, stride: int) -> None:
    settings = {"blocks": 1} if name == "resnet" else {"depth": 3}
    net = nets.translator(named(name, width=4, **settings), channels=3).eval()
    assert (net.stride, net.scale) == (stride, 1)
    picture = net(torch.rand(2, 3, 16, 24))
    assert picture.shape == (2, 3, 16, 24)
    assert picture.min() >= 0
    assert picture.max() <= 1


def size(net: nn.Module) -> int:
    return sum(weight.numel() for weight in net.parameters())


def test_depthwise_has_a_fraction_of_the_weights() -> None:
    assert size(unet_depthwise(channels=3)) * 3 < size(unet_generator(channels=3))


def test_the_published_net_has_its_weights() -> None:
    """11.378 million in convolutions with transposed ones of 3 x 3 (Zhu et al. 2017), as many in
    ours; instance norms have two numbers a map more."""
    with torch.device("meta"):
        net = resnet_generator(channels=3)
    norms = sum(size(part) for part in net.modules() if isinstance(part, nn.InstanceNorm2d))
    assert size(net) - norms == 11_378_179


def test_mixing_maps_before_doubling_is_mixing_them_after() -> None:
    """Doubling repeats pixels, and what is done at each pixel alone does not mind."""
    layers = doubled_apart(4, 6)
    assert isinstance(layers, nn.Sequential)
    mixed, twice, apart = layers
    maps = torch.rand(1, 4, 5, 5)
    torch.testing.assert_close(apart(twice(mixed(maps))), apart(mixed(twice(maps))))


def test_the_answer_does_not_hang_on_brightness_at_the_lowest_level() -> None:
    """Instance norms below the first level: what is as bright again gives the same maps there."""
    net = unet_generator(channels=1, width=4, depth=2).eval()
    layer = net.down[1]
    maps = torch.rand(1, 4, 8, 8)
    torch.testing.assert_close(layer(10 * maps), layer(maps), atol=1e-3, rtol=1e-3)


def test_what_cannot_be_built_is_told() -> None:
    with pytest.raises(UnknownName, match=r"unet, unet-depthwise, resnet|'vit'"):
        nets.translator(named("vit"), channels=3)
    with pytest.raises(BadSetting, match="expected whole numbers above 0 for 'depth', got"):
        nets.translator(named("unet", depth=0), channels=3)
    with pytest.raises(BadSetting, match="expected a dropout of at least 0 and below 1, got 1"):
        nets.translator(named("unet", dropout=1), channels=3)
    with pytest.raises(BadSetting, match="network 'resnet' does not take these settings"):
        nets.translator(named("resnet", depth=1), channels=3)
