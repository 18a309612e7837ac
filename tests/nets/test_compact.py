"""The compact network starts from the enlarged input and sees no further than its convolutions."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F  # noqa: N812

from diaphane import nets
from diaphane.errors import BadSetting, UnknownName
from diaphane.nets.compact import compact
from diaphane.recipe import named


@pytest.mark.parametrize("scale", [2, 3, 4])
@pytest.mark.parametrize("size", [(1, 1), (5, 8)])
def test_a_picture_of_any_size_becomes_as_much_larger(scale: int, size: tuple[int, int]) -> None:
    net = compact(channels=3, scale=scale, width=4, depth=2)
    assert net(torch.rand(2, 3, *size)).shape == (2, 3, scale * size[0], scale * size[1])


def test_it_begins_with_the_input_enlarged() -> None:
    net, picture = compact(channels=3, scale=4, width=4, depth=2), torch.rand(1, 3, 6, 7)
    enlarged = F.interpolate(picture, scale_factor=4, mode="bilinear")
    torch.testing.assert_close(net(picture), enlarged)


def test_a_pixel_reaches_no_further_than_the_convolutions() -> None:
    net = compact(channels=1, scale=4, width=4, depth=2)
    torch.nn.init.normal_(net.last.weight)
    changed = torch.zeros(1, 1, 32, 32)
    changed[..., 16, 16] = 1
    with torch.no_grad():
        apart = (net(changed) - net(torch.zeros(1, 1, 32, 32))).abs()[0, 0].amax(0)
    touched = apart.nonzero().flatten() // 4
    assert touched.min() == 16 - 4  # four convolutions: two between the first and the last
    assert touched.max() == 16 + 4


def test_the_default_is_small() -> None:
    net = compact(channels=3, scale=4)
    assert sum(weight.numel() for weight in net.parameters()) == (
        (27 * 64 + 64) + 10 * (9 * 64 * 64 + 64) + (9 * 64 * 48 + 48)
    )


def test_what_cannot_be_built_is_told() -> None:
    with pytest.raises(BadSetting, match=r"expected a scale of 2 or 3 or 4, got 8"):
        nets.enhancer(named("compact"), channels=3, scale=8)
    with pytest.raises(BadSetting, match="expected whole numbers above 0 for 'depth', got"):
        nets.enhancer(named("compact", depth=0), channels=3, scale=4)
    with pytest.raises(BadSetting, match=r"does not take these settings: .*'wide'"):
        nets.enhancer(named("compact", wide=3), channels=3, scale=4)
    with pytest.raises(UnknownName, match=r"network that enhances named .unet.; .*compact, rrdb"):
        nets.enhancer(named("unet"), channels=3, scale=4)
    with pytest.raises(UnknownName, match="no activation named 'other'"):
        nets.enhancer(named("compact", activation="other"), channels=3, scale=4)
