"""The page and the files beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from diaphane.card import Card, Class, Input
from diaphane.judge.evaluate import Evaluation, judge
from diaphane.judge.predictions import Prediction
from diaphane.judge.report import page, worst, write_report

CARD = Card(
    "pets", "classify", Input(), (Class("cat"), Class("dog<b>")), limits=("blind to <i>newts</i>",)
)


def said(name: str, truth: str, p: float, error: str = "") -> Prediction:
    table = {"cat": p, "dog<b>": 1 - p}
    return Prediction(name, truth, label="cat", probabilities=table, error=error)


@pytest.fixture
def evaluation() -> Evaluation:
    predictions = [said(f"c{i}.png", "cat", 0.55 + i / 60) for i in range(25)]
    predictions += [said(f"d{i}.png", "dog<b>", i / 40) for i in range(30)]
    predictions += [said("<script>.png", "dog<b>", 0.97), said("bad.png", "cat", 0, "no <image>")]
    return judge(predictions, card=CARD, resamples=50)


def test_text_from_outside_is_escaped(evaluation: Evaluation) -> None:
    text = page(evaluation, card=CARD)
    for raw in ("<script>", "dog<b>", "<i>newts", "no <image>"):
        assert raw not in text
    assert "&lt;script&gt;.png" in text
    assert "http" not in text


def test_warnings_come_first_and_caution_is_there(evaluation: Evaluation) -> None:
    text = page(evaluation)
    assert text.index('class="warning"') < text.index("<h2>")
    assert "not for diagnosis" in text


def test_mistakes_are_listed_surest_first(evaluation: Evaluation) -> None:
    names = [p.name for p in worst(evaluation.predictions)]
    assert names[0] == "<script>.png"
    assert names[1] == "d29.png"
    assert "bad.png" not in names


def test_files(evaluation: Evaluation, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    files = write_report(evaluation, tmp_path / "out", card=CARD)
    assert sorted(f.name for f in files) == [
        "confusion.png",
        "evaluation.json",
        "predictions.csv",
        "reliability.png",
        "report.html",
        "risk_coverage.png",
    ]
    assert json.loads((tmp_path / "out/evaluation.json").read_text())["n"] == 56
    assert (tmp_path / "out/confusion.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "out/report.html").read_text().count("data:image/png;base64,") == 3
