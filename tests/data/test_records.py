"""Pairs in TFRecord files: what was written comes back; others' files; sentences."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from diaphane.card import Card, Class, Input
from diaphane.data.folders import parts_in
from diaphane.data.pairs import Pair, read_pairs
from diaphane.data.records import features_of
from diaphane.errors import BadData, Several, UnreadableImage
from diaphane.image import Image, Window
from diaphane.io.tfrecord import Features, write_records

CARD = Card("m", "segment", Input(tile=(8, 8)), classes=(Class("vessel"),))
RANDOM = np.random.default_rng(0)
PLANE = Image(RANDOM.integers(0, 255, (3, 5, 4), np.uint8))
VOLUME = Image(
    RANDOM.integers(-9, 9, (1, 3, 5, 4)).astype(np.int16),
    "zyx",
    spacing=(0.1, 0.7, 0.3),
    direction=np.array([[0.0, 0.6, 0.8], [0, -0.8, 0.6], [1, 0, 0]]),
    origin=(1.1, -2.2, 3.3),
    units="HU",
    window=Window(-5.5, 5),
    inverted=True,
)


def pair(name: str, image: Image, *, fov: bool = False) -> Pair:
    mask = image.but(pixels=(image.pixels[:1] > 3).astype(np.uint8))
    return Pair(name, lambda: image, lambda: mask, (lambda: mask) if fov else None, group="p")


def written(path: Path, *examples: Features) -> Path:
    return write_records(path, examples)


def png(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
    buffer = BytesIO()
    Pillow.fromarray(pixels).save(buffer, "png")
    return buffer.getvalue()


@pytest.mark.parametrize("image", [PLANE, VOLUME, VOLUME.but(pixels=VOLUME.pixels / 3)])
def test_pairs_come_back_as_they_were(tmp_path: Path, image: Image) -> None:
    given = pair("train/images/1.png", image, fov=True)
    (found,) = read_pairs(written(tmp_path / "a.tfrecord", features_of(given)))
    assert (found.name, found.group) == (given.name, "p")
    back = found.image()
    np.testing.assert_array_equal(back.pixels, image.pixels)
    assert back.pixels.dtype == image.pixels.dtype
    for fact in ("axes", "spacing", "origin", "units", "window", "inverted"):
        assert getattr(back, fact) == getattr(image, fact)
    np.testing.assert_array_equal(back.direction, image.direction)
    np.testing.assert_array_equal(found.labels(CARD), given.labels(CARD))
    np.testing.assert_array_equal(found.counted(), given.counted())
    assert found.mask().spacing == image.spacing


def test_pictures_in_records(tmp_path: Path) -> None:
    pixels = RANDOM.integers(0, 255, (5, 4, 3), np.uint8)
    mask = np.eye(5, 4, dtype=np.uint8)
    example = {"image/encoded": (png(pixels),), "image/segmentation/class/encoded": (png(mask),)}
    (found,) = read_pairs(written(tmp_path / "a.tfrecords", example))
    assert found.name == "a.tfrecords:1"
    np.testing.assert_array_equal(found.image().pixels, np.moveaxis(pixels, -1, 0))
    np.testing.assert_array_equal(found.labels(CARD), mask)


def test_features_by_other_names_and_numbers_in_a_row(tmp_path: Path) -> None:
    example: Features = {
        "x": np.arange(9, dtype=np.float32),
        "y": (bytes([0, 0, 0, 1, 1, 1, 0, 0, 0]),),
    }
    path = written(tmp_path / "a.tfrecord", example)
    (found,) = read_pairs(Path(f"{path}?image=x&label=y"))
    image = found.image()
    np.testing.assert_array_equal(image.pixels[0], np.arange(9).reshape(3, 3))
    assert image.warnings == ("height and width are not told; the samples were taken as a square",)
    assert found.labels(CARD).tolist() == [[0, 0, 0], [1, 1, 1], [0, 0, 0]]


def test_raw_samples_without_a_type_are_bytes(tmp_path: Path) -> None:
    size = {"height": np.array([2]), "width": np.array([3])}
    example: Features = {"image_raw": (bytes(range(18)),), "image_label": (bytes(6),), **size}
    (found,) = read_pairs(written(tmp_path / "a.tfrecord", example))
    assert found.image().pixels[:, 0, 1].tolist() == [3, 4, 5]


def test_parts_are_in_the_names_of_files(tmp_path: Path) -> None:
    for part in ("train", "test"):
        features = features_of(pair(part, PLANE))
        written(tmp_path / f"eyes-{part}.tfrecord", features)
    assert parts_in(tmp_path) == ("train", "test")
    assert [found.name for found in read_pairs(tmp_path, "test")] == ["test"]
    assert len(read_pairs(tmp_path)) == 2
    assert parts_in(tmp_path / "eyes-test.tfrecord") == ()


def test_names_that_are_not_there_are_told_with_those_that_are(tmp_path: Path) -> None:
    example: Features = {"image_raw": (b"x",), "label": np.array([1])}
    path = written(tmp_path / "a.tfrecord", example, example, example)
    with pytest.raises(BadData, match=r"record 1: expected a feature 'image_label' or .*") as told:
        read_pairs(path)
    assert "got 'image_raw', 'label'; say which hold image and mask" in str(told.value)
    assert str(told.value).endswith("so it is in 2 more")
    with pytest.raises(BadData, match="expected a feature 'mask', got 'image_raw', 'label'"):
        read_pairs(Path(f"{path}?label=mask"))
    with pytest.raises(BadData, match=r"behind the question mark, .* got 'lable=mask'"):
        read_pairs(Path(f"{path}?lable=mask"))


def test_damaged_records_are_told_at_once(tmp_path: Path) -> None:
    features = features_of(pair("a", PLANE))
    train = written(tmp_path / "1.tfrecord", features)
    data = bytearray(train.read_bytes())
    data[-9] ^= 1
    train.write_bytes(data)
    other = written(tmp_path / "2.tfrecord", features)
    other.write_bytes(other.read_bytes()[:-3])
    with pytest.raises(Several, match=r"1.tfrecord, record 1: its checksum(.|\n)*2.tfrecord, rec"):
        read_pairs(tmp_path)


def test_two_records_of_one_name(tmp_path: Path) -> None:
    features = features_of(pair("a", PLANE))
    with pytest.raises(BadData, match="got 'a' more than once"):
        read_pairs(written(tmp_path / "a.tfrecord", features, features))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"height": np.array([7])}, "expected 7 x 4 x 3 samples as height, width and depth tell"),
        ({"width": ()}, "expected features height and width beside raw samples, got 'depth', "),
        ({"dtype": (b"object",)}, "expected dtype among uint8, int8, .*, got 'object'"),
        ({"dtype": (b"float64",)}, "got 60 bytes, which are no whole number of them"),
        ({"image_raw": (b"", b"")}, "expected one image in the feature 'image_raw', got 2"),
        ({"image_raw": (png(np.eye(9, dtype=np.uint8))[:50],)}, "record 1, image_raw: "),
        ({"geometry": (b"{}",)}, "expected axes, spacing and the like as JSON in 'geometry'"),
    ],
)
def test_records_that_do_not_hold_together(
    tmp_path: Path, changes: Features, sentence: str
) -> None:
    features = {**features_of(pair("a", PLANE)), **changes}
    (found,) = read_pairs(written(tmp_path / "a.tfrecord", features))
    with pytest.raises(UnreadableImage, match=sentence):
        found.image()


def test_a_mask_of_another_size_is_not_written() -> None:
    odd = Pair("a", lambda: PLANE, lambda: Image(np.zeros((1, 2, 2), np.uint8)))
    with pytest.raises(BadData, match="a: expected its masks to have its size"):
        features_of(odd)
