"""Calibration, sets, doubts and the gate in words."""

from __future__ import annotations

from dataclasses import replace

from diaphane.card import Card, Figure
from diaphane.judge.sections.section import Pictures
from diaphane.judge.sections.trust import probabilities, sets, surest, unlike
from diaphane.judge.study import Study


def test_before_and_after_the_temperature(studied: Study) -> None:
    text = probabilities(studied, Pictures()).html().text
    assert "the temperature 2.000" in text
    assert studied.calibration.before is not None
    for side in (studied.calibration.before, studied.calibration.after):
        for figure in side.errors.values():
            assert f"{figure.value:.3f}" in text


def test_broken_promise_is_red(studied: Study) -> None:
    done = studied.evaluation
    worse = replace(
        done.classes[0], metrics={**done.classes[0].metrics, "coverage": Figure(0.7, 0.6, 0.8)}
    )
    text = (
        sets(
            replace(studied, evaluation=replace(done, classes=(worse, *done.classes[1:]))),
            Pictures(),
        )
        .html()
        .text
    )
    assert '<span class="short">0.700</span>' in text


def test_model_without_sets_or_gate(studied: Study, card: Card) -> None:
    bare = replace(studied, card=card.but(calibration=None), gate=None)
    assert sets(bare, Pictures()).parts == ()
    assert unlike(bare, Pictures()).parts == ()


def test_gate_on_either_side(studied: Study) -> None:
    text = unlike(studied, Pictures()).html().text
    assert "The limit was set to refuse 5% of them." in text
    assert "<td>accepted</td>" in text


def test_area_under_the_curve_is_said(studied: Study) -> None:
    assert f"{studied.selective.aurc.value:.4f}" in surest(studied, Pictures()).html().text
