"""Figures with intervals: few images by Wilson, many by resamples, groups drawn whole."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.judge.figures import Draws, class_figures, figures, shares
from diaphane.judge.intervals import wilson
from diaphane.judge.metrics import Answers


def answers_of(n: int, *, right: float = 0.8, seed: int = 0) -> Answers:
    rng = np.random.default_rng(seed)
    truth = np.arange(n) % 2
    p = np.where(rng.random(n) < right, 0.9, 0.1)
    chances = np.where(truth == 0, p, 1 - p)
    return Answers(np.stack([chances, 1 - chances], 1), truth, np.ones(n, bool))


def alone(n: int, resamples: int = 400) -> Draws:
    return Draws(("",) * n, resamples)


def test_share_of_few_images_has_wilsons_interval() -> None:
    told = answers_of(40)
    hits, among = (told.right > 0)[:, None], (told.truth == 1)[:, None]
    (found,) = shares(told, alone(40), hits, among)
    assert found is not None
    assert found.value == told.right[told.truth == 1].mean()
    assert (found.low, found.high) == wilson(found.value, 20)


def test_groups_that_say_the_same_widen_a_share() -> None:
    """600 images in pairs: alike, they are worth 300; each for itself, they stay worth 600."""
    alone_told = answers_of(600)
    pairs = Draws(tuple(f"p{i // 2}" for i in range(600)), 2000)
    one = np.repeat(np.arange(0, 600, 2), 2)
    twins = Answers(alone_told.probabilities[one], alone_told.truth[one], np.ones(600, np.bool_))
    for told, n in ((twins, 300), (alone_told, 600)):
        low, high = (figures(told, pairs)["accuracy"].low, figures(told, pairs)["accuracy"].high)
        expected = wilson(float(told.right.mean()), n)
        assert (low, high) == pytest.approx(expected, abs=0.006)


def test_mean_of_recalls_is_as_sure_as_the_rarest_class() -> None:
    told = answers_of(200)
    rare = told.of((told.truth == 0) | (np.arange(200) < 20))
    low, high = (figures(rare, alone(110))["balanced_accuracy"].low for _ in range(2))
    n = 4 / (1 / 100 + 1 / 10)
    assert low == high == wilson(figures(rare, alone(110))["balanced_accuracy"].value, n)[0]


def test_share_of_nothing_is_none() -> None:
    told = answers_of(10)
    nothing = np.zeros((10, 1), bool)
    assert shares(told, alone(10), nothing, nothing) == (None,)


def test_groups_count_once() -> None:
    """Forty images of ten patients know as much as ten images."""
    told = answers_of(40)
    among = np.ones((40, 1), bool)
    (found,) = shares(told, Draws(tuple(f"p{i // 4}" for i in range(40)), 50), among, among)
    assert found is not None
    assert (found.low, found.high) == wilson(1.0, 10)


def test_perfect_class_is_not_certain() -> None:
    told = answers_of(400, right=1.0)
    for of_a_class in class_figures(told, alone(400)):
        both = ("auroc", 400), ("average_precision", 400)  # both sides of a curve
        for name, n in (("recall", 200), ("precision", 200), *both):
            assert (of_a_class[name].value, of_a_class[name].high) == (1, 1)
            assert of_a_class[name].low == pytest.approx(wilson(1.0, n)[0])


def test_draws_of_some_images() -> None:
    draws = Draws(("a", "b", "c"), 7, 3)
    assert draws.of(np.array([True, False, True])) == Draws(("a", "c"), 7, 3)


def test_figures_that_do_not_exist_are_absent() -> None:
    told = answers_of(30)
    assert "coverage" not in figures(told, alone(30, 20))
