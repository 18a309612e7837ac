"""Fine structure: what it leaves out, and that planes are what they are said to be."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.data.detail import blank, boxes, direction, fine, halved, plane_of
from diaphane.image import Image


def noise(*shape: int, seed: int = 0) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def test_boxes_are_averages() -> None:
    plane = noise(64, 96)
    np.testing.assert_allclose(
        boxes(plane, 32), plane.reshape(32, 2, 32, 3).mean(axis=(1, 3)), atol=1e-5
    )
    np.testing.assert_allclose(halved(boxes(plane, 32)), boxes(plane, 16), atol=1e-5)


def test_boxes_may_cut_pixels() -> None:
    assert boxes(np.arange(3, dtype=np.float32)[None].repeat(3, 0), 2)[0] == pytest.approx(
        [1 / 3, 5 / 3]
    )


def test_blur_agrees_with_scipy() -> None:
    """Away from the edge, where scipy mirrors and we do not."""
    ndimage = pytest.importorskip("scipy.ndimage")
    plane = noise(64, 64)
    high = plane - ndimage.gaussian_filter(plane, 1.5, truncate=8)
    contrast = np.sqrt(ndimage.gaussian_filter(high * high, 3.0, truncate=8))
    expected = high / (contrast + 0.1 * plane.std())
    middle = (slice(16, 48),) * 2
    np.testing.assert_allclose(fine(plane)[middle], expected[middle], atol=1e-3)


def test_large_shapes_and_brightness_do_not_count() -> None:
    plane = noise(64, 64)
    slope = np.linspace(0, 30, 64, dtype=np.float32)[None]
    assert float(direction(fine(3 * plane + 20)) @ direction(fine(plane))) > 0.9999
    assert float(direction(fine(plane + slope)) @ direction(fine(plane))) > 0.85


def test_blank_is_zeros() -> None:
    flat = np.full((64, 64), 0.1, np.float32)
    assert blank(flat)
    assert not fine(flat).any()
    assert not direction(flat).any()


def test_plane_of_colours_alpha_volume_and_inverted() -> None:
    gray = noise(1, 9, 8)
    np.testing.assert_allclose(plane_of(Image(np.concatenate([gray, gray * 0]))), gray[0])
    np.testing.assert_allclose(plane_of(Image(np.repeat(gray, 3, 0))), gray[0], rtol=1e-6)
    np.testing.assert_allclose(plane_of(Image(gray, inverted=True)), -gray[0])
    volume = noise(1, 5, 9, 8)
    np.testing.assert_allclose(plane_of(Image(volume, axes="zyx")), volume[0, 2])
