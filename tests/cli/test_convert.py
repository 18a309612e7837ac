"""`diaphane convert`: what it writes is the same data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from typer.testing import CliRunner, Result

from diaphane.card import Card, Class, Input
from diaphane.cli.main import app
from diaphane.data.folders import Part, parts_in
from diaphane.data.pairs import read_pairs
from diaphane.recipe import Patch, Recipe, named

CARD = Card("m", "segment", Input(tile=(16, 16)), classes=(Class("vessel"),))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pairs to train on, one to test."""
    chance = np.random.default_rng(0)
    for name, folders in (("train/{}/a", 0), ("train/{}/b", 1), ("test/{}/c", 2)):
        pixels = chance.integers(0, 255, (24, 20 + folders), np.uint8)
        for kind, values in (("images", pixels), ("masks", np.where(pixels > 99, 255, 0))):
            path = tmp_path / "data" / f"{name.format(kind)}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Pillow.fromarray(values.astype(np.uint8)).save(path)
    return tmp_path / "data"


def convert(*words: Path | str) -> Result:
    return CliRunner().invoke(app, ["convert", *map(str, words)])


def test_each_part_becomes_a_file_and_the_files_are_the_data(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    said = convert(folder, out / "eyes.tfrecord")
    assert said.exit_code == 0
    assert said.stdout.split() == [str(out / f"eyes-{part}.tfrecord") for part in ("train", "test")]
    assert parts_in(out) == ("train", "test")
    parts: tuple[Part, ...] = ("train", "test")
    for part in parts:
        given, found = read_pairs(folder, part), read_pairs(out, part)
        assert [pair.name for pair in found] == [pair.name for pair in given]
        for one, other in zip(given, found, strict=True):
            np.testing.assert_array_equal(one.image().pixels, other.image().pixels)
            np.testing.assert_array_equal(one.labels(CARD), other.labels(CARD))


def test_training_sees_the_same_batches(folder: Path, tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from diaphane.learn.patches import Patches

    convert(folder, tmp_path / "out/eyes.tfrecord")
    recipe = Recipe(CARD, named("unet"), patch=Patch(size=(16, 16), steps=2), batch=2)
    given, found = (
        list(Patches(read_pairs(place, "train"), CARD, recipe).epoch(0))
        for place in (folder, tmp_path / "out")
    )
    assert len(given) == len(found) == 2
    for one, other in zip(given, found, strict=True):
        assert all(torch.equal(one[key], other[key]) for key in ("image", "truth", "weight"))


def test_data_in_no_parts_becomes_one_file(folder: Path, tmp_path: Path) -> None:
    said = convert(folder / "train", tmp_path / "a.tfrecords")
    assert said.stdout == f"{tmp_path / 'a.tfrecords'}\n"
    assert [pair.name for pair in read_pairs(tmp_path / "a.tfrecords")] == [
        "images/a.png",
        "images/b.png",
    ]
    again = convert(f"{tmp_path / 'a.tfrecords'}?image=image_raw", tmp_path / "b.tfrecord")
    assert again.exit_code == 0
    assert (tmp_path / "a.tfrecords").read_bytes() == (tmp_path / "b.tfrecord").read_bytes()


def test_other_conversions_are_refused(folder: Path, tmp_path: Path) -> None:
    said = convert("a.nii.gz", "b.png")
    assert said.exit_code == 2
    assert "expected OUT to be called NAME.nii.gz, NAME.nii or NAME.tfrecord" in said.stderr
    said = convert(tmp_path / "none", tmp_path / "a.tfrecord")
    assert said.exit_code == 2
    assert "found nothing at" in said.stderr
    convert(folder / "train", tmp_path / "a.tfrecord")
    said = convert(tmp_path / "a.tfrecord", tmp_path / "a.tfrecord")
    assert said.exit_code == 2
    assert "to be another file than DATA" in said.stderr


def test_a_mask_of_another_size_writes_nothing(folder: Path, tmp_path: Path) -> None:
    Pillow.fromarray(np.zeros((3, 3), np.uint8)).save(folder / "train/masks/b.png")
    said = convert(folder / "train", tmp_path / "out/a.tfrecord")
    assert said.exit_code == 2
    assert "images/b.png: expected its masks to have its size, 24 x 21, got 3 x 3" in said.stderr
    assert list((tmp_path / "out").iterdir()) == []
