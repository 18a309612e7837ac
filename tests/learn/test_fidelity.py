"""Validation says of pictures what the papers would."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import nn

from diaphane.card import Card, Input, Scaling
from diaphane.data.pictures import Sharp
from diaphane.image import Image
from diaphane.learn.fidelity import hold, score

CARD = Card("tiny", "enhance", Input(channels=3, tile=(8, 8), scaling=Scaling("depth")), scale=2)
NEAREST = nn.Upsample(scale_factor=2)
CPU = torch.device("cpu")


def picture(channels: int, level: int) -> Sharp:
    """Of one colour, but for a sharp picture that is 51 brighter; alpha does not count."""
    low = np.full((channels, 8, 8), level, np.uint8)
    truth = (low + 51).repeat(2, 1).repeat(2, 2)
    return Sharp("", truth=lambda: Image(truth), low=lambda: Image(low))


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_a_network_is_asked_at_the_pictures_own_depth(channels: int) -> None:
    seen: list[Image] = []
    held = hold([picture(channels, 20), picture(channels, 90)])
    figures = score(NEAREST, held, CARD, device=CPU, see=seen.extend)
    assert figures["loss"] == pytest.approx(0.2)
    decibels = -20 * math.log10(0.2 * (219 / 255 if channels > 2 else 1))
    assert figures["psnr"] == pytest.approx(decibels, abs=1e-3)
    assert [int(image.pixels.max()) for image in seen] == [20, 90]
    assert {image.pixels.dtype for image in seen} == {np.dtype(np.uint8)}


def test_the_border_does_not_count() -> None:
    low = np.full((1, 8, 8), 100, np.uint8)
    truth = low.repeat(2, 1).repeat(2, 2)
    truth[:, :2] = 255
    sharp = Sharp("", truth=lambda: Image(truth), low=lambda: Image(low))
    assert score(NEAREST, hold([sharp]), CARD, device=CPU) == {"loss": 0, "psnr": 100}


def test_nothing_is_said_of_nothing() -> None:
    assert score(NEAREST, (), CARD, device=CPU) == {}
