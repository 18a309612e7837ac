"""Operating points and the decision curve in words."""

from __future__ import annotations

from dataclasses import replace

from diaphane.judge.sections.section import Pictures
from diaphane.judge.sections.thresholds import decision, operating
from diaphane.judge.study import Study


def test_thresholds_say_that_they_flatter(studied: Study) -> None:
    text = operating(studied, Pictures()).html().text
    assert "read off these very images" in text
    assert "ill against normal (66.7% are positive)" in text
    assert text.count("Youden") == len(studied.rankings)


def test_rule_that_cannot_be_kept_is_named(studied: Study) -> None:
    first = studied.rankings[0]
    few = replace(first, points=first.points[:-1])
    text = operating(replace(studied, rankings=(few,)), Pictures()).html().text
    assert "Not reached at any threshold: Youden." in text


def test_where_it_is_worth_acting(studied: Study) -> None:
    curve = studied.rankings[0].decision
    assert curve is not None
    assert curve.better is not None
    text = decision(studied, Pictures()).html().text
    assert f"from {curve.better[0]:.0%} to {curve.better[1]:.0%}" in text
    assert decision(replace(studied, rankings=studied.rankings[1:]), Pictures()).parts == ()
