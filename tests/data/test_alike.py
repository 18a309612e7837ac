"""Fingerprints survive what copies go through, and tell other images apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from diaphane.data.alike import (
    dhash,
    fingerprints,
    hamming,
    highest,
    pairs_above,
    thumbnail,
)
from diaphane.data.folders import Sample
from diaphane.errors import UnreadableImage
from diaphane.image import Image


def test_thumbnail_is_box_averages() -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (1, 64, 96), np.uint8)
    boxes = pixels[0].reshape(32, 2, 32, 3).mean(axis=(1, 3)).ravel()
    expected = (boxes - boxes.mean()) / np.linalg.norm(boxes - boxes.mean())
    np.testing.assert_allclose(thumbnail(pixels), expected, atol=1e-5)


@pytest.mark.parametrize("shape", [(1, 7, 5), (3, 50, 33), (4, 40, 40), (1, 9, 30, 30), (2, 8, 8)])
def test_any_shape(shape: tuple[int, ...]) -> None:
    pixels = np.random.default_rng(0).normal(size=shape)
    assert np.linalg.norm(thumbnail(pixels)) == pytest.approx(1, abs=1e-5)
    assert dhash(pixels).shape == (8,)


def test_blank_image_is_like_nothing() -> None:
    assert not thumbnail(np.full((1, 50, 50), 3000, np.uint16)).any()
    assert not thumbnail(np.full((1, 50, 50), 0.1)).any()


def test_alpha_does_not_count() -> None:
    gray = np.random.default_rng(0).integers(0, 255, (1, 40, 40), np.uint8)
    np.testing.assert_array_equal(thumbnail(np.concatenate([gray, 255 - gray])), thumbnail(gray))


def test_brightness_and_contrast_change_nothing() -> None:
    pixels = np.random.default_rng(0).integers(0, 100, (1, 60, 60)).astype(np.uint8)
    np.testing.assert_allclose(thumbnail(pixels * 2 + 30), thumbnail(pixels), atol=1e-5)
    assert hamming(dhash(pixels * 2 + 30), dhash(pixels)) == 0


def test_blocks_find_the_same_pairs_as_the_whole_product() -> None:
    rng = np.random.default_rng(0)
    one, other = (rng.normal(size=(n, 4)).astype(np.float32) for n in (1100, 30))
    found = {(i, j) for a, b in pairs_above(one, other, 2.0) for i, j in zip(a, b, strict=True)}
    assert found == set(zip(*np.nonzero(one @ other.T > 2.0), strict=True))
    np.testing.assert_allclose(highest(one, other), (one @ other.T).max(axis=1), rtol=1e-6)


def test_fingerprints_leave_out_what_cannot_be_read(tmp_path: Path) -> None:
    def read(path: Path) -> Image:
        if path.name == "bad.png":
            raise UnreadableImage("expected an image, got text")
        return Image(np.arange(100).reshape(1, 10, 10))

    samples = [Sample(tmp_path / name, "a") for name in ("good.png", "bad.png", "same.png")]
    for sample in samples:
        sample.path.write_text(sample.path.name)
    told: list[tuple[int, int]] = []
    prints = fingerprints(samples, read=read, progress=lambda *at: told.append(at))
    assert [s.path.name for s in prints.samples] == ["good.png", "same.png"]
    assert prints.unreadable == ((samples[1], "expected an image, got text"),)
    assert prints.pixels[0] == prints.pixels[1]
    assert prints.files[0] != prints.files[1]
    assert told[-1] == (3, 3)


def test_no_samples() -> None:
    assert fingerprints([], read=lambda _: Image(np.zeros((1, 1, 1)))).thumbnails.shape == (0, 1024)
