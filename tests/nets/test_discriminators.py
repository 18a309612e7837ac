"""Discriminators judge patches of the size they say."""

from __future__ import annotations

import pytest
import torch

from diaphane.errors import BadSetting, UnknownName
from diaphane.nets.discriminators import NORMS, discriminator
from diaphane.recipe import named


@pytest.mark.parametrize("norm", NORMS)
def test_each_norm_judges(norm: str) -> None:
    net = discriminator(named("patch", width=4, norm=norm), channels=3)
    assert net(torch.rand(2, 3, 40, 48)).shape == (2, 1, 3, 4)


def test_the_published_patch_is_70_pixels_wide() -> None:
    """Isola et al. 2017, section 3.2.2; no norm, which would look at the whole picture."""
    net = discriminator(named("patch", width=2, norm="none"), channels=1)
    picture = torch.zeros(1, 1, 256, 256, requires_grad=True)
    logits = net(picture)
    logits[0, 0, 15, 15].backward()
    assert picture.grad is not None
    rows = picture.grad[0, 0].abs().sum(1).nonzero()
    assert int(rows.max() - rows.min()) + 1 == 70


def test_spectral_norms_are_one() -> None:
    net = discriminator(named("patch", width=4, depth=1), channels=1)
    for _ in range(30):
        net(torch.rand(1, 1, 16, 16))
    assert isinstance(net.layers, torch.nn.Sequential)
    layer = net.layers[2]
    assert isinstance(layer, torch.nn.Conv2d)
    largest = torch.linalg.matrix_norm(layer.weight.flatten(1), 2)
    assert float(largest.detach()) == pytest.approx(1, abs=0.02)


def test_what_cannot_be_built_is_told() -> None:
    with pytest.raises(UnknownName, match="no discriminator named 'vgg'; known: patch"):
        discriminator(named("vgg"), channels=3)
    with pytest.raises(UnknownName, match="no norm named 'layer'"):
        discriminator(named("patch", norm="layer"), channels=3)
    with pytest.raises(BadSetting, match=r"does not take these settings: .*'wide'"):
        discriminator(named("patch", wide=1), channels=3)
    with pytest.raises(BadSetting, match="expected whole numbers above 0 for 'depth', got"):
        discriminator(named("patch", depth=0), channels=3)
