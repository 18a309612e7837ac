"""PSNR and SSIM agree with scikit-image's, and are counted on the right channel and border."""

from __future__ import annotations

import numpy as np
import pytest
from skimage.color import rgb2ycbcr
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from diaphane.image import Image
from diaphane.judge.enhance.fidelity import fidelity, luma

RANDOM = np.random.default_rng(0)
TRUTH = RANDOM.integers(0, 256, (3, 41, 53), np.uint8)
MADE = np.clip(TRUTH + RANDOM.normal(0, 20, TRUTH.shape), 0, 255).astype(np.uint8)


def test_y_is_that_of_bt_601() -> None:
    expected = rgb2ycbcr(np.moveaxis(TRUTH, 0, -1))[..., 0]
    np.testing.assert_allclose(luma(TRUTH.astype(np.float64)), expected, atol=1e-4)


@pytest.mark.parametrize("border", [0, 4])
def test_figures_are_those_of_scikit_image(border: int) -> None:
    found = fidelity(Image(TRUTH), Image(MADE), border=border)
    inner = (slice(border, -border or None),) * 2
    y = [rgb2ycbcr(np.moveaxis(p, 0, -1))[..., 0][inner] for p in (TRUTH, MADE)]
    rgb = [np.moveaxis(p, 0, -1)[inner].astype(float) for p in (TRUTH, MADE)]
    assert found["psnr_y"] == pytest.approx(peak_signal_noise_ratio(*y, data_range=255), abs=1e-4)
    assert found["psnr_rgb"] == pytest.approx(
        peak_signal_noise_ratio(*rgb, data_range=255), abs=1e-9
    )
    expected = structural_similarity(
        *y, data_range=255, gaussian_weights=True, sigma=1.5, use_sample_covariance=False
    )
    assert found["ssim_y"] == pytest.approx(expected, abs=1e-6)


def test_gray_is_its_own_y_and_alpha_does_not_count() -> None:
    gray, made = TRUTH[:1], MADE[:1]
    found = fidelity(Image(gray), Image(made), border=0)
    assert found["psnr_y"] == found["psnr_rgb"]
    seen = np.concatenate([gray, 255 - gray])
    assert fidelity(Image(seen), Image(made), border=0) == found


def test_depth_does_not_change_figures() -> None:
    deep = [Image(p.astype(np.uint16) * 257) for p in (TRUTH, MADE)]
    deep[0].pixels[0, 0, 0] = deep[1].pixels[0, 0, 0] = 65535
    found = fidelity(*deep, border=4)
    expected = fidelity(Image(TRUTH), Image(MADE), border=4)
    assert dict(found) == pytest.approx(dict(expected), rel=1e-9)


def test_equal_pictures_reach_a_hundred_decibels() -> None:
    found = fidelity(Image(TRUTH), Image(TRUTH), border=4)
    assert dict(found) == pytest.approx({"psnr_y": 100, "ssim_y": 1, "psnr_rgb": 100})


def test_what_is_too_small_has_no_figure() -> None:
    small = fidelity(Image(TRUTH[:, :18, :18]), Image(MADE[:, :18, :18]), border=4)
    assert np.isnan(small["ssim_y"])
    assert np.isfinite(small["psnr_y"])
    nothing = fidelity(Image(TRUTH[:, :8, :]), Image(MADE[:, :8, :]), border=4)
    assert np.isnan(nothing["psnr_y"])
