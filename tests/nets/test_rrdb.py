"""The network of ESRGAN is the published one, and each of its settings does what it says."""

from __future__ import annotations

import pytest
import torch

from diaphane import nets
from diaphane.errors import BadSetting
from diaphane.nets.rrdb import Dense, rrdb
from diaphane.recipe import named


def test_the_published_net_has_its_weights() -> None:
    """As many as the files of its authors hold: 16.7 million."""
    with torch.device("meta"):
        net = rrdb(channels=3, scale=4)
    assert sum(weight.numel() for weight in net.parameters()) == 16_697_987


@pytest.mark.parametrize(("scale", "stride"), [(4, 1), (2, 2), (1, 4)])
def test_a_picture_becomes_as_much_larger(scale: int, stride: int) -> None:
    net = rrdb(channels=1, scale=scale, blocks=1, width=4, growth=2)
    assert net.stride == stride
    assert net(torch.rand(1, 1, 8, 12)).shape == (1, 1, 8 * scale, 12 * scale)


def test_residuals_are_scaled() -> None:
    """With all weights alike but the scaling, what a dense block adds is in proportion to it."""
    maps, added = torch.rand(1, 4, 5, 5), []
    for residual in (0.1, 0.2):
        torch.manual_seed(0)
        added.append(Dense(4, 2, residual)(maps) - maps)
    torch.testing.assert_close(2 * added[0], added[1])


def test_there_is_no_normalisation() -> None:
    net = rrdb(channels=3, scale=4, blocks=1, width=4, growth=2)
    assert not [name for name, part in net.named_modules() if "Norm" in type(part).__name__]


def test_what_cannot_be_built_is_told() -> None:
    with pytest.raises(BadSetting, match="expected a scale of 1 or 2 or 4, got 3"):
        nets.enhancer(named("rrdb"), channels=3, scale=3)
    with pytest.raises(BadSetting, match="expected residual above 0 and at most 1, got 2"):
        nets.enhancer(named("rrdb", residual=2), channels=3, scale=4)
    with pytest.raises(BadSetting, match="expected whole numbers above 0 for 'blocks', got"):
        nets.enhancer(named("rrdb", blocks=1.5), channels=3, scale=4)
