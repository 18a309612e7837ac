"""The surest images first: shares, mistakes among them, and the area under the curve."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.judge.figures import Draws
from diaphane.judge.metrics import Answers
from diaphane.judge.selective import selective


def test_by_hand() -> None:
    """Ten images; the least sure and the fourth are wrong."""
    p = np.linspace(0.95, 0.55, 10)
    truth = np.zeros(10, np.int64)
    truth[[3, 9]] = 1
    found = selective(
        Answers(np.stack([p, 1 - p], 1), truth, np.ones(10, bool)), Draws(("",) * 10, 20)
    )
    assert [a.share for a in found.answered] == [1, 1, 0.9, 0.8, 0.7, 0.5]
    wrong = [a.wrong.value for a in found.answered]
    assert wrong == pytest.approx([0.2, 0.2, 1 / 9, 1 / 8, 1 / 7, 1 / 5])
    assert found.answered[2].least == pytest.approx(p[8])
    risks = [0, 0, 0, 1 / 4, 1 / 5, 1 / 6, 1 / 7, 1 / 8, 1 / 9, 2 / 10]
    assert found.aurc.value == pytest.approx(np.mean(risks))
    np.testing.assert_allclose(found.risk, risks)


def test_equally_sure_images_enter_together() -> None:
    told = Answers(np.array([[0.8, 0.2]] * 4), np.array([0, 0, 0, 1]), np.ones(4, bool))
    found = selective(told, Draws(("",) * 4, 5))
    assert {a.share for a in found.answered} == {1}
