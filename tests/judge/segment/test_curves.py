"""Curves over all thresholds."""

from __future__ import annotations

from dataclasses import replace

from diaphane.judge.segment.curves import curves
from diaphane.judge.segment.evaluate import judge_pair
from judge.segment.conftest import DISCS, Stub, discs


def test_a_line_for_each_class_with_its_area(stub: Stub) -> None:
    cases = [judge_pair(stub, pair, DISCS) for pair in discs(3)]
    drawn = curves(cases, DISCS.names)
    assert drawn is not None
    assert "disc, 0.9" in drawn.svg
    assert drawn.png.startswith(b"\x89PNG")


def test_without_probabilities_there_are_none(stub: Stub) -> None:
    case = judge_pair(stub, discs(1)[0], DISCS)
    assert curves([replace(case, histograms=None)], DISCS.names) is None
