"""Phantoms are seeded, differ in what they show, and never pass for a real image."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture

from diaphane.data import phantom
from diaphane.data.detail import boxes, direction, plane_of
from diaphane.data.folders import counts, read_classes
from diaphane.data.phantom import KINDS, Kind
from diaphane.errors import BadSetting
from diaphane.image import Image


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def every() -> list[Image]:
    return [
        *(phantom.brain(rng(), kind) for kind in KINDS),
        phantom.chest(rng()),
        phantom.photo(rng()),
        phantom.noise(rng()),
        phantom.blank(),
        phantom.text_page(rng()),
    ]


def test_each_says_that_it_is_made_up() -> None:
    for image in every():
        assert image.source.format == "phantom"
        assert image.source.path is None
        assert "no patient" in image.warnings[0]
        assert image.pixels.dtype == np.uint8


@pytest.mark.parametrize("kind", KINDS)
def test_same_seed_same_brain(kind: Kind) -> None:
    one, other, third = (phantom.brain(rng(seed), kind).pixels for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, other)
    assert (one != third).mean() > 0.3


@pytest.mark.parametrize("kind", ["glioma", "meningioma", "pituitary"])
def test_lesions_enhance(kind: Kind) -> None:
    """Inside the skull a lesion is brighter than anything in a head without one."""
    middle = np.s_[0, 70:154, 80:144]
    for seed in range(3):
        healthy = phantom.brain(rng(seed), "notumor").pixels
        lesion = phantom.brain(rng(seed), kind).pixels
        assert (lesion.astype(int) - healthy > 50).sum() > 80
        if kind == "pituitary":
            assert np.quantile(lesion[middle], 0.97) > 150


def test_heads_are_not_near_copies_of_one_another() -> None:
    heads = [phantom.brain(rng(seed)) for seed in range(12)]
    rows = np.array([direction(boxes(plane_of(head), 32)) for head in heads])
    alike = (rows @ rows.T)[np.triu_indices(12, 1)]
    assert np.median(alike) < 0.9
    assert alike.max() < 0.98


def test_photo_is_coloured_and_chest_has_dark_lungs() -> None:
    colour = phantom.photo(rng()).pixels.astype(int)
    assert np.ptp(colour.mean(axis=(1, 2))) > 5
    film = phantom.chest(rng()).pixels[0].astype(int)
    assert film[90:150, 50:90].mean() < film[200:240, 60:200].mean() - 30


def test_written_classes_are_read_back(tmp_path: Path) -> None:
    files = phantom.write_classes(tmp_path, 2, seed=3)
    assert len(files) == 8
    assert counts(read_classes(tmp_path)) == dict.fromkeys(KINDS, 2)
    with Picture.open(files[0]) as picture:
        assert picture.size == (224, 224)
        assert "made-up" in str(picture.info["Comment"])
    again = phantom.write_classes(tmp_path / "again", 2, seed=3)
    assert files[5].read_bytes() == again[5].read_bytes()


def test_no_images_asked_for(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="at least 1 image of each class, got 0"):
        phantom.write_classes(tmp_path, 0)
