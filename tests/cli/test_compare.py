"""`diaphane compare`: what it refuses, and how it tells a table."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from typer.testing import CliRunner

from diaphane.card import Figure
from diaphane.cli.compare import in_words
from diaphane.cli.main import app
from diaphane.learn.grid import Grid, Row
from tiny_enhancer import CARD, tiny_enhancer
from tiny_models import bright_file, tiny_classifier
from tiny_translator import tiny_translator

runner = CliRunner()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["brain-tumor", "--over", "freeze=head,all"], "expected RECIPE DATA beside --over"),
        (["brain-tumour", ".", "--over", "freeze=head,all"], "did you mean 'brain-tumor'"),
        (["brain-tumor", "nowhere", "--over", "freeze=head,all"], "found none at 'nowhere'"),
        (["brain-tumor", ".", "--over", "freeze=head"], "two or more values that differ"),
        (["brain-tumor", ".", "--over", "freez=head,all"], "did you mean 'freeze'"),
        (["brain-tumor", "."], "got neither or a mixture"),
        (["a", "b", "--data", ".", "--keep-all"], "got neither or a mixture"),
        (["brain-tumor", "--data", "."], "expected two models or more that differ"),
        (["brain-tumor", "nowhere.onnx", "--data", "."], "found none at 'nowhere.onnx'"),
    ],
)
def test_a_wrong_call_is_one_line(words: list[str], sentence: str) -> None:
    said = runner.invoke(app, ["compare", *words])
    assert said.exit_code == 2
    assert sentence in said.stderr
    assert said.stderr.count("\n") == 1


def row(freeze: str, state: str, test: Figure | None, validation: Figure) -> Row:
    return Row(
        name=f"freeze={freeze}",
        choices={"freeze": freeze, "weights": ""},
        state="finished" if state == "finished" else "stopped",
        figure=test or validation,
        judged_on="test" if test else "validation",
        validation=validation,
        moved=1026,
        parameters=14_715_714,
        epochs=5,
        seconds=61.7,
    )


def test_the_table_holds_what_was_measured() -> None:
    low, high = Figure(0.5, 0.4, 0.6), Figure(0.95, 0.9, 0.98)
    rows = (row("head", "stopped", None, low), row("all", "finished", high, low))
    whole = Grid("covid", "DATA", (), ("freeze", "weights"), rows)
    lines = [" ".join(line.split()) for line in in_words(whole).splitlines()]
    assert lines == [
        "freeze weights accuracy (test) validation moved of epochs seconds state",
        "head none - 0.500 (0.400 to 0.600) 1,026 14,715,714 5 62 stopped",
        "all none 0.950 (0.900 to 0.980) 0.500 (0.400 to 0.600) 1,026 14,715,714 5 62 finished",
    ]


@pytest.fixture
def models(tmp_path: Path) -> list[str]:
    """Two files that say the same."""
    return [str(tiny_classifier(tmp_path / f"{name}.onnx")) for name in ("one", "other")]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for k, label in enumerate(("left", "middle", "right")):
        (tmp_path / "data" / label).mkdir(parents=True)
        for seed in range(4):
            bright_file(tmp_path / "data" / label / f"{seed}.png", k, seed=seed)
    return tmp_path / "data"


def test_models_are_compared_on_the_same_images(
    models: list[str], data: Path, tmp_path: Path
) -> None:
    call = ["compare", *models, "--data", str(data)]
    said = runner.invoke(app, [*call, "-o", str(tmp_path / "out")])
    assert said.exit_code == 0, said.output
    assert "12 images, with 95 % intervals" in said.stdout
    assert "'one' against 'other': no figure shows a difference" in said.stdout
    assert (tmp_path / "out" / "compare.png").stat().st_size > 0
    plain = json.loads((tmp_path / "out" / "compare.json").read_text())
    assert json.loads(runner.invoke(app, [*call, "--json"]).stdout) == plain
    assert list(plain["models"]) == ["one", "other"]


def test_models_that_enhance_are_compared_picture_by_picture(tmp_path: Path) -> None:
    for seed in range(3):
        noise = np.random.default_rng(seed).integers(0, 256, (32, 32, 3), np.uint8)
        (tmp_path / "data").mkdir(exist_ok=True)
        Pillow.fromarray(noise).save(tmp_path / "data" / f"{seed}.png")
    call = ["compare", "nearest-x4", "bicubic-x4", "--data", str(tmp_path / "data")]
    said = runner.invoke(app, [*call, "-o", str(tmp_path / "out")])
    assert said.exit_code == 0, said.output
    assert "3 pictures, with 95 % intervals" in said.stdout
    assert "bicubic-x4 has a higher PSNR on Y than nearest-x4 by" in said.stdout
    assert "better in 3 cases and worse in 0" in said.stdout
    plain = json.loads((tmp_path / "out" / "compare.json").read_text())
    assert json.loads(runner.invoke(app, [*call, "--json"]).stdout) == plain
    assert set(plain["cases"]) == {"0.png", "1.png", "2.png"}


def test_models_of_other_questions_are_not_compared(tmp_path: Path) -> None:
    twice = tiny_enhancer(tmp_path / "twice.onnx", CARD.but(scale=2))
    for other in (str(twice), "vessels-ridge"):
        said = runner.invoke(app, ["compare", "nearest-x4", other, "--data", str(tmp_path)])
        assert said.exit_code == 2
        assert "expected models that enhance by the same scale, but 'nearest-x4'" in said.stderr
        assert said.stderr.count("\n") == 1


def test_models_that_translate_are_judged_one_by_one(tmp_path: Path) -> None:
    models = [str(tiny_translator(tmp_path / f"{name}.onnx")) for name in "ab"]
    said = runner.invoke(app, ["compare", *models, "--data", str(tmp_path)])
    assert said.exit_code == 2
    assert "got one that translates; judge each with diaphane evaluate" in said.stderr
