"""KID and FID against other ways to the same numbers, and on sets whose distance is known."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.judge.metrics import Array
from diaphane.judge.translate.distances import fid, kid, kids

RANDOM = np.random.default_rng(0)
X, Y = RANDOM.normal(0, 1, (12, 5)), RANDOM.normal(0.4, 1.2, (9, 5))


def test_kid_is_the_unbiased_estimate_term_by_term() -> None:
    def k(a: Array, b: Array) -> float:
        return float((a @ b / 5 + 1) ** 3)

    own = [
        np.mean([k(a, b) for i, a in enumerate(of) for j, b in enumerate(of) if i != j])
        for of in (X, Y)
    ]
    across = np.mean([k(a, b) for a in X for b in Y])
    assert kid(X, Y) == pytest.approx(own[0] + own[1] - 2 * across)


def test_a_resample_is_the_kid_of_what_was_drawn_but_for_pictures_drawn_twice() -> None:
    every = np.ones((1, 9))
    drawn = np.array([[1.0] * 7 + [0.0] * 5, [1.0] * 12])
    found = kids(X, Y, [(drawn, every.repeat(2, 0))])
    np.testing.assert_allclose(found, [kid(X[:7], Y), kid(X, Y)])
    twice = kids(X, Y, [(np.full((1, 12), 2.0), every)])
    np.testing.assert_allclose(twice, kid(X, Y))
    alone = np.eye(12)[:1]
    assert np.isnan(kids(X, Y, [(alone, every)])).all()


def test_halves_of_one_set_are_as_often_below_zero_as_above() -> None:
    halves = []
    for seed in range(100):
        both = np.random.default_rng(seed).normal(0, 1, (60, 8))
        halves.append(kid(both[:30], both[30:]))
    apart = kid(*(np.random.default_rng(k).normal(k, 1, (30, 8)) for k in (0, 1)))
    assert abs(np.mean(halves)) < 3 * np.std(halves) / 10
    assert apart > 10 * np.std(halves)


@pytest.mark.parametrize("pictures", [40, 4])
def test_fid_is_that_by_the_square_root_of_the_matrix(pictures: int) -> None:
    from scipy.linalg import sqrtm

    x, y = (RANDOM.normal(k, 1 + k, (pictures, 6)) for k in (0, 1))
    one, other = np.cov(x, rowvar=False), np.cov(y, rowvar=False)
    ridge = 1e-9 * np.eye(6)  # scipy has no root of a singular matrix
    shared = np.trace(np.real(sqrtm((one + ridge) @ (other + ridge))))
    apart = np.square(x.mean(0) - y.mean(0)).sum()
    expected = apart + np.trace(one) + np.trace(other) - 2 * shared
    assert fid(x, y) == pytest.approx(expected, abs=1e-3)


def test_fid_of_a_set_and_itself_and_of_one_that_was_moved() -> None:
    assert fid(X, X) == pytest.approx(0, abs=1e-9)
    assert fid(X, X + 2) == pytest.approx(4 * 5)
