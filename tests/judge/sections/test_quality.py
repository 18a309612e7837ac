"""All figures, classes, curves."""

from __future__ import annotations

from dataclasses import replace

from diaphane.card import Figure
from diaphane.judge.evaluate import Strict
from diaphane.judge.sections.quality import MEANING, classes, overall, ranking
from diaphane.judge.sections.section import Pictures
from diaphane.judge.study import Study


def test_every_metric_is_explained(studied: Study) -> None:
    text = overall(studied, Pictures()).html().text
    assert set(studied.evaluation.metrics) == set(MEANING)
    for said in MEANING.values():
        assert said.replace("'", "&#x27;") in text


def test_images_far_from_training_have_a_column(studied: Study) -> None:
    strict = Strict(0.95, 40, {"accuracy": Figure(0.4321, 0.4, 0.5)})
    far = replace(studied, evaluation=replace(studied.evaluation, strict=strict))
    text = overall(far, Pictures()).html().text
    assert "40 images far from training" in text
    assert "0.432" in text


def test_each_class_has_a_row(studied: Study) -> None:
    text = classes(studied, Pictures()).html().text
    assert text.count("<tr>") == 4
    assert f"{studied.evaluation.classes[1].metrics['recall'].value:.3f}" in text


def test_nothing_to_rank_is_no_section(studied: Study) -> None:
    assert ranking(replace(studied, rankings=()), Pictures()).parts == ()
