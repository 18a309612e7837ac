"""Operating points worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.judge.contrasts import Scored
from diaphane.judge.figures import Draws
from diaphane.judge.metrics import Answers
from diaphane.judge.operating import OperatingPoint, operating_points


def points(positive: list[float], negative: list[float]) -> dict[str, OperatingPoint]:
    scores = np.array([*positive, *negative])
    truth = np.array([1] * len(positive) + [0] * len(negative))
    told = Answers(np.stack([1 - scores, scores], 1), truth, np.ones(len(truth), bool))
    asked = Scored(scores, truth == 1, scores > 0.5)
    made = operating_points(told, Draws(("",) * len(truth), 50), asked)
    return {point.rule: point for point in made}


def values(point: OperatingPoint) -> tuple[float | None, ...]:
    figures = (point.sensitivity, point.specificity, point.ppv, point.npv)
    return (point.threshold, *(f.value if f else None for f in figures))


def test_twenty_images_by_hand() -> None:
    ill = [0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.4, 0.2]
    well = [0.72, 0.55, 0.45, 0.3, 0.25, 0.15, 0.1, 0.08, 0.05, 0.01]
    found = points(ill, well)
    assert values(found["likeliest class"]) == (None, 0.8, 0.8, 0.8, 0.8)
    assert values(found["sensitivity 0.90"]) == pytest.approx((0.4, 0.9, 0.7, 9 / 12, 7 / 8))
    assert values(found["sensitivity 0.95"]) == pytest.approx((0.2, 1, 0.5, 10 / 15, 1))
    assert values(found["sensitivity 0.99"]) == values(found["sensitivity 0.95"])
    assert values(found["specificity 0.90"]) == pytest.approx((0.6, 0.8, 0.9, 8 / 9, 9 / 11))
    assert values(found["specificity 0.95"]) == pytest.approx((0.75, 0.5, 1, 1, 10 / 15))
    assert values(found["Youden"]) == pytest.approx((0.6, 0.8, 0.9, 8 / 9, 9 / 11))


def test_youden_is_that_of_sklearns_curve() -> None:
    sk = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(0)
    ill, well = rng.normal(0.6, 0.15, 80).tolist(), rng.normal(0.4, 0.15, 120).tolist()
    x, y, _ = sk.roc_curve([1] * 80 + [0] * 120, [*ill, *well])
    found = points(ill, well)["Youden"]
    assert found.sensitivity is not None
    assert found.specificity is not None
    assert found.sensitivity.value + found.specificity.value - 1 == pytest.approx((y - x).max())


def test_what_cannot_be_reached_is_absent() -> None:
    found = points([0.5, 0.4], [0.9, 0.1])
    assert not any(rule.startswith("specificity") for rule in found)


def test_nobody_called_has_no_ppv() -> None:
    found = points([0.3, 0.2], [0.1, 0.05])["likeliest class"]
    assert found.ppv is None
    assert found.npv is not None
    assert found.npv.value == 0.5


def test_intervals_hold_the_figure() -> None:
    for point in points([0.9, 0.8, 0.7, 0.2], [0.6, 0.3, 0.2, 0.1]).values():
        for figure in (point.sensitivity, point.specificity, point.ppv, point.npv):
            assert figure is None or (figure.low or 0) <= figure.value <= (figure.high or 0)
