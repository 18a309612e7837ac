"""Curves against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.judge.contrasts import Scored
from diaphane.judge.cuts import cuts
from diaphane.judge.metrics import Array


def scored(*, ties: bool) -> Scored:
    rng = np.random.default_rng(3)
    positive = rng.random(200) < 0.3
    scores = np.clip(rng.normal(0.4 + 0.2 * positive, 0.2), 0, 1)
    return Scored(scores.round(1) if ties else scores, positive, scores > 0.5)


@pytest.mark.parametrize("ties", [False, True])
def test_roc_is_that_of_sklearn(ties: bool) -> None:
    sk = pytest.importorskip("sklearn.metrics")
    given = scored(ties=ties)
    x, y, _ = sk.roc_curve(given.positive, given.scores, drop_intermediate=False)
    every = cuts(given)
    np.testing.assert_allclose(np.append(0, 1 - every.specificity), x, atol=1e-12)
    np.testing.assert_allclose(np.append(0, every.sensitivity), y)
    corners = every.roc()
    assert len(corners[0]) < len(x)
    assert sk.auc(*corners) == pytest.approx(sk.roc_auc_score(given.positive, given.scores))


@pytest.mark.parametrize("ties", [False, True])
def test_precision_recall_is_that_of_sklearn(ties: bool) -> None:
    sk = pytest.importorskip("sklearn.metrics")
    given = scored(ties=ties)
    precision, recall, _ = sk.precision_recall_curve(given.positive, given.scores)
    found = cuts(given)
    np.testing.assert_allclose(found.precision[::-1], precision[:-1])
    np.testing.assert_allclose(found.sensitivity[::-1], recall[:-1])
    assert area(*found.precision_recall()) == pytest.approx(
        sk.average_precision_score(given.positive, given.scores)
    )


def test_by_hand() -> None:
    given = Scored(np.array([0.9, 0.5, 0.5, 0.1]), np.array([1, 1, 0, 0], bool), np.ones(4, bool))
    found = cuts(given)
    assert found.thresholds.tolist() == [0.9, 0.5, 0.1]
    assert found.sensitivity.tolist() == [0.5, 1, 1]
    assert found.specificity.tolist() == [1, 0.5, 0]
    assert (found.positives, found.negatives) == (2, 2)


def area(recall: Array, precision: Array) -> float:
    """Under the steps from each point back to the one before."""
    return float((np.diff(recall, prepend=0) * precision).sum())
