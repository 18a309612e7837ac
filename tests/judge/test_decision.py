"""Net benefit against the formula of Vickers and Elkin."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.judge.contrasts import Scored
from diaphane.judge.decision import Decision, decision
from diaphane.judge.figures import Draws
from diaphane.judge.metrics import Answers


def curve(scores: list[float], positive: list[int]) -> Decision:
    p, truth = np.array(scores), np.array(positive)
    told = Answers(np.stack([1 - p, p], 1), truth, np.ones(len(p), bool))
    return decision(told, Draws(("",) * len(p), 100), Scored(p, truth == 1, p > 0.5))


def test_by_hand() -> None:
    """At 0.25: 2 found and 1 alarm of 5, so 2/5 - 1/5 * (0.25 / 0.75)."""
    found = curve([0.9, 0.6, 0.3, 0.2, 0.1], [1, 1, 0, 0, 1])
    at = found.thresholds.tolist().index(0.25)
    assert found.model[at] == pytest.approx(2 / 5 - 1 / 5 / 3)
    assert found.everyone[at] == pytest.approx(3 / 5 - 2 / 5 / 3)
    assert found.low[at] <= found.model[at] <= found.high[at]


def test_where_the_model_is_better() -> None:
    found = curve([0.9, 0.8, 0.3, 0.2], [1, 1, 0, 0])
    assert found.better == (0.21, 0.9)
    assert curve([0.1, 0.2, 0.8, 0.9], [1, 1, 0, 0]).better is None
