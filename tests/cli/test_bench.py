"""`diaphane bench`: a table of stages."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from diaphane.cli.bench import in_words
from diaphane.cli.main import app
from diaphane.infer.bench import Bench, StageTiming
from tiny_models import bright_file, tiny_classifier

runner = CliRunner()


def test_the_stages_of_a_folder(tmp_path: Path) -> None:
    model = tiny_classifier(tmp_path / "tiny.onnx")
    (tmp_path / "images").mkdir()
    for number in range(3):
        bright_file(tmp_path / f"images/{number}.png", 0)
    said = runner.invoke(app, ["bench", str(model), "--images", str(tmp_path / "images"), "--json"])
    assert said.exit_code == 0, said.output
    stages = {s["stage"]: s["n"] for s in json.loads(said.stdout)["stages"]}
    assert stages == {
        "start": 5,
        "load": 5,
        "decode": 2,
        "prepare": 2,
        "infer": 2,
        "post": 2,
        "write": 2,
    }


def test_in_words() -> None:
    stages = (StageTiming("load", 5, 123.4, 1.25), StageTiming("infer", 20, 9.5, 0.5))
    text = in_words(Bench(stages, 88.2, {"cores": "2"}, "onnxruntime cpu", "float32"))
    assert text.splitlines() == [
        "stage   n     median  interquartile range",
        "load    5  123.40 ms              1.25 ms",
        "infer  20    9.50 ms              0.50 ms",
        "peak memory: 88 MB",
        "runtime: onnxruntime cpu, float32",
        "cores: 2",
    ]


def test_a_folder_without_images_is_one_line(tmp_path: Path) -> None:
    said = runner.invoke(app, ["bench", "--images", str(tmp_path)])
    assert said.exit_code == 2
    assert said.stderr.count("\n") == 1
