"""The fast form says what the definition says, and its p-values are what they claim."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm, rankdata
from sklearn.metrics import roc_auc_score

from diaphane.judge.delong import areas_and_covariance, delong, midranks
from diaphane.judge.metrics import Array


def by_definition(scores: Array, ill: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Array:
    """(A, A) covariance, every pair of images looked at (DeLong et al. 1988, eq. 4 to 6)."""
    rows = []
    for row in scores:
        x, y = row[ill][:, None], row[~ill][None]
        rows.append((x > y) + 0.5 * (x == y))
    areas = np.array([psi.mean() for psi in rows])
    m, n = rows[0].shape
    s10, s01 = np.zeros((2, 2)), np.zeros((2, 2))
    for r in range(2):
        for s in range(2):
            v = rows[r].mean(axis=1) - areas[r], rows[s].mean(axis=1) - areas[s]
            w = rows[r].mean(axis=0) - areas[r], rows[s].mean(axis=0) - areas[s]
            s10[r, s], s01[r, s] = (v[0] @ v[1]) / (m - 1), (w[0] @ w[1]) / (n - 1)
    return np.asarray(s10 / m + s01 / n)


@pytest.mark.parametrize("ties", [False, True])
def test_against_the_definition(ties: bool) -> None:
    rng = np.random.default_rng(0)
    ill = rng.random(90) < 0.4
    scores = rng.normal(size=(2, 90)) + ill + 0.5 * rng.normal(size=90)
    if ties:
        scores = np.round(scores)
    areas, covariance = areas_and_covariance(scores, ill)
    np.testing.assert_allclose(areas, [roc_auc_score(ill, row) for row in scores])
    np.testing.assert_allclose(covariance, by_definition(scores, ill), rtol=1e-12)
    found = delong(scores[0], scores[1], ill)
    assert found is not None
    deviation = np.sqrt([1, -1] @ covariance @ [1, -1])
    assert found.value == pytest.approx(areas[0] - areas[1])
    assert found.p == pytest.approx(2 * norm.sf(abs(found.value) / deviation))
    assert (found.low, found.high) == pytest.approx(
        norm.interval(0.95, loc=found.value, scale=deviation)
    )


def test_midranks_against_scipy() -> None:
    values = np.random.default_rng(1).integers(0, 9, 50).astype(float)
    np.testing.assert_array_equal(midranks(values), rankdata(values))


def test_equal_models_and_perfect_ones() -> None:
    ill = np.arange(20) % 2 == 0
    scores = np.random.default_rng(2).random(20)
    same = delong(scores, scores.copy(), ill)
    assert same is not None
    assert (same.value, same.p) == (0.0, 1.0)
    worst = delong(ill.astype(float), 1 - ill.astype(float), ill)
    assert worst is not None
    assert (worst.value, worst.p) == (1.0, 0.0)


def test_one_of_a_kind_has_no_variance() -> None:
    scores = np.random.default_rng(3).random(5)
    assert delong(scores, scores, np.array([True, False, False, False, False])) is None
    assert delong(scores, scores, np.ones(5, np.bool_)) is None


def test_false_alarms_are_as_rare_as_promised() -> None:
    """1,000 pairs of equally good, correlated models; 0.05 give or take three binomial errors."""
    rng = np.random.default_rng(4)
    ill = np.arange(120) % 3 == 0
    alarms = 0
    for _ in range(1000):
        shared = rng.normal(size=120) + ill
        found = delong(shared + rng.normal(size=120), shared + rng.normal(size=120), ill)
        alarms += found is not None and found.p < 0.05
    assert abs(alarms / 1000 - 0.05) < 3 * np.sqrt(0.05 * 0.95 / 1000)
