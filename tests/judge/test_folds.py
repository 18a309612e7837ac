"""The interval of a cross-validation knows that training parts overlap."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from diaphane.judge.folds import corrected, fold_figures
from diaphane.judge.metrics import Answers


def test_the_corrected_interval_by_hand() -> None:
    values = [0.8, 0.9, 0.7, 1.0]
    figure = corrected(values, share=1 / 3)
    spread = np.std(values, ddof=1)
    half = stats.t.ppf(0.975, 3) * spread * np.sqrt(1 / 4 + 1 / 3)
    assert figure.value == pytest.approx(0.85)
    assert figure.low == pytest.approx(0.85 - half)
    assert figure.high == 1  # no share is larger
    naive = stats.t.interval(0.95, 3, 0.85, spread / 2)
    assert figure.low is not None
    assert figure.low < naive[0]


def test_one_fold_has_no_interval() -> None:
    assert corrected([0.8], share=1).low is None


def test_figures_are_means_over_folds() -> None:
    def fold(p: float) -> Answers:
        chances = np.array([[p, 1 - p], [1 - p, p], [0.4, 0.6]])
        return Answers(chances, np.array([0, 1, 1]), np.ones(3, np.bool_))

    figures = fold_figures([fold(0.9), fold(0.3)], share=1.0)
    assert figures["accuracy"].value == pytest.approx((1 + 1 / 3) / 2)
    assert figures["brier"].value == pytest.approx(
        np.mean([(2 * 0.02 + 0.32) / 3, (2 * 0.98 + 0.32) / 3])
    )
    assert figures["brier"].high is not None
    assert figures["brier"].high <= 2
    assert set(figures) == {"accuracy", "balanced_accuracy", "auroc", "brier"}
