"""Intervals hold what they promise, in simulation and against known values."""

from __future__ import annotations

import time

import numpy as np
import pytest
from scipy.special import expit, logit, softmax
from scipy.stats import skew, t

from diaphane.judge.figures import Draws, figures
from diaphane.judge.intervals import (
    SKEW,
    Behind,
    area,
    bootstrap,
    calibration,
    independent,
    percentile,
    proportion,
    skewed,
    student,
    symmetric,
    wilson,
)
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


def test_student_against_scipy() -> None:
    for n, slack in ((3, 0.14), (4, 0.03), (8, 1e-3), (30, 1e-5), (1000, 1e-6)):
        assert student(Behind(n, n)) == pytest.approx(t.ppf(0.975, n - 1), abs=slack)
    assert student(Behind(1, 9)) == student(Behind(3, 9))


def test_proportion_of_groups() -> None:
    """Resamples that vary four times as much as of single images: a quarter of the images."""
    n, drawn = Behind(100, 1000), np.array([-1.0, 1.0])
    wide = 0.8 + drawn * np.sqrt(0.8 * 0.2 / 250) * np.sqrt(99 / 100)
    low, high = proportion(0.8, wide, n)
    assert (low, high) == pytest.approx(wilson(0.8, 250), abs=1e-3)  # Student is wider
    assert proportion(0.8, 0.8 + 1e-6 * drawn, n) == pytest.approx(wilson(0.8, 1000), abs=1e-3)
    assert proportion(0.8, 0.8 + 10 * drawn, n) == pytest.approx(wilson(0.8, 100), abs=2e-3)
    assert proportion(1.0, np.ones(9), n) == wilson(1.0, 100)
    assert proportion(0.8, wide, Behind(50, 50)) == wilson(0.8, 50)


def test_area_by_hand() -> None:
    """0.9 give or take 0.03: log-odds 2.197, deviation 0.03 / 0.09."""
    drawn, n = 0.9 + 0.03 * np.array([-1.0, 1.0]), Behind(1e9, 1e9)
    ends = expit(logit(0.9) + np.array([-1, 1]) * 1.959964 * 0.03 / 0.09)
    low, high = area(0.9, drawn, n)
    own = logit(0.9 + 0.03 * np.array([-1.0, 1.0])).std()
    below = (0.03 / 0.09) ** 0.75 * own**0.25
    assert high == pytest.approx(ends[1], abs=1e-6)
    assert low == pytest.approx(expit(logit(0.9) - 1.959964 * below), abs=1e-6)
    assert low < ends[0]
    assert area(1.0, np.ones(9), Behind(30, 60)) == wilson(1.0, 30)
    assert area(0.9, np.full(9, 0.9), n) == pytest.approx((0.9, 0.9))


def test_skewed_mean() -> None:
    """Without skewness it is Student's; the ends solve Hall's g(T) = t and -t; it leans to where
    the large terms are and keeps to what is possible."""
    n = Behind(100, 100)
    even = 0.5 + 0.1 * np.array([-1.0, 1.0])
    half = t.ppf(0.975, 99) * 0.1 * np.sqrt(100 / 99)
    assert skewed(0.5, even, n, most=2) == pytest.approx((0.5 - half, 0.5 + half), abs=1e-6)
    drawn = np.random.default_rng(0).gamma(20, 0.005, 5000)
    low, high = skewed(0.1, drawn, n, most=2)
    assert 0.1 - low < high - 0.1
    lean = SKEW * skew(drawn)
    for end, told in ((low, 1), (high, -1)):
        at = (0.1 - end) / (drawn.std() * np.sqrt(100 / 99))
        bent = at + lean * at**2 / 3 + lean**2 * at**3 / 27 + lean / 6
        assert bent == pytest.approx(told * t.ppf(0.975, 99), abs=1e-4)
    assert skewed(0.1, 50 * drawn, n, most=2) == (0.0, 2.0)
    assert skewed(0.1, np.full(9, 0.1), n, most=2) == (0.1, 0.1)


def test_calibration_error_is_moved_by_its_excess() -> None:
    n, drawn = Behind(1e9, 1e9), 0.07 + 0.01 * np.array([-1.0, 1.0])
    assert calibration(0.05, drawn, n) == pytest.approx((0.0104, 0.0696), abs=1e-4)
    assert calibration(0.01, drawn, n)[0] == 0


def test_difference_has_students_interval() -> None:
    drawn = np.array([-0.1, 0.1])
    half = t.ppf(0.975, 24) * 0.1 * np.sqrt(25 / 24)
    assert symmetric(0.3, drawn, Behind(25, 25)) == pytest.approx(
        (0.3 - half, 0.3 + half), abs=1e-5
    )


@pytest.mark.slow
@pytest.mark.parametrize("group_size", [1, 3])
def test_figures_cover_as_promised(group_size: int) -> None:
    """300 test sets of 100 groups: each figure's interval holds the truth in 93 to 97 %, give or
    take three binomial errors of the trials; the calibration error promises less."""
    rng, trials = np.random.default_rng(5), 300
    measures = {name: METRICS[name] for name in ("accuracy", "balanced_accuracy", "auroc", "brier")}
    sure = made(np.random.default_rng(6), 300_000, 1)
    worth = {name: float(measure(sure, sure.once())[0]) for name, measure in measures.items()}
    held = dict.fromkeys(measures, 0)
    names = tuple(f"{i // group_size}" for i in range(100 * group_size))
    for trial in range(trials):
        told = made(rng, 100 * group_size, group_size)
        for name, found in figures(told, Draws(names, 500, trial), measures).items():
            held[name] += (found.low or 0) <= worth[name] <= (found.high or 0)
    slack = 3 * np.sqrt(0.05 * 0.95 / trials)
    for name, k in held.items():
        assert 0.93 - slack <= k / trials <= 0.97 + slack, name


def made(rng: np.random.Generator, n: int, group_size: int) -> Answers:
    """Answers about two classes, 5 % wrong, surer than they should be; half of the noise is the
    group's."""
    group = np.arange(n) // group_size
    truth = rng.integers(2, size=n)[group]
    shared = 0.5 if group_size > 1 else 0.0
    noise = [rng.normal(size=(n, 2)) for _ in range(2)]
    z = 2.3 * np.eye(2)[truth] + np.sqrt(shared) * noise[0][group]
    z += np.sqrt(1 - shared) * noise[1]
    return Answers(softmax(3.7 * z, axis=1), truth, np.ones(n, np.bool_))


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
