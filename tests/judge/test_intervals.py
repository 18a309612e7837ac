"""Intervals hold what they promise, in simulation and against known values."""

from __future__ import annotations

import time

import numpy as np
import pytest

from diaphane.judge.intervals import bootstrap, independent, percentile, wilson
from diaphane.judge.metrics import METRICS, Answers, accuracy


def answers(right: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Answers:
    """Two classes in turn, called right as told."""
    truth = np.arange(len(right)) % 2
    called = np.where(right, truth, 1 - truth)
    return Answers(0.4 + 0.2 * np.eye(2)[called], truth, np.ones(len(right), bool))


def test_wilson_against_published_values() -> None:
    """Newcombe 1998, Statistics in Medicine 17, table I: 81 of 263, 0 of 20, 1 of 29."""
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)
    assert wilson(1 / 29, 29) == pytest.approx((0.0061, 0.1718), abs=1e-4)


def coverage_in_simulation(*, group_size: int, by_group: bool) -> float:
    """How often the interval of the accuracy holds the true 0.85."""
    rng = np.random.default_rng(0)
    hits = 0
    for trial in range(200):
        right = np.repeat(rng.random(120) < 0.85, group_size)
        groups = [str(i // group_size) for i in range(len(right))] if by_group else []
        told = Answers(
            0.4 + 0.2 * np.eye(2)[(~right).astype(int)],
            np.zeros(len(right), np.int64),
            np.ones(len(right), bool),
        )
        low, high = percentile(bootstrap(accuracy, told, groups=groups, resamples=200, seed=trial))
        hits += bool(low <= 0.85 <= high)
    return hits / 200


def test_interval_covers_as_promised() -> None:
    assert 0.90 <= coverage_in_simulation(group_size=1, by_group=True) <= 0.985


def test_only_groups_cover_when_images_repeat() -> None:
    """With each image four times over, ignoring that halves the interval."""
    assert coverage_in_simulation(group_size=4, by_group=True) >= 0.90
    assert coverage_in_simulation(group_size=4, by_group=False) <= 0.80


def test_classes_are_drawn_apart() -> None:
    """Stratified: the classes' shares stay, so a figure that only counts them does not vary."""
    told = answers(np.ones(30, bool))
    values = bootstrap(lambda a, w: w @ (a.truth == 1) / w.sum(axis=1), told, resamples=50)
    np.testing.assert_allclose(values, 0.5)


def test_same_seed_same_interval() -> None:
    told = answers(np.random.default_rng(0).random(50) < 0.8)
    one, other, third = (bootstrap(accuracy, told, resamples=99, seed=s) for s in (1, 1, 2))
    np.testing.assert_array_equal(one, other)
    assert (one != third).any()
    assert one.shape == (99,)


def test_groups_of_each_class() -> None:
    assert independent(np.array([0, 0, 1, 1]), ["a", "a", "", ""]) == {0: 1, 1: 2}
    assert independent(np.array([0, 0, 1])) == {0: 2, 1: 1}


def test_thousand_images_take_about_a_second() -> None:
    rng = np.random.default_rng(0)
    p = rng.dirichlet(np.ones(4), 1000)
    told = Answers(p, rng.integers(0, 4, 1000), p.max(axis=1) > 0.4, p > 0.2)
    start = time.process_time()
    for figure in METRICS.values():
        assert bootstrap(figure, told, resamples=2000).shape == (2000,)
    assert time.process_time() - start < 10  # about 1 s on an idle core


def test_what_does_not_exist_stays_nan() -> None:
    low, high = percentile(np.array([[np.nan, 1.0], [np.nan, 2.0]]))
    assert np.isnan([low[0], high[0]]).all()
    assert 1 <= low[1] <= high[1] <= 2
