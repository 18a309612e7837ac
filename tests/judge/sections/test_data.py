"""Probes, subgroups and mistakes in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from diaphane.judge.mistakes import worst
from diaphane.judge.probes import Probes
from diaphane.judge.sections.data import mistakes, probes, subgroups
from diaphane.judge.sections.section import Pictures
from diaphane.judge.study import Study


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (None, "not probed: this evaluation did not look"),
        (Probes((), skipped="too few"), "not probed: too few"),
    ],
)
def test_why_there_are_no_probes(studied: Study, found: Probes | None, why: str) -> None:
    bare = replace(studied, evaluation=replace(studied.evaluation, probes=found))
    assert why in probes(bare, Pictures()).html().text


def test_subgroups_of_each_column(studied: Study) -> None:
    text = subgroups(studied, Pictures()).html().text
    for value in ("Ulm", "Bern", "From sex alone one would guess the class of"):
        assert value in text
    bare = subgroups(replace(studied, columns=()), Pictures()).html().text
    assert "is not known" in bare


def test_few_images_are_counted_only(studied: Study) -> None:
    column = studied.columns[0]
    few = replace(column.subgroups[0], n=3, metrics={})
    text = subgroups(replace(studied, columns=(replace(column, subgroups=(few,)),)), Pictures())
    assert "too few" in text.html().text


def test_mistakes_as_a_list_and_as_pictures(studied: Study) -> None:
    wrong = worst(studied.readable)
    listed = mistakes(studied, Pictures()).html().text
    assert wrong[0].name in listed
    assert f"of {len(wrong)} wrong answers" in listed
    shown = mistakes(studied, Pictures(mistakes={wrong[0].name: b"jpeg"})).html().text
    assert shown.count("<figure") == 1
    assert f"The 1 surest of {len(wrong)} wrong answers" in shown
