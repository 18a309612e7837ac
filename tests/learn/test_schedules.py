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


def test_restarts_as_a_report_trained_them() -> None:
    """From 1e-4, a first cycle of 5 epochs, each restart 0.8 times as high."""
    restarts = schedules.build(named("cosine-restarts", first=5, by=0.8), 12)
    rates = [1e-4 * restarts.factor(epoch) for epoch in range(12)]
    once = [1e-4, 9.045e-5, 6.545e-5, 3.455e-5, 9.55e-6]  # (1 + cos(pi k / 5)) / 2
    again = [0.8 * rate for rate in once]
    assert rates == pytest.approx([*once, *again, 6.4e-5, 0.64 * once[1]], rel=1e-3)


def test_cycles_may_grow_and_end_above_zero() -> None:
    restarts = schedules.build(named("cosine-restarts", first=2, times=2.0, end=0.1), 20)
    assert [restarts.factor(epoch) for epoch in (0, 2, 6, 14)] == [1, 1, 1, 1]  # 2, 4, 8 long
    assert restarts.factor(1) == restarts.factor(4) == pytest.approx(0.55)
    assert restarts.factor(14 - 1e-9) == pytest.approx(0.1)
    warmed = schedules.build(named("cosine-restarts", warmup=2), 20)
    assert warmed.factor(0) == pytest.approx(0.005)
    assert warmed.factor(2) == warmed.factor(7) == 1
    sinking = schedules.build(named("cosine-restarts", by=0.1, end=0.5), 20)
    assert sinking.factor(5) == sinking.factor(7) == 0.5  # no cycle starts below the end


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
    with pytest.raises(BadSetting, match="does not take these settings"):
        schedules.build(named("cosine", warmup="two"), 3)
    with pytest.raises(BadSetting, match=r"first above 0.*got first=0, times=1, by=1"):
        schedules.build(named("cosine-restarts", first=0), 3)


def test_a_straight_line_after_half() -> None:
    line = schedules.build(named("linear"), 10)
    assert [line.factor(epoch) for epoch in (0, 5, 7.5, 10)] == [1, 1, 0.5, 0]
    with pytest.raises(BadSetting, match="steady from 0 to below 1, got 1"):
        schedules.build(named("linear", steady=1), 10)
