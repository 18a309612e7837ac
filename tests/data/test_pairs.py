"""Folders of images and masks, and the sentences when they do not go together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Pillow

from diaphane.card import Card, Class, Input
from diaphane.data.pairs import read_pairs, stem_of
from diaphane.errors import BadData, Several

CARD = Card("m", "segment", Input(tile=(8, 8)), classes=(Class("vessel"),))


def fill(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"x")
    return root


def picture(path: Path, pixels: NDArray[np.uint8]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Pillow.fromarray(pixels).save(path)
    return path


def test_equal_stems_are_pairs_whatever_their_endings(tmp_path: Path) -> None:
    fill(tmp_path, "images/b.png", "masks/b.tif", "images/a.nii.gz", "masks/a.nii", "images/.x.png")
    assert [pair.name for pair in read_pairs(tmp_path)] == ["images/a.nii.gz", "images/b.png"]


@pytest.mark.parametrize(
    ("path", "stem"),
    [("a.nii.gz", "a"), ("p/b.PNG", "p/b"), ("1.2.840.7", "1.2.840.7"), ("IM.x", "IM.x")],
)
def test_a_stem_is_the_name_without_the_ending_of_an_image(path: str, stem: str) -> None:
    assert stem_of(Path(path)) == stem


def test_folders_of_images_are_patients_where_masks_have_them_and_volumes_elsewhere(
    tmp_path: Path,
) -> None:
    fill(tmp_path, "images/p/1.png", "images/s/1.dcm", "images/s/2.dcm")
    fill(tmp_path, "masks/p/1.png", "masks/s.nii.gz")
    pairs = read_pairs(tmp_path)
    assert [pair.name for pair in pairs] == ["images/p/1.png", "images/s"]
    assert pairs[1].path == tmp_path / "images/s"


def test_parts_and_groups(tmp_path: Path) -> None:
    for part in ("train", "validation", "test"):
        fill(tmp_path, f"{part}/images/{part}.png", f"{part}/masks/{part}.png")
    (tmp_path / "manifest.csv").write_text("path,patient\ntrain/images/train.png,7\n")
    assert [pair.name for pair in read_pairs(tmp_path, "test")] == ["test/images/test.png"]
    assert {pair.name: pair.group for pair in read_pairs(tmp_path)} == {
        "test/images/test.png": "",
        "train/images/train.png": "7",
        "validation/images/validation.png": "",
    }
    assert read_pairs(tmp_path / "train")[0].group == "7"


def test_what_is_read(tmp_path: Path) -> None:
    pixels = np.arange(48, dtype=np.uint8).reshape(6, 8)
    picture(tmp_path / "images/1.png", pixels)
    picture(tmp_path / "masks/1.png", np.where(pixels > 40, 255, 0).astype(np.uint8))
    picture(tmp_path / "fov/1.png", np.where(pixels > 3, 255, 0).astype(np.uint8))
    (pair,) = read_pairs(tmp_path)
    assert np.array_equal(pair.image().pixels[0], pixels)
    assert np.array_equal(pair.labels(CARD), pixels > 40)
    counted = pair.counted()
    assert counted is not None
    assert np.array_equal(counted, pixels > 3)


def test_a_mask_that_is_refused_is_named(tmp_path: Path) -> None:
    picture(tmp_path / "images/1.png", np.zeros((4, 4), np.uint8))
    mask = picture(tmp_path / "masks/1.png", np.full((4, 4), 9, np.uint8))
    (pair,) = read_pairs(tmp_path)
    with pytest.raises(BadData, match=f"^{mask}: expected .* got 9 as well"):
        pair.labels(CARD)
    assert pair.counted() is None


def test_everything_that_is_odd_is_told_at_once(tmp_path: Path) -> None:
    fill(tmp_path, "images/1.png", "images/2.png", "images/2.tif", "masks/2.png", "masks/3.png")
    fill(tmp_path, "fov/1.png")
    with pytest.raises(Several) as told:
        read_pairs(tmp_path)
    text = str(told.value)
    assert "found none for '1'; bring it under the image's name into masks/" in text
    assert "an image for each mask" in text
    assert "'3'" in text
    assert "a field of view for each image" in text
    assert "got 'images/2.tif' again" in text


def test_each_part_is_told_of(tmp_path: Path) -> None:
    fill(tmp_path, "train/images/1.png", "test/masks/1.png")
    with pytest.raises(Several, match=r"train', found no masks/(.|\n)*test', found no images/"):
        read_pairs(tmp_path)


def test_other_places(tmp_path: Path) -> None:
    with pytest.raises(BadData, match="found nothing at"):
        read_pairs(tmp_path / "none")
    with pytest.raises(BadData, match="found another file at"):
        read_pairs(fill(tmp_path, "a.png") / "a.png")
    with pytest.raises(BadData, match="found no images/ and no masks/"):
        read_pairs(tmp_path)
    (tmp_path / "images").mkdir()
    (tmp_path / "masks").mkdir()
    with pytest.raises(BadData, match=r"expected images in .*, found none"):
        read_pairs(tmp_path)
