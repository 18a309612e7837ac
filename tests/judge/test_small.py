"""The small classifier that is chosen is the one that fits, and no group helps to choose it."""

from __future__ import annotations

import numpy as np

from diaphane.image import Floats
from diaphane.judge.small import Labels, strongest


def drawn(n: int, *, seed: int) -> tuple[Floats, np.random.Generator]:
    rng = np.random.default_rng(seed)
    return np.asarray(rng.normal(size=(n, 6)), np.float32), rng


def score(train: tuple[Floats, Labels], test: tuple[Floats, Labels]) -> float:
    groups = [str(i) for i in range(len(train[1]))]
    fitted = strongest(*train, groups, seed=0)
    return float((fitted.predict(test[0]) == test[1]).mean())


def test_straight_border() -> None:
    x, _ = drawn(300, seed=0)
    truth = (x @ [1, -1, 2, 0, 0, 0] > 0).astype(np.int64)
    assert score((x[:150], truth[:150]), (x[150:], truth[150:])) > 0.9


def test_bent_border() -> None:
    x, _ = drawn(600, seed=1)
    truth = (x[:, 0] * x[:, 1] > 0).astype(np.int64)
    assert score((x[:400], truth[:400]), (x[400:], truth[400:])) > 0.85


def test_groups_do_not_choose_for_themselves() -> None:
    """Ten copies of each image with a label of its own: who is held out by image finds the copies
    and takes what learns by heart; held out by group nothing is better than chance."""
    x, rng = drawn(40, seed=2)
    copies, groups = np.repeat(x, 10, axis=0), np.repeat(np.arange(40), 10).astype(str).tolist()
    truth = np.repeat(rng.permutation(np.arange(40) % 2), 10)
    fitted = strongest(copies, truth, groups, seed=0)
    new, _ = drawn(200, seed=3)
    assert 0.3 < float((fitted.predict(new) == np.arange(200) % 2).mean()) < 0.7


def test_same_seed_same_answers() -> None:
    x, rng = drawn(60, seed=4)
    truth = np.asarray(rng.permutation(np.arange(60) % 3), np.int64)
    groups = [str(i) for i in range(60)]
    one, other = (strongest(x, truth, groups, seed=5).predict(x) for _ in range(2))
    np.testing.assert_array_equal(one, other)
