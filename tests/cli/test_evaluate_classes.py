"""`diaphane evaluate` for models that classify: figures for people, for programs and as files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from diaphane.cli.main import app
from tiny_models import bright_file, tiny_classifier

runner = CliRunner()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model, and four test images of each class."""
    monkeypatch.chdir(tmp_path)
    tiny_classifier(tmp_path / "tiny.onnx")
    for k, name in enumerate(("left", "middle", "right")):
        for part in ("train", "test"):
            (tmp_path / "data" / part / name).mkdir(parents=True)
        for number in range(4):
            bright_file(tmp_path / f"data/test/{name}/{number}.png", k, seed=10 * k + number)
            seed = 100 + 10 * k + number
            bright_file(tmp_path / f"data/train/{name}/{number}.png", k, seed=seed)
    return tmp_path


def evaluate(*words: str) -> Result:
    return runner.invoke(app, ["evaluate", "tiny.onnx", *words])


def again(*words: str) -> Result:
    return runner.invoke(app, ["evaluate", "--from", *words])


@pytest.mark.usefixtures("here")
def test_a_table_with_intervals_and_warnings() -> None:
    said = evaluate("data/test")
    assert said.exit_code == 0, said.output
    lines = said.stdout.splitlines()
    assert lines[0] == "tiny on 12 images, with 95 % intervals"
    assert any(line.startswith("! few images") for line in lines)
    assert any(line.startswith("accuracy           1.000 (0.") for line in lines)


@pytest.mark.usefixtures("here")
def test_json_is_one_document() -> None:
    said = evaluate("data/test", "--json")
    plain = json.loads(said.stdout)
    assert said.stderr == ""
    assert (plain["model"], plain["task"], plain["n"]) == ("tiny", "classify", 12)
    assert plain["metrics"]["accuracy"]["value"] == 1
    assert plain["warnings"]


def test_classes_that_the_model_does_not_know_are_said(here: Path) -> None:
    for number in range(3):
        (here / "data/test/behind").mkdir(exist_ok=True)
        bright_file(here / f"data/test/behind/{number}.png", 0, seed=200 + number)
    plain = json.loads(evaluate("data", "--json").stdout)
    assert plain["n"] == 12
    assert "knows left and middle and right alone: 3 of 'behind'" in plain["warnings"][0]


def test_files(here: Path) -> None:
    pytest.importorskip("matplotlib")
    assert evaluate("data/test", "-o", "out").exit_code == 0
    names = {p.name for p in (here / "out").iterdir()}
    wanted = {"confusion.png", "reliability.png", "predictions.csv", "report.html"}
    assert wanted | {"report.json"} <= names


def test_a_report_is_made_again_from_its_folder(here: Path) -> None:
    pytest.importorskip("matplotlib")
    (here / "data/test/left/9.png").write_bytes((here / "data/test/right/0.png").read_bytes())
    first = evaluate("data/test", "-o", "out")
    assert "data:image/jpeg" in (here / "out/report.html").read_text()
    second = again("out", "-o", "more")
    assert second.stdout == first.stdout
    assert (here / "more/report.json").read_bytes() == (here / "out/report.json").read_bytes()
    assert "data:image/jpeg" not in (here / "more/report.html").read_text()
    assert again("out/predictions.csv").stdout == first.stdout


def test_images_are_left_out_of_the_report_where_asked(here: Path) -> None:
    pytest.importorskip("matplotlib")
    (here / "data/test/left/9.png").write_bytes((here / "data/test/right/0.png").read_bytes())
    evaluate("data/test", "-o", "out", "--no-pictures")
    assert "data:image/jpeg" not in (here / "out/report.html").read_text()


def test_an_image_in_both_parts_is_refused(here: Path) -> None:
    assert evaluate("data").exit_code == 0
    shutil.copy(here / "data/train/left/0.png", here / "data/test/left/copy.png")
    said = evaluate("data")
    assert said.exit_code == 2
    assert "expected no image in two parts" in said.stderr
    said = evaluate("data", "--allow-leaks")
    assert said.exit_code == 0
    assert "1 pair crosses between parts" in said.stdout


def test_an_unreadable_image_is_code_3(here: Path) -> None:
    (here / "data/test/left/bad.png").write_bytes(b"no image")
    said = evaluate("data/test")
    assert said.exit_code == 3
    assert "1 files could not be read" in said.stdout


def test_other_classes_are_refused(here: Path) -> None:
    (here / "data/test/left").rename(here / "data/test/up")
    said = evaluate("data/test")
    assert said.exit_code == 2
    assert "'up'" in said.stderr


@pytest.mark.usefixtures("here")
def test_no_data_is_refused() -> None:
    assert "expected a folder of labelled images" in evaluate("nowhere").stderr


def test_shortcuts_are_looked_for_when_asked_or_for_a_report(here: Path) -> None:
    said = evaluate("data", "--probes", "--json")
    assert json.loads(said.stdout)["probes"]["skipped"].startswith("shortcut probes need 20 images")
    assert "not probed for shortcuts: shortcut probes need 20" in said.stderr
    assert "probes" not in json.loads(evaluate("data", "--json").stdout)
    for k, name in enumerate(("left", "middle", "right")):
        for number in range(20):
            bright_file(
                here / f"data/train/{name}/more-{number}.png", k, seed=1000 + 100 * k + number
            )
    said = evaluate("data", "-o", "report")
    assert said.exit_code == 0, said.output
    warned = [line for line in said.stdout.splitlines() if line.startswith("! ")]
    assert warned[0].startswith("! shortcut: 100% of the model's gain over chance is reached")
    probes = json.loads((here / "report/report.json").read_text())["probes"]["probes"]
    assert [p["name"] for p in probes][-3:] == ["model_centre", "model_borders", "shuffled"]
    assert "probes" not in json.loads(evaluate("data", "-o", "r", "--no-probes", "--json").stdout)
    kept = json.loads(again("report", "--json").stdout)
    assert kept["warnings"][0].startswith("shortcut: ")
