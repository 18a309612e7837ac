"""What a run's end leaves behind: figures on the card, a report of the very file that ships."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from diaphane.data.folders import read_classes
from diaphane.infer.find import read_card
from diaphane.learn.examine import examine
from diaphane.learn.run import Run
from tiny_models import bright_file, tiny_classifier

pytestmark = pytest.mark.train


def test_report_is_of_the_file_as_it_ships(tmp_path: Path) -> None:
    for k, name in enumerate(("left", "middle", "right")):
        for number in range(3):
            (tmp_path / "data" / name).mkdir(parents=True, exist_ok=True)
            bright_file(tmp_path / f"data/{name}/{number}.png", k, seed=10 * k + number)
    model = tiny_classifier(tmp_path / "model.onnx")
    bright_file(tmp_path / "curves.png", 0)
    (tmp_path / "data.json").write_text('{"warnings": ["one pair was allowed to cross"]}')
    samples = read_classes(tmp_path / "data", classes=("left", "middle", "right"))
    examine(model, samples, Run(tmp_path), training=())
    page = (tmp_path / "test/report.html").read_text()
    assert page.index("one pair was allowed to cross") < page.index("<h2")
    assert "not probed: " in page
    figures = json.loads((tmp_path / "test/report.json").read_text())
    assert figures["about"]["model_sha256"] == sha256(model.read_bytes()).hexdigest()
    card = read_card(model)
    assert card.figures["accuracy"].value == figures["metrics"]["accuracy"]["value"]
    right = sum(bar.n * bar.observed for bar in card.reliability)
    assert right / figures["n"] == pytest.approx(card.figures["accuracy"].value, abs=1e-3)
    assert "data:image/png" in page
