"""`diaphane evaluate` for models that enhance: words, JSON, files, refusals."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from typer.testing import CliRunner, Result

from diaphane.cli.main import app
from tiny_lpips import tiny_lpips

runner = CliRunner()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two sets to test on, one with small pictures, and pictures to train on."""
    monkeypatch.chdir(tmp_path)
    for k, folder in enumerate(("test/Set5/HR", "test/Set14/HR", "train")):
        (tmp_path / "data" / folder).mkdir(parents=True)
        for n in range(2):
            photo(seed=10 * k + n).save(tmp_path / "data" / folder / f"{n}.png")
    (tmp_path / "data/test/Set5/LRx4").mkdir()
    for n in range(2):
        with Pillow.open(f"data/test/Set5/HR/{n}.png") as large:
            large.resize((16, 12), Pillow.Resampling.BICUBIC).save(f"data/test/Set5/LRx4/{n}.png")
    return tmp_path


def photo(seed: int) -> Pillow.Image:
    coarse = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), np.uint8)
    return Pillow.fromarray(coarse).resize((64, 48), Pillow.Resampling.BICUBIC)


def evaluate(*words: str) -> Result:
    return runner.invoke(app, ["evaluate", "bilinear-x4", *words])


@pytest.mark.usefixtures("here")
def test_a_table_for_each_set_and_for_all() -> None:
    said = evaluate("data")
    assert said.exit_code == 0, said.output
    lines = [line.split() for line in said.stdout.splitlines()]
    heads = [line for line in lines if line[-3:] == ["psnr_y", "ssim_y", "psnr_rgb"]]
    assert [line[:2] for line in heads] == [["Set5,", "2"], ["Set14,", "2"], ["all", "4"]]
    firsts = [line[0] for line in lines if line]
    assert firsts.count("nearest") == firsts.count("bicubic") == firsts.count("gain") == 3
    assert "border: 4 samples at each end do not count" in said.stdout
    assert "kernel: 2 of 4 small pictures were given" in said.stdout
    assert "looking for copies of 4 test pictures in 2 for training" in said.stderr


@pytest.mark.usefixtures("here")
def test_json_is_one_document_with_a_report_beside() -> None:
    said = evaluate("data/test", "--json", "-o", "report")
    plain = json.loads(said.stdout)
    assert (plain["model"], plain["task"], plain["n"]) == ("bilinear-x4", "enhance", 4)
    for name in ("psnr_y", "ssim_y", "psnr_rgb"):
        for end in ("", "_nearest", "_bilinear", "_bicubic"):
            assert plain["metrics"][name + end].keys() == {"value", "low", "high"}
    assert [one["name"] for one in plain["sets"]] == ["Set5", "Set14"]
    assert "Picture by picture" in Path("report/report.html").read_text()


def test_a_picture_that_was_trained_on_is_refused(here: Path) -> None:
    shutil.copy(here / "data/test/Set5/HR/0.png", here / "data/train/again.png")
    said = evaluate("data")
    assert said.exit_code == 2
    assert "expected no image in two parts" in said.stderr
    allowed = evaluate("data", "--allow-leaks")
    assert allowed.exit_code == 0
    assert "so the figures flatter" in allowed.stdout


def test_a_broken_picture_is_named(here: Path) -> None:
    (here / "data/test/Set14/HR/1.png").write_bytes(b"no picture")
    said = evaluate("data/test")
    assert said.exit_code == 3
    assert "1 pictures could not be judged" in said.stdout


@pytest.mark.usefixtures("here")
def test_options_of_other_models_are_refused() -> None:
    said = evaluate("data", "--probes")
    assert said.exit_code == 2
    assert "expected a model that classifies beside --probes" in said.stderr


def test_lpips_is_measured_where_its_network_is_at_hand(here: Path) -> None:
    for n in range(2):  # larger than the least that it sees
        photo(seed=n).resize((96, 80)).save(here / f"data/test/Set14/HR/{n}.png")
    tiny_lpips(here / "lpips.onnx")
    said = evaluate("data", "--lpips", "lpips.onnx", "-o", "report")
    assert said.exit_code == 0, said.output
    assert "LPIPS by AlexNet, of colours; lower is better" in said.stdout
    assert said.stdout.count("lpips") == 2  # the pictures of one set are too small
    kept = json.loads((here / "report/report.json").read_text())
    assert 0 < kept["metrics"]["lpips_bicubic"]["value"] < kept["metrics"]["lpips_nearest"]["value"]
    assert "<th>LPIPS" in (here / "report/report.html").read_text()


@pytest.mark.usefixtures("here")
def test_a_file_that_is_no_lpips_is_refused() -> None:
    said = evaluate("data", "--lpips", "none.onnx")
    assert (said.exit_code, said.stderr.count("\n")) == (2, 1)
    said = runner.invoke(app, ["evaluate", "vessels-ridge", "data", "--lpips", "none.onnx"])
    assert said.exit_code == 2
    assert "expected a model that enhances beside --lpips, got 'vessels-ridge'" in said.stderr
