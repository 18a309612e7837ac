"""What is wrong is told together, before a folder is made."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest
from PIL import Image as Pillow

from diaphane.data import phantom
from diaphane.errors import BadData, BadSetting, CannotWrite, Several
from diaphane.learn.preflight import preflight
from diaphane.learn.run import Run
from diaphane.learn.train import train
from diaphane.recipe import Recipe
from diaphane.recipes import get

SMALL = get("brain-tumor").with_settings(
    [
        "batch=8",
        "card.input.size=[32,32]",
        "net=small-cnn",
        "split.validation=0.25",
        "split.calibration=0.25",
        "split.similarity=0.9999",
        "split.allow_leaks=true",
    ]
)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data that a training can start with."""
    folder = tmp_path_factory.mktemp("phantoms")
    phantom.write_classes(folder, 6)
    return folder


@pytest.fixture
def data(sound: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(sound, tmp_path / "data"))


def said(recipe: Recipe, data: Path, folder: Path) -> list[str]:
    """The lines of the error; nothing may have been written."""
    with pytest.raises((BadData, BadSetting, CannotWrite, Several)) as wrong:
        train(recipe, data, folder / "run")
    assert not (folder / "run").exists()
    return str(wrong.value).splitlines()


def test_what_is_sound_is_parted(sound: Path, tmp_path: Path) -> None:
    found = preflight(SMALL, sound, Run(tmp_path / "run"))
    assert set(found.parts) == {"train", "validation", "calibration"}
    assert not (tmp_path / "run").exists()


def test_settings_and_data_are_told_together(data: Path, tmp_path: Path) -> None:
    for image in (data / "glioma").iterdir():
        image.unlink()
    recipe = SMALL.with_settings(
        [
            "epochs=0",
            "average=1",
            "net.depth=many",
            "objective.smoothing=3",
            "optimiser.lr=-1",
            "optimiser.speed=3",
            "schedule.warmup=two",
            "schedule.cold=1",
            "augment.rotate=far",
            "augment.spin=1",
        ]
    )
    first, *lines = said(recipe, data, tmp_path)
    assert first == "8 things are to be mended:"
    for line, words in zip(
        lines,
        (
            "epochs of at least 1, got 0",
            "average below 1, got 1",
            "found none in",
            "'spin'",
            "'cold'",
            "small-cnn",
            "expected smoothing from 0 to 1",
            "'speed'",
        ),
        strict=True,
    ):
        assert words in line


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (["objective.smoothing=3"], "expected smoothing from 0 to 1"),
        (["optimiser.lr=-1"], "Invalid learning rate: -1"),
        (["augment.rotate=far"], "expected float, got 'far'"),
        (["schedule=cosine-restarts", "schedule.times=0.5"], "times at least 1"),
        (["net.width=-1"], "above 0 for 'widths'"),
        (["net=inception_v3"], "net=inception_v3 at card.input.size=[32, 32]: "),
        (["split.validation=0.9"], "shares above 0 that add up to 1"),
        (["net=resnet18d", "card.input.size=[32,32,32]"], "card.input.size=[32, 32, 32]"),
        (["stop.patience=-1"], "stop.patience of at least 0"),
        (["seed=-1"], "expected seed of at least 0, got -1"),
    ],
)
def test_settings_that_no_training_can_do_with(
    sound: Path, tmp_path: Path, settings: list[str], words: str
) -> None:
    assert words in "\n".join(said(SMALL.with_settings(settings), sound, tmp_path))


def test_unreadable_images_are_counted_and_left_out(
    data: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for image in sorted((data / "glioma").iterdir())[:2]:
        image.write_bytes(b"")
    with caplog.at_level(logging.WARNING):
        found = preflight(SMALL, data, Run(tmp_path / "run"))
    assert sum(map(len, found.parts.values())) == 22
    assert len(found.facts["unreadable"]) == 2
    assert "left out 2 of 24 images that cannot be read" in caplog.text


def test_classes_that_cannot_be_read_or_parted(data: Path, tmp_path: Path) -> None:
    for image in (data / "glioma").iterdir():
        image.write_bytes(b"")
    (line,) = said(SMALL, data, tmp_path)
    assert "none in 'glioma' (6 in all, such as" in line
    assert "the file is empty" in line
    shutil.rmtree(data / "glioma")
    shutil.copytree(data / "notumor", data / "glioma")
    for image in sorted((data / "glioma").iterdir())[1:]:
        image.unlink()
    for image in sorted((data / "pituitary").iterdir())[2:]:
        image.unlink()
    (line,) = said(SMALL, data, tmp_path)
    assert "'glioma' (1 in all) has none for validation and calibration" in line
    assert "'pituitary' (2 in all)" in line


def test_a_batch_larger_than_the_data_is_told(
    sound: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        preflight(SMALL.but(batch=64), sound, Run(tmp_path / "run"))
    assert "a batch of 64 is more than the 12 samples" in caplog.text


def test_rprop_wants_all_in_one_batch(
    sound: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    small = SMALL.with_settings(["optimiser=rprop"])
    with caplog.at_level(logging.WARNING):
        preflight(small.but(batch=64), sound, Run(tmp_path / "run"))
        assert not caplog.text
        preflight(small.but(batch=4), sound, Run(tmp_path / "run"))
    assert "batches of 4: set batch=12, all of the training part" in caplog.text


def test_images_of_many_sizes_need_one(sound: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(sound, tmp_path / "data"))
    for number, image in enumerate((data / "glioma").iterdir()):
        Pillow.effect_noise((20, 30 + number), 50).save(image)
    (line,) = said(SMALL.with_settings(["card.input.size=null"]), data, tmp_path)
    assert "images of one size where card.input.size is null" in line


def test_a_full_disk_is_told_before_the_start(sound: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match=r"room for .* MB of checkpoints .* found 0 MB"):
        preflight(SMALL, sound, Run(tmp_path / "run"), free=lambda folder: 1000)
