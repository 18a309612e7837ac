"""`diaphane data`: check, split and phantom from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from typer.testing import CliRunner, Result

from diaphane.cli.main import app

pytest.importorskip("sklearn")

runner = CliRunner()


def data(*words: str) -> Result:
    return runner.invoke(app, ["data", *words])


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Twelve images of each of two classes, one of them twice."""
    monkeypatch.chdir(tmp_path)
    for k, label in enumerate("ab"):
        (tmp_path / "images" / label).mkdir(parents=True)
        for i in range(12):
            rough = np.random.default_rng((k, i)).integers(0, 255, (24, 24), np.uint8)
            picture = Pillow.fromarray(rough).resize((72, 72), Pillow.Resampling.BICUBIC)
            picture.save(tmp_path / f"images/{label}/{i}.png")
    picture.save(tmp_path / "images/b/again.jpg")
    return tmp_path


@pytest.mark.usefixtures("here")
def test_check_in_words() -> None:
    said = data("check", "images")
    assert said.exit_code == 0, said.output
    lines = said.stdout.splitlines()
    assert lines[0] == "25 images in images"
    assert "! 1 of 25 images are copies of others in their part" in lines
    assert "  data b/11.png and data b/again.jpg: near copy (" in said.stdout
    assert "labels were not doubted" in said.stdout


@pytest.mark.usefixtures("here")
def test_check_as_json_is_one_document() -> None:
    said = data("check", "images", "--json")
    plain = json.loads(said.stdout)
    assert said.stderr == ""
    assert plain["n"] == 25
    assert plain["duplicates"][0]["files"] == ["b/11.png", "b/again.jpg"]


def test_check_writes_a_page_and_names_what_cannot_be_read(here: Path) -> None:
    (here / "images/a/broken.png").write_bytes(b"no image")
    said = data("check", "images", "-o", "out")
    assert said.exit_code == 3, said.output
    assert "a/broken.png: " in said.stdout
    assert sorted(p.name for p in (here / "out").iterdir()) == ["data.html", "data.json"]


def test_split_and_what_it_refuses(here: Path) -> None:
    said = data("split", "images", "-o", "parts", "--parts", "train=0.5,test=0.5", "--link")
    assert said.exit_code == 0, said.output
    lines = said.stdout.splitlines()
    assert lines[0].split() == ["part", "a", "b", "all"]
    assert "1 groups of images were kept together" in lines
    assert len(list((here / "parts/train").rglob("*.*g"))) in (12, 13)
    for words, sentence in (
        (("images", "-o", "parts"), "expected a new or empty folder"),
        (("images", "-o", "images/parts"), "expected a folder outside the data"),
        (("images", "-o", "p", "--parts", "train"), "expected shares as train=0.8,test=0.2"),
        (("images", "-o", "p", "--parts", "train=0.5,rest=0.5"), "expected parts among train,"),
        (("none", "-o", "p"), "found nothing at 'none'"),
    ):
        said = data("split", *words)
        assert said.exit_code == 2
        assert sentence in said.stderr


def test_phantom(here: Path) -> None:
    said = data("phantom", "drawn", "--n", "1")
    assert said.exit_code == 0, said.output
    assert said.stdout.startswith("4 drawn heads in drawn: glioma, ")
    assert len(list((here / "drawn").rglob("*.png"))) == 4
    said = data("phantom", "drawn")
    assert (said.exit_code, "choose another" in said.stderr) == (2, True)


def test_images_with_masks_are_checked_elsewhere(here: Path) -> None:
    data("phantom", "drawn", "--n", "1", "--kind", "lungs")
    said = data("check", "drawn")
    assert said.exit_code == 2
    assert "got images and masks in 'drawn'; train and evaluate" in said.stderr
