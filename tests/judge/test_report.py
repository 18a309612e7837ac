"""The files of a report."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path

import pytest

from diaphane.card import Card
from diaphane.data.folders import Sample
from diaphane.judge.evaluate import Evaluation
from diaphane.judge.mistakes import worst
from diaphane.judge.plots import PLOTS
from diaphane.judge.report import write_report
from tiny_models import bright_file

pytest.importorskip("matplotlib")


def test_files(evaluation: Evaluation, card: Card, tmp_path: Path) -> None:
    files = write_report(evaluation, tmp_path / "out", card=card)
    assert {f.name for f in files} == {
        *("report.html", "report.json", "predictions.csv"),
        *(f"{name}.png" for name in PLOTS),
    }
    assert json.loads((tmp_path / "out/report.json").read_text())["n"] == 120
    page = (tmp_path / "out/report.html").read_text()
    assert page.count("data:image/svg+xml;base64,") == len(PLOTS)
    assert "data:image/jpeg" not in page


def test_pictures_of_mistakes_and_of_the_training(
    evaluation: Evaluation, card: Card, tmp_path: Path
) -> None:
    wrong = worst(evaluation.predictions)[0]
    path = bright_file(tmp_path / "1.png", 0)
    samples = [Sample(path, wrong.truth, name=wrong.name)]
    curves = path.read_bytes()
    write_report(evaluation, tmp_path, card=card, samples=samples, training=curves)
    page = (tmp_path / "report.html").read_text()
    (jpeg,) = page.split("data:image/jpeg;base64,")[1:]
    assert b64decode(jpeg.split('"')[0]).startswith(b"\xff\xd8")
    (png,) = page.split("data:image/png;base64,")[1:]
    assert b64decode(png.split('"')[0]) == curves
    assert str(tmp_path) not in page
