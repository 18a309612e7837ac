"""A table becomes a calibrated file, with figures from folds and nothing spared for them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from diaphane.card import Card, Input, Scaling
from diaphane.cli.main import app
from diaphane.errors import BadData
from diaphane.infer.model import Model
from diaphane.learn.train import train
from diaphane.recipe import Recipe, Split, Stop, Trust, named

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

RECIPE = Recipe(
    card=Card(name="sides", task="classify", input=Input(scaling=Scaling("none"))),
    net=named("dense", widths=(8,), noise=0.1),
    optimiser=named("adamw", lr=3e-2),
    schedule=named("constant"),
    split=Split(validation=0.0, folds=4, repeats=2),
    trust=Trust(coverage=0.9),
    stop=Stop("none", 0),
    epochs=8,
    batch=16,
    precision="fp32",
)
COLUMNS = "width,depth,height"


def lines(n: int, *, seed: int = 0) -> list[str]:
    """Rows of columns in very different units; the first and the third tell the classes."""
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(n):
        side = 1 if i % 2 else -1
        a, b, c = rng.normal(side, 0.6), rng.normal(0, 1), rng.normal(-side, 0.6)
        rows.append(f"{1e-3 * a:.6f},{b:.3f},{1e5 * c + 1e6:.1f},{'left' if side < 0 else 'right'}")
    return rows


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("table") / "sides.csv"
    known = lines(40)
    file.write_text("\n".join([f"{COLUMNS},side", *known, *known[:4]]))  # four rows stand twice
    return file


@pytest.fixture(scope="module")
def run(table: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    told: list[tuple[int, int]] = []
    folder = tmp_path_factory.mktemp("runs") / "run"
    train(RECIPE, table, folder, progress=lambda *at: told.append(at))
    assert told == [(k, 8) for k in range(1, 9)]
    return folder


def test_the_card_says_what_folds_said(run: Path) -> None:
    card = Model.load(run / "model.onnx").card
    assert (card.names, card.input.size) == (("left", "right"), (3,))
    assert card.input.columns == ("width", "depth", "height")
    assert card.trained["folds"] == "4 folds, 2 times"
    assert card.calibration is not None
    assert (card.calibration.n, card.calibration.coverage) == (44, 0.9)
    assert card.figures["accuracy"].value > 0.85
    assert sum(bar.n for bar in card.reliability) == 44
    plain = json.loads((run / "folds" / "folds.json").read_text())
    assert (plain["folds"], plain["repeats"], plain["n"]) == (4, 2, 44)
    assert np.mean(plain["accuracies"]) == pytest.approx(card.figures["accuracy"].value, abs=1e-5)
    assert "cross-validated in 4 folds" in (run / "folds" / "report.html").read_text()


def test_copies_stay_in_one_fold(run: Path) -> None:
    data = json.loads((run / "data.json").read_text())
    assert data["leaks"] == []
    assert list(data["samples"]) == ["train"]


def test_the_file_answers_rows_of_other_tables(run: Path, tmp_path: Path) -> None:
    model = Model.load(run / "model.onnx")
    told = model.predict([1e-3, 0.0, 1e6 - 1e5])
    assert told.label == "right"
    assert told.heat is not None
    assert told.heat.shape == (3,)
    assert told.heat[1] < 0.2
    strange = model.predict(np.array([5.0, 0.0, 0.0]))
    assert strange.label is None
    assert "unlike the training" in strange.doubts[0]
    with pytest.raises(BadData, match="expected a row of 3 numbers, got 2"):
        model.predict([1.0, 2.0])
    with pytest.raises(BadData, match="read its rows with"):
        model.predict(tmp_path / "rows.csv")


def test_commands_take_tables(run: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "new.csv", tmp_path / "out"
    swapped = ["height,side,width,depth"]
    for line in lines(6, seed=1):
        a, b, c, side = line.split(",")
        swapped.append(",".join((c, side, a, b)))
    file.write_text("\n".join(swapped))
    call = CliRunner().invoke(app, ["predict", str(run), str(file), "--json", "-o", str(out)])
    assert call.exit_code == 0, call.output
    answers = json.loads(call.stdout)
    assert [a["input"] for a in answers] == [f"{file}:{line}" for line in range(2, 8)]
    likeliest = [max(a["probabilities"], key=a["probabilities"].get) for a in answers]
    assert likeliest == ["left", "right"] * 3
    assert sorted(p.name for p in (out / "new").iterdir())[:2] == ["2.json", "2.png"]
    call = CliRunner().invoke(app, ["evaluate", str(run), str(file), "--json"])
    assert json.loads(call.stdout)["metrics"]["accuracy"]["value"] == 1
    call = CliRunner().invoke(app, ["models", str(run)])
    assert "cross-validated in 4 folds, 2 times, with 95 % intervals" in call.stdout
    file.write_text("width,side\n1,left\n")
    call = CliRunner().invoke(app, ["predict", str(run), str(file)])
    assert call.exit_code == 2
    assert "found no 'depth', 'height'" in call.stderr


def test_a_killed_cross_validation_goes_on(run: Path, table: Path, tmp_path: Path) -> None:
    class Killed(Exception):
        """Stands for a kill."""

    def kill(done: int, of: int) -> None:
        if done == 3:
            raise Killed

    with pytest.raises(Killed):
        train(RECIPE, table, tmp_path / "cut", progress=kill)
    first = (tmp_path / "cut" / "folds" / "1-1.json").stat().st_mtime_ns
    train(RECIPE, table, tmp_path / "cut", resume=True)
    assert (tmp_path / "cut" / "folds" / "1-1.json").stat().st_mtime_ns == first
    said = [json.loads((r / "folds" / "folds.json").read_text()) for r in (run, tmp_path / "cut")]
    assert said[0] == said[1]


def test_more_folds_than_rows_of_a_class_are_refused(table: Path, tmp_path: Path) -> None:
    many = RECIPE.with_settings(["split.folds=30"])
    with pytest.raises(BadData, match=r"at least 30 samples of each class .* set split.folds=22"):
        train(many, table, tmp_path / "run")
