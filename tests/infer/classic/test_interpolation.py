"""Interpolation as models without a network: loaded by name, right to the bit, at any depth."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image as Pillow

from diaphane.image import Image
from diaphane.infer.model import load

RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize("kind", ["nearest", "bilinear", "bicubic"])
def test_it_is_what_pillow_makes_of_the_whole_picture(kind: str) -> None:
    """Three tiles long. Pillow rounds and clips between its two passes over 8 bits, we do not."""
    pixels = RANDOM.integers(60, 190, (3, 20, 600), np.uint8)
    result = load(f"{kind}-x4").predict(Image(pixels))
    assert result.image is not None
    photo = Pillow.fromarray(np.moveaxis(pixels, 0, -1))
    expected = np.asarray(photo.resize((2400, 80), Pillow.Resampling[kind.upper()]))
    most = np.abs(result.image.pixels.astype(int) - np.moveaxis(expected, -1, 0)).max()
    assert most <= (0 if kind == "nearest" else 1)
    assert result.provenance["model"] == f"{kind}-x4"
    assert "pillow" in {name.lower() for name in result.provenance["versions"]}


def test_sixteen_bits_stay_sixteen() -> None:
    pixels = RANDOM.integers(0, 65536, (1, 12, 12), np.uint16)
    result = load("bicubic-x4").predict(Image(pixels))
    assert result.image is not None
    assert result.image.pixels.dtype == np.uint16
    assert len(np.unique(result.image.pixels)) > 256
