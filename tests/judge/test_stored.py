"""A report is made again from what it left behind, with the same figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from diaphane.card import Card, Figure
from diaphane.errors import BadData
from diaphane.io.write import write_json
from diaphane.judge.evaluate import Evaluation, judge
from diaphane.judge.predictions import write_predictions
from diaphane.judge.probes import Probe, Probes
from diaphane.judge.stored import read_report
from diaphane.judge.study import study

PROBES = Probes((Probe("file", "the header", Figure(0.5, 0.4, 0.6), 0.3),), "it is a shortcut")


@pytest.mark.parametrize("probes", [None, PROBES, Probes((), skipped="no training part")])
def test_same_figures(
    evaluation: Evaluation, card: Card, probes: Probes | None, tmp_path: Path
) -> None:
    noted = judge(evaluation.predictions, card=card, warnings=["a leak"], resamples=30, seed=4)
    first = replace(noted, probes=probes)
    figures = study(first, card).to_plain()
    write_json(tmp_path / "report.json", figures)
    write_predictions(tmp_path / "predictions.csv", first.predictions, first.names)
    known = read_report(tmp_path / "predictions.csv")
    assert known.judged() == first
    again = study(known.judged(), known.card, known=known.about)
    assert again.to_plain() == figures
    assert read_report(tmp_path) == known


def test_folder_without_a_report(tmp_path: Path) -> None:
    with pytest.raises(BadData, match=r"expected a report's folder with predictions\.csv"):
        read_report(tmp_path)


def test_report_json_that_is_damaged(evaluation: Evaluation, card: Card, tmp_path: Path) -> None:
    write_predictions(tmp_path / "predictions.csv", evaluation.predictions, card.names)
    (tmp_path / "report.json").write_text("{}")
    with pytest.raises(BadData, match=r"expected report\.json beside"):
        read_report(tmp_path)
