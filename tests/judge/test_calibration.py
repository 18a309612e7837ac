"""The temperature is undone exactly, and both sides are measured."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.card import Card
from diaphane.infer.trust import softmax
from diaphane.judge.calibration import calibration, uncalibrated
from diaphane.judge.figures import Draws
from diaphane.judge.metrics import Answers


def test_bare_probabilities_follow_from_the_calibrated_ones() -> None:
    logits = np.random.default_rng(0).normal(0, 20, (50, 4))
    truth, named = np.zeros(50, np.int64), np.ones(50, bool)
    calibrated = Answers(softmax(logits, temperature=0.4), truth, named)
    bare = uncalibrated(calibrated, 0.4).probabilities
    np.testing.assert_allclose(bare, softmax(logits), rtol=1e-9, atol=1e-300)


def test_certainty_stays_certain() -> None:
    told = Answers(np.array([[1.0, 0.0]]), np.array([0]), np.ones(1, bool))
    assert uncalibrated(told, 3.0).probabilities.tolist() == [[1, 0]]


def test_before_and_after(card: Card) -> None:
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 3, 400)
    p = softmax(rng.normal(size=(400, 3)) + 2 * np.eye(3)[truth], temperature=2.0)
    told, draws = Answers(p, truth, np.ones(400, bool)), Draws(("",) * 400, 30)
    found = calibration(told, draws, card)
    assert found.temperature == 2
    assert found.before is not None
    assert found.before.errors["ece"].value < found.after.errors["ece"].value
    assert sum(b.n for b in found.after.bins) == 400
    assert set(found.after.errors) == {"ece", "ece_equal_mass", "brier"}
    assert found.after.errors["ece"].value == pytest.approx(
        found.after.errors["ece_equal_mass"].value, abs=0.05
    )


def test_card_without_calibration(card: Card) -> None:
    told = Answers(np.array([[0.7, 0.2, 0.1]] * 4), np.zeros(4, np.int64), np.ones(4, bool))
    found = calibration(told, Draws(("",) * 4, 5), card.but(calibration=None))
    assert (found.temperature, found.before) == (None, None)
