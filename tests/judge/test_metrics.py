"""Figures against scikit-learn and against cases worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.judge import metrics as m


def random_answers(n: int = 300, classes: int = 4, *, ties: bool = False) -> m.Answers:
    rng = np.random.default_rng(0)
    truth = rng.integers(0, classes, n)
    logits = rng.normal(size=(n, classes)) + 1.5 * np.eye(classes)[truth]
    p = np.exp(logits)
    if ties:
        p = np.ceil(p)
    p /= p.sum(axis=1, keepdims=True)
    return m.Answers(p, truth, p.max(axis=1) > 0.4, p > 0.2)


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("weighted", [False, True])
def test_agreement_with_sklearn(ties: bool, weighted: bool) -> None:
    sk = pytest.importorskip("sklearn.metrics")
    answers = random_answers(ties=ties)
    weights = np.random.default_rng(1).integers(0, 3, 300).astype(float)
    weights = weights if weighted else np.ones(300)
    w, true, p = weights[None], answers.truth, answers.probabilities

    def area(k: int) -> float:
        return float(sk.roc_auc_score(true == k, p[:, k], sample_weight=weights))

    assert m.auroc(answers, w)[0] == pytest.approx(np.mean([area(k) for k in range(4)]))

    def precision(k: int) -> float:
        return float(sk.average_precision_score(true == k, p[:, k], sample_weight=weights))

    assert m.average_precision(answers, w)[0] == pytest.approx(
        np.mean([precision(k) for k in range(4)])
    )
    assert m.accuracy(answers, w)[0] == pytest.approx(
        sk.accuracy_score(true, answers.top, sample_weight=weights)
    )
    assert m.balanced_accuracy(answers, w)[0] == pytest.approx(
        sk.balanced_accuracy_score(true, answers.top, sample_weight=weights)
    )
    np.testing.assert_allclose(
        m.precision(answers, w)[0],
        sk.precision_score(true, answers.top, average=None, sample_weight=weights),
    )
    np.testing.assert_array_equal(m.confusion(answers), sk.confusion_matrix(true, answers.top))


def test_brier_of_two_classes_is_twice_sklearns() -> None:
    sk = pytest.importorskip("sklearn.metrics")
    answers = random_answers(classes=2)
    expected = 2 * sk.brier_score_loss(answers.truth, answers.probabilities[:, 1])
    assert m.brier(answers, answers.once())[0] == pytest.approx(expected)


def by_hand() -> m.Answers:
    """Two right at 0.9, one right and one wrong at 0.7; the last was not named."""
    p = np.array([[0.9, 0.1], [0.1, 0.9], [0.7, 0.3], [0.7, 0.3]])
    sets = np.array([[1, 0], [0, 1], [1, 1], [1, 0]], bool)
    return m.Answers(p, np.array([0, 1, 0, 1]), np.array([True, True, True, False]), sets)


def test_figures_by_hand() -> None:
    answers = by_hand()
    told = {name: figure(answers, answers.once())[0] for name, figure in m.METRICS.items()}
    assert told == pytest.approx(
        {
            "accuracy": 0.75,
            "balanced_accuracy": 0.75,
            "auroc": 0.875,  # class 0: 0.9, 0.7 against 0.1, 0.7: three wins and a tie of four
            "average_precision": 5 / 6,  # 1 for the first found, 2 of 3 for the second
            "ece": (2 * 0.1 + 2 * 0.2) / 4,
            "brier": (0.02 + 0.02 + 0.18 + 0.98) / 4,
            "coverage": 0.75,
            "set_size": 1.25,
            "abstained": 0.25,
        }
    )


def test_weights_count_images() -> None:
    """An image of weight 2 is the image twice."""
    answers = random_answers(60)
    weights = np.random.default_rng(2).integers(0, 4, 60)
    twice = answers.of(np.repeat(True, 60))
    repeated = np.repeat(np.arange(60), weights)
    assert answers.sets is not None
    twice = m.Answers(
        answers.probabilities[repeated],
        answers.truth[repeated],
        answers.named[repeated],
        answers.sets[repeated],
    )
    for figure in m.METRICS.values():
        np.testing.assert_allclose(
            figure(answers, weights[None].astype(float)), figure(twice, twice.once())
        )


def test_confidence_of_one_falls_into_the_last_bin() -> None:
    answers = m.Answers(np.eye(2), np.array([0, 0]), np.ones(2, bool))
    assert m.ece(answers, answers.once())[0] == pytest.approx(0.5)
    last = m.reliability(answers)[-1]
    assert (last.n, last.confidence, last.accuracy, last.high) == (2, 1.0, 0.5, 1.0)


def test_absent_class_does_not_count() -> None:
    answers = m.Answers(np.full((2, 3), 1 / 3), np.array([0, 1]), np.ones(2, bool))
    assert np.isnan(m.recall(answers, answers.once())[0, 2])
    assert m.balanced_accuracy(answers, answers.once())[0] == 0.5
    assert m.auroc(answers, answers.once())[0] == 0.5
    assert np.isnan(m.coverage(answers, answers.once())[0])


def test_risk_falls_with_fewer_answers() -> None:
    shares, risks = m.risk_coverage(by_hand())
    np.testing.assert_allclose(shares, [0.5, 1.0])
    np.testing.assert_allclose(risks, [0.0, 0.25])


def test_images_without_a_set_count_neither_for_coverage_nor_for_size() -> None:
    sets = np.array([[True, False], [True, True], [False, False]])
    answers = m.Answers(
        np.full((3, 2), 0.5), np.array([0, 1, 0]), np.array([True, False, False]), sets
    )
    every = np.ones((1, 3))
    assert m.METRICS["coverage"](answers, every).tolist() == [1.0]
    assert m.METRICS["set_size"](answers, every).tolist() == [1.5]


def test_figures_of_a_class_by_hand() -> None:
    answers = by_hand()
    assert m.class_coverage(answers, answers.once())[0].tolist() == [1, 0.5]
    assert m.class_set_size(answers, answers.once())[0].tolist() == [1.5, 1]
    none = m.Answers(answers.probabilities, answers.truth, answers.named)
    assert np.isnan(m.class_coverage(none, answers.once())).all()


def test_one_class_alone_is_not_ranked() -> None:
    alone = m.Answers(np.array([[0.9, 0.1], [0.6, 0.4]]), np.array([0, 0]), np.ones(2, bool))
    assert np.isnan(m.auroc(alone, alone.once())[0])
    assert np.isnan(m.average_precision(alone, alone.once())[0])


def test_equal_mass_bins_hold_equally_many() -> None:
    """30 images make 15 bins of two neighbours: each is off by its mean."""
    p = np.linspace(0.51, 0.99, 30)
    right = np.random.default_rng(0).random(30) < 0.7
    answers = m.Answers(np.stack([p, 1 - p], 1), np.where(right, 0, 1), np.ones(30, bool))
    off = np.abs((p - right).reshape(15, 2).mean(axis=1)).mean()
    assert m.ece_equal_mass(answers, answers.once())[0] == pytest.approx(off)


def test_area_under_the_risk_coverage_curve() -> None:
    """Surest first: right, then two equally sure of which one is wrong, then a wrong one."""
    p = np.array([[0.9, 0.1], [0.8, 0.2], [0.8, 0.2], [0.6, 0.4]])
    answers = m.Answers(p, np.array([0, 0, 1, 1]), np.ones(4, bool))
    assert m.aurc(answers, answers.once())[0] == pytest.approx((0 + 1 / 3 + 1 / 3 + 2 / 4) / 4)
