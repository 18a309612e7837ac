"""From a folder to parts: leaks are refused, told of, or left out of training."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pil

from diaphane.card import Card, Class, Input
from diaphane.data.audit import AUDITED, DROPPED
from diaphane.errors import BadData
from diaphane.learn.parts import gather
from diaphane.recipe import Recipe, Split, named

RECIPE = Recipe(
    card=Card(
        name="blobs", task="classify", input=Input(size=(24, 24)), classes=(Class("a"), Class("b"))
    ),
    net=named("small-cnn"),
)


def picture(seed: int) -> Pil.Image:
    rough = np.random.default_rng(seed).integers(0, 255, (24, 24), np.uint8)
    return Pil.fromarray(rough).resize((96, 96), Pil.Resampling.BICUBIC)


@pytest.fixture(scope="module")
def leaking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty images of each of two classes, and a test part with one of them mirrored."""
    root = tmp_path_factory.mktemp("blobs")
    for k, label in enumerate("ab"):
        for part, first, n in (("train", 0, 20), ("test", 50, 3)):
            (root / part / label).mkdir(parents=True)
            for i in range(first, first + n):
                picture(100 * k + i).save(root / part / label / f"{i}.png")
    mirrored = picture(3).transpose(Pil.Transpose.FLIP_LEFT_RIGHT)
    mirrored.save(root / "test" / "a" / "copy.jpg", quality=80)
    return root


def test_a_mirrored_copy_is_refused(leaking: Path) -> None:
    with pytest.raises(BadData, match=r"1 pair cross.*a/copy\.jpg: near copy, mirrored left to"):
        gather(RECIPE, leaking)


def test_what_was_allowed_is_told(leaking: Path) -> None:
    facts = gather(RECIPE.but(split=Split(allow_leaks=True)), leaking).facts
    (warning,) = facts["warnings"]
    assert "1 pair crosses between parts (images: 1 of test and 1 of train)" in warning
    assert facts[AUDITED]
    assert not facts[DROPPED]


def test_copies_are_left_out_of_training(leaking: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        found = gather(RECIPE.but(split=Split(drop_leaks=True)), leaking)
    told = "left out of training, because the test part holds them, too: 1"
    assert found.facts["warnings"] == [told]
    assert told in caplog.text
    assert found.facts["leaks"] == []
    names = [s.name for samples in found.parts.values() for s in samples]
    assert "train/a/3.png" not in names
    assert "test/a/copy.jpg" in names
    assert len(names) == 46
    assert len(found.alike) == 39


def test_parts_that_the_data_brings_are_taken_as_they_are(tmp_path: Path) -> None:
    for k, part in enumerate(("train", "validation", "test")):
        for label in "ab":
            (tmp_path / part / label).mkdir(parents=True)
            for i in range(20 if part == "train" else 3):
                picture(100 * k + i + 1000 * (label == "b")).save(
                    tmp_path / part / label / f"{i}.png"
                )
    parts = gather(RECIPE, tmp_path).parts
    assert {name: len(samples) for name, samples in parts.items()} == {
        "train": 36,
        "calibration": 4,
        "validation": 6,
        "test": 6,
    }
    assert all(s.name.startswith("validation/") for s in parts["validation"])
