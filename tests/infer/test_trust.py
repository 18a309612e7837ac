"""Calibration and sets do on simulated images what they promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from diaphane.infer.trust import (
    conformal_set,
    conformal_thresholds,
    fit_temperature,
    novelty_limit,
    softmax,
)

Logits = NDArray[np.float64]
Labels = NDArray[np.int64]


def simulated(n: int, *, temperature: float = 1.0, seed: int = 0) -> tuple[Logits, Labels]:
    """Logits of which `softmax(logits / temperature)` is the truth, and labels drawn from it."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(size=(n, 4)) * 2
    cumulative = softmax(logits).cumsum(axis=1)
    labels = (rng.random((n, 1)) > cumulative).sum(axis=1).clip(0, 3)
    return logits * temperature, labels


def test_softmax_of_hand_computed_and_huge_logits() -> None:
    np.testing.assert_allclose(softmax(np.array([0.0, np.log(3)])), [0.25, 0.75])
    np.testing.assert_allclose(softmax(np.array([1e4, 0.0])), [1, 0])
    np.testing.assert_allclose(softmax(np.array([0, 2 * np.log(3)]), temperature=2), [0.25, 0.75])


@pytest.mark.parametrize("temperature", [0.4, 1.0, 3.0])
def test_a_known_temperature_is_found(temperature: float) -> None:
    logits, labels = simulated(20_000, temperature=temperature)
    assert fit_temperature(logits, labels) == pytest.approx(temperature, rel=0.05)


def test_the_found_temperature_is_the_best_one() -> None:
    logits, labels = simulated(500, temperature=2)

    def loss(temperature: float) -> float:
        p = softmax(logits, temperature=temperature)[np.arange(len(labels)), labels]
        return float(-np.log(p).mean())

    best = fit_temperature(logits, labels)
    assert loss(best) <= min(loss(best * 1.01), loss(best / 1.01))


def test_separable_logits_end_at_the_coldest() -> None:
    assert fit_temperature(np.eye(3), np.arange(3)) == pytest.approx(0.02)


@given(st.floats(0.05, 20), st.integers(0, 1000))
def test_temperature_changes_no_answer(temperature: float, seed: int) -> None:
    logits = np.random.default_rng(seed).normal(size=(5, 4))
    np.testing.assert_array_equal(
        softmax(logits, temperature=temperature).argmax(1), logits.argmax(1)
    )


@pytest.mark.parametrize("coverage", [0.8, 0.9, 0.95])
def test_sets_hold_the_truth_as_often_as_asked_in_each_class(coverage: float) -> None:
    logits, labels = simulated(12_000)
    p = softmax(logits)
    thresholds = conformal_thresholds(p[:6000], labels[:6000], coverage=coverage)
    for k in range(4):
        rows = p[6000:][labels[6000:] == k]
        held = np.mean([k in conformal_set(row, thresholds) for row in rows])
        # about 1500 images to fit and to test on: two standard errors of both together
        assert held == pytest.approx(coverage, abs=0.03)


def test_two_hundred_calibration_cases_are_enough_on_average() -> None:
    """Over 300 calibrations of 200 cases a class, each class is held as often as asked, within 3
    points; a single calibration strays by the deviation of a beta distribution, 2.1 points."""
    rng, held = np.random.default_rng(0), []
    for _ in range(300):
        p = np.sort(rng.beta([4.0, 2.0], 1, (200, 2)), axis=0)  # of the true class, by class
        chances = np.concatenate(
            [np.stack([p[:, 0], 1 - p[:, 0]], 1), np.stack([1 - p[:, 1], p[:, 1]], 1)]
        )
        limits = conformal_thresholds(chances, np.repeat([0, 1], 200), coverage=0.9)
        held.append(1 - (1 - np.array(limits)) ** np.array([4.0, 2.0]))
    np.testing.assert_allclose(np.mean(held, axis=0), 0.9, atol=0.03)
    np.testing.assert_allclose(np.std(held, axis=0), 0.021, atol=0.004)


def test_threshold_is_the_finite_sample_quantile() -> None:
    first_class = np.arange(1, 10) / 10
    p = np.stack([first_class, 1 - first_class], 1)
    first, second = conformal_thresholds(p, np.zeros(9, int), coverage=0.8)
    assert first == pytest.approx(0.8)  # the 8th smallest of 0.1 ... 0.9
    assert second == 1  # no image of the class: never ruled out
    assert conformal_thresholds(p, np.zeros(9, int), coverage=0.95)[0] == 1


def test_set_is_ordered_and_may_be_empty() -> None:
    assert conformal_set((0.2, 0.5, 0.3), (0.8, 0.8, 0.8)) == (1, 2, 0)
    assert conformal_set((0.2, 0.5, 0.3), (0.1, 0.1, 0.1)) == ()


def test_novelty_limit_keeps_false_alarms() -> None:
    scores = np.random.default_rng(0).normal(size=999)
    limit = novelty_limit(scores, false_alarms=0.05)
    assert (scores > limit).mean() <= 0.05
    assert (scores > limit).mean() == pytest.approx(0.05, abs=0.002)
    assert novelty_limit([1.0, 2.0], false_alarms=0.05) == 2
