"""Counts of pixels against scikit-learn and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import f1_score, jaccard_score, precision_score, recall_score

from diaphane.judge.segment.overlap import OVERLAP, Counts, confusion, counts

LABELS = np.random.default_rng(0)
TRUTH = LABELS.integers(0, 3, (9, 11)).astype(np.uint8)
ANSWER = np.where(LABELS.random((9, 11)) < 0.7, TRUTH, LABELS.integers(0, 3, (9, 11))).astype(
    np.uint8
)
WHERE = LABELS.random((9, 11)) < 0.8


@pytest.mark.parametrize("where", [None, WHERE], ids=["all", "inside"])
def test_as_scikit_learn_counts(where: np.ndarray | None) -> None:
    known = np.ones(TRUTH.shape, bool) if where is None else where
    n = counts(TRUTH, ANSWER, where, classes=2)
    for name, theirs in {
        "dice": f1_score,
        "iou": jaccard_score,
        "sensitivity": recall_score,
        "precision": precision_score,
    }.items():
        expected = theirs(TRUTH[known], ANSWER[known], labels=[1, 2], average=None)
        np.testing.assert_allclose(OVERLAP[name](n), expected, rtol=1e-12)


def test_specificity_is_the_sensitivity_of_all_else() -> None:
    n = counts(TRUTH, ANSWER, None, classes=2)
    for k in (1, 2):
        expected = recall_score(np.not_equal(TRUTH, k).ravel(), np.not_equal(ANSWER, k).ravel())
        assert OVERLAP["specificity"](n)[k - 1] == pytest.approx(expected)


def test_confusion_counts_every_pixel_once() -> None:
    assert confusion(TRUTH, ANSWER, WHERE, classes=2).sum() == WHERE.sum()
    assert confusion(TRUTH, TRUTH, None, classes=2).trace() == TRUTH.size


def test_an_empty_truth() -> None:
    none, some = np.zeros((4, 4), np.uint8), np.eye(4, dtype=np.uint8)
    found = counts(none, some, None, classes=1)
    assert OVERLAP["dice"](found)[0] == OVERLAP["precision"](found)[0] == 0
    assert np.isnan(OVERLAP["sensitivity"](found)[0])
    assert np.isnan(OVERLAP["dice"](counts(none, none, None, classes=1))[0])


def test_weights_sum_cases() -> None:
    one, other = (counts(t, a, None, classes=2) for t, a in ((TRUTH, ANSWER), (ANSWER, ANSWER)))
    weights = np.array([[2.0, 1.0]])
    summed = Counts.of([one, other]).summed(weights)
    np.testing.assert_array_equal(
        summed.true_positive[0], 2 * one.true_positive + other.true_positive
    )
