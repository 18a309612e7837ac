"""Pictures are made small as the papers do it, or as cameras and files do it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from diaphane.data import degrade
from diaphane.data.degrade import Degrading, degraded, fitted, packed, smaller
from diaphane.errors import BadSetting, UnknownName
from diaphane.image import Floats, Image, Pixels
from diaphane.pixels.interpolate import shrink
from diaphane.recipe import named


@pytest.fixture
def sharp() -> Floats:
    """Smooth enough that a few numbers say what happened to it."""
    noise = np.random.default_rng(0).random((3, 48, 64))
    return np.asarray(ndimage.gaussian_filter(noise, (0, 2, 2)), np.float32)


def test_a_picture_is_cut_to_a_multiple_at_its_end() -> None:
    pixels = np.arange(7 * 9, dtype=np.uint8).reshape(1, 7, 9)
    np.testing.assert_array_equal(fitted(Image(pixels), 4).pixels, pixels[:, :4, :8])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16, np.float32])
def test_a_smaller_picture_keeps_its_depth_and_its_extent(dtype: type) -> None:
    most = 1.0 if dtype is np.float32 else float(np.iinfo(dtype).max)
    edge: Pixels = np.zeros((1, 16, 16), dtype)
    edge[..., 8:] = most
    small = smaller(Image(edge, spacing=(0.5, 0.25)), 4)
    assert small.pixels.dtype == dtype
    assert small.shape == (4, 4)
    assert small.spacing == (2.0, 1.0)
    if dtype is not np.float32:  # bicubic overshoots beside an edge; whole numbers must not wrap
        assert (np.diff(small.pixels[0].astype(float), axis=1) >= 0).all()


def test_without_faults_it_is_bicubic(sharp: Floats) -> None:
    small = degraded(sharp, 4, Degrading(), np.random.default_rng(0))
    np.testing.assert_array_equal(small, shrink(sharp, 4).clip(0, 1))
    assert Degrading().plain


def test_faults_are_drawn_by_the_seed_and_stay_in_range(
    sharp: Floats,
) -> None:
    how = degrade.build(named("realistic"))
    assert not how.plain
    one, again, other = (degraded(sharp, 4, how, np.random.default_rng(s)) for s in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other)
    assert one.shape == (3, 12, 16)
    assert one.min() >= 0
    assert one.max() <= 1


def test_blur_softens_and_noise_roughens(
    sharp: Floats,
) -> None:
    def rough(how: Degrading) -> float:
        small = degraded(sharp, 4, how, np.random.default_rng(5))
        return float(np.abs(np.diff(small)).mean())

    assert rough(Degrading(blur=12.0)) < 0.9 * rough(Degrading()) < rough(Degrading(noise=0.2))


def test_a_jpeg_of_low_quality_is_further_away(
    sharp: Floats,
) -> None:
    apart = [float(np.abs(packed(sharp, quality) - sharp).mean()) for quality in (10, 60, 95)]
    assert apart[0] > apart[1] > apart[2]
    assert packed(sharp[:1], 50).shape == (1, 48, 64)


def test_what_it_does_not_take_is_told() -> None:
    with pytest.raises(UnknownName, match="no degradation named 'warp'; known: bicubic, none, rea"):
        degrade.build(named("warp"))
    with pytest.raises(
        BadSetting, match="degradation 'realistic' has no setting 'jpeg'; known: tu"
    ):
        degrade.build(named("realistic", jpeg=3))
    with pytest.raises(BadSetting, match="expected noise from 0 to 1, got 3"):
        degrade.build(named("realistic", noise=3))
    with pytest.raises(BadSetting, match="expected quality from 1 to 100, got 0"):
        degrade.build(named("realistic", quality=0))
