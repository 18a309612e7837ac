"""`diaphane evaluate` for models that segment: words, JSON, files, refusals."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image as Pillow
from typer.testing import CliRunner, Result

from diaphane.cli.main import app
from tiny_segmenters import disc_pairs, tiny_segmenter

runner = CliRunner()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model, and discs to test and to train on."""
    monkeypatch.chdir(tmp_path)
    tiny_segmenter(tmp_path / "tiny.onnx")
    disc_pairs(tmp_path / "data/test", 4, seed=0)
    disc_pairs(tmp_path / "data/train", 3, seed=1)
    return tmp_path


def evaluate(*words: str) -> Result:
    return runner.invoke(app, ["evaluate", "tiny.onnx", *words])


@pytest.mark.usefixtures("here")
def test_a_table_with_warnings_and_the_worst_cases() -> None:
    said = evaluate("data")
    assert said.exit_code == 0, said.output
    lines = said.stdout.splitlines()
    assert lines[0] == "tiny-discs on 4 cases, with 95 % intervals"
    assert "! few cases (4), so the figures are rough" in lines
    assert any(line.split()[0] == "dice" and "(0." in line for line in lines if line)
    assert any(line.startswith("worst cases") for line in lines)
    assert "looking for copies of 4 test images in 3 for training" in said.stderr


@pytest.mark.usefixtures("here")
def test_json_is_one_document() -> None:
    plain = json.loads(evaluate("data/test", "--json").stdout)
    assert (plain["model"], plain["task"], plain["n"]) == ("tiny-discs", "segment", 4)
    assert 0.9 < plain["metrics"]["dice"]["value"] < 1
    assert plain["metrics"]["auroc"]["low"] > 0.9
    assert len(plain["cases"]) == 4


def test_a_report_is_written(here: Path) -> None:
    said = evaluate("data", "-o", "report")
    assert said.exit_code == 0, said.output
    page = (here / "report/report.html").read_text()
    assert page.count("data:image/jpeg") == 4
    assert "Case by case" in page
    kept = json.loads((here / "report/report.json").read_text())
    assert kept["card"]["name"] == "tiny-discs"
    assert len(kept["about"]["data_sha256"]) == len(kept["about"]["model_sha256"]) == 64
    bare = evaluate("data", "-o", "bare", "--no-pictures")
    assert bare.exit_code == 0
    assert "data:image/jpeg" not in (here / "bare/report.html").read_text()


def test_what_cannot_be_judged_is_named(here: Path) -> None:
    Pillow.new("L", (9, 9)).save(here / "data/test/masks/2.png")
    said = evaluate("data/test", "--json")
    assert said.exit_code == 3
    plain = json.loads(said.stdout)
    assert "48 x 48, got 9 x 9" in plain["unreadable"]["images/2.png"]
    assert plain["n"] == 3


def test_what_was_trained_on_is_refused(here: Path) -> None:
    for folder in ("images", "masks"):
        shutil.copy(here / f"data/train/{folder}/0.png", here / f"data/test/{folder}/0.png")
    said = evaluate("data")
    assert said.exit_code == 2
    assert "expected no image in two parts" in said.stderr
    assert evaluate("data", "--allow-leaks").exit_code == 0


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere"], "found nothing at 'nowhere'"),
        (["data/test/images"], "found no images/ and no masks/"),
        (["data", "--probes"], "expected a model that classifies beside --probes"),
    ],
)
def test_a_wrong_call_is_one_line(words: list[str], sentence: str) -> None:
    said = evaluate(*words)
    assert said.exit_code == 2
    assert sentence in said.stderr
    assert said.stderr.count("\n") == 1


def test_two_models_beside_each_other(here: Path) -> None:
    tiny_segmenter(here / "low.onnx", threshold=0.35)
    words = ["compare", "tiny.onnx", "low.onnx", "--data", "data"]
    said = runner.invoke(app, words)
    assert said.exit_code == 0, said.output
    assert "tiny has a higher Dice than low by 0." in said.stdout
    assert "better in 4 cases and worse in 0 (Wilcoxon p = 0.12)" in said.stdout
    plain = json.loads(runner.invoke(app, [*words, "--json", "-o", "out"]).stdout)
    assert plain == json.loads((here / "out/compare.json").read_text())
    assert plain["pairs"][0]["differences"]["dice"]["low"] > 0
