"""Factors on the learning rate, against hand-computed values."""

from __future__ import annotations

import pytest

from diaphane.errors import BadSetting, UnknownName
from diaphane.learn import schedules
from diaphane.recipe import named


def test_cosine_goes_from_one_to_its_end() -> None:
    cosine = schedules.build(named("cosine", end=0.1), 10)
    assert cosine.factor(0) == 1
    assert cosine.factor(5) == pytest.approx(0.55)
    assert cosine.factor(10) == pytest.approx(0.1)


def test_warm_up_is_a_straight_line() -> None:
    constant = schedules.build(named("constant", warmup=2), 10)
    assert constant.factor(1) == pytest.approx(0.505)
    assert constant.factor(2) == 1


def test_plateau_falls_after_patience_and_not_below_its_least() -> None:
    plateau = schedules.build(named("plateau", by=0.1, patience=2, least=0.05), 10)
    factors = []
    for loss in (1.0, 0.9, 0.9, 0.9, 0.8, 0.9, 0.9):
        plateau.saw(loss)
        factors.append(plateau.factor(0))
    assert factors == pytest.approx([1, 1, 1, 0.1, 0.1, 0.1, 0.05])


def test_unknown_names_are_refused() -> None:
    with pytest.raises(UnknownName, match="did you mean 'cosine'"):
        schedules.build(named("cosin"), 3)
    with pytest.raises(BadSetting, match="speed"):
        schedules.build(named("cosine", speed=3), 3)
