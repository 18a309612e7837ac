"""Areas from histograms against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from diaphane.judge.segment.ranked import (
    AT_ONCE,
    auroc,
    auroc_error,
    average_precision,
    histograms,
    precision_recall,
    roc,
)

RNG = np.random.default_rng(0)
TRUE = RNG.random((200, 150)) < 0.1
ODDS = RNG.normal(size=TRUE.shape) + 2.5 * TRUE - 3
P = (1 / (1 + np.exp(-ODDS))).astype(np.float32)


@pytest.mark.parametrize("inside", [False, True])
def test_as_scikit_learn_says(inside: bool) -> None:
    where = RNG.random(TRUE.shape) < 0.7 if inside else None
    known = np.ones(TRUE.shape, bool) if where is None else where
    n = histograms(P, TRUE, where).astype(np.float64)
    assert n.sum() == known.sum()
    exact = roc_auc_score(TRUE[known], P[known])
    assert abs(auroc(n) - exact) <= auroc_error(n) < 1e-3
    assert average_precision(n) == pytest.approx(
        average_precision_score(TRUE[known], P[known]), abs=1e-3
    )


def test_sums_are_pooled() -> None:
    halves = [histograms(P[s], TRUE[s], None) for s in (slice(0, 90), slice(90, None))]
    np.testing.assert_array_equal(halves[0] + halves[1], histograms(P, TRUE, None))


def test_ties_count_half_and_zero_and_one_are_probabilities() -> None:
    p = np.array([0.0, 0.0, 1.0, 1.0], np.float32)
    true = np.array([False, True, False, True])
    assert auroc(histograms(p, true, None).astype(float)) == 0.5
    assert auroc(histograms(p, p > 0, None).astype(float)) == 1


def test_one_side_alone_has_no_area() -> None:
    n = histograms(P, np.zeros_like(TRUE), None).astype(float)
    assert np.isnan(auroc(n))
    assert np.isnan(average_precision(n))


def test_a_large_image_goes_in_pieces() -> None:
    p = np.full(AT_ONCE + 5, 0.25, np.float32)
    assert histograms(p, p < 1, p < 1)[1].max() == p.size


def test_curves_end_where_all_is_called() -> None:
    n = histograms(P, TRUE, None).astype(float)
    assert precision_recall(n)[1][-1] == pytest.approx(TRUE.mean())
    assert [end[-1] for end in roc(n)] == [1, 1]
