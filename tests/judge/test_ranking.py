"""Areas of each question against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.card import Card, Class, Input
from diaphane.judge.figures import Draws, class_figures
from diaphane.judge.metrics import Answers
from diaphane.judge.ranking import rankings
from diaphane.judge.study import Study


def test_areas_are_those_of_sklearn(studied: Study) -> None:
    sk = pytest.importorskip("sklearn.metrics")
    ill = studied.rankings[0]
    assert ill.contrast.name == "ill against normal"
    truth = [p.truth != "normal" for p in studied.readable]
    scores = [1 - p.probabilities["normal"] for p in studied.readable]
    assert ill.auroc.value == pytest.approx(sk.roc_auc_score(truth, scores))
    assert ill.average_precision.value == pytest.approx(sk.average_precision_score(truth, scores))
    assert (ill.positives, ill.negatives) == (80, 40)
    assert [r.decision is not None for r in studied.rankings] == [True, False, False]


def test_area_of_ill_is_that_of_the_healthy_class(studied: Study) -> None:
    """So `classes` and `contrasts` of the JSON say the same of it, with the same interval."""
    of_normal = class_figures(studied.answers, Draws(tuple(p.group for p in studied.readable), 60))
    found = studied.rankings[0].auroc
    expected = of_normal[0]["auroc"]
    assert found.value == pytest.approx(expected.value)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_question_without_one_side_is_left_out() -> None:
    card = Card("m", "classify", Input(), (Class("a"), Class("b"), Class("c")))
    p = np.array([[0.5, 0.3, 0.2], [0.2, 0.7, 0.1]])
    told = Answers(p, np.array([0, 1]), np.ones(2, bool))
    names = [r.contrast.name for r in rankings(told, Draws(("", ""), 5), card)]
    assert names == ["a against the rest", "b against the rest"]
