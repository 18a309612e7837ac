"""Occlusion measures what the log-odds lose, place by place."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from diaphane.card import Input
from diaphane.image import Floats, Image
from diaphane.infer.cover import cover
from diaphane.infer.occlusion import PARTS, lost
from diaphane.pixels.prepare import prepare

SIZE = 2 * PARTS


def spot(batch: Floats) -> NDArray[np.float64]:
    """What a single bright place gives."""
    return batch[:, 0, 8, 16].astype(np.float64)


def test_the_place_that_counts_is_the_hottest() -> None:
    pixels = np.zeros((1, SIZE, SIZE), np.uint8)
    pixels[0, 8, 16] = 255
    prepared = prepare(Image(pixels), Input(size=(SIZE, SIZE)))
    found = lost(spot, prepared, cover(spot, prepared))
    assert found.shape == (SIZE, SIZE)
    assert found.max() == pytest.approx(1)
    y, x = np.unravel_index(found.argmax(), found.shape)
    assert abs(y - 8) <= 3
    assert abs(x - 16) <= 3
    assert found[16:, :8].max() == 0


def test_padding_is_never_hot() -> None:
    wide = prepare(Image(np.full((1, 10, 20), 200, np.uint8)), Input(size=(SIZE, SIZE), fit="pad"))

    def bright(batch: Floats) -> NDArray[np.float64]:
        return np.asarray(batch.mean(axis=(1, 2, 3)), np.float64)

    found = lost(lambda batch: -bright(batch), wide, cover(bright, wide))
    outside = np.ones(found.shape, bool)
    outside[wide.box] = False
    assert outside.any()
    assert (found[outside] == 0).all()
