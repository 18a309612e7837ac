"""The small classifier that is chosen is the one that fits, and no group helps to choose it."""

from __future__ import annotations

import numpy as np

from diaphane.image import Floats
from diaphane.judge.small import Forest, Labels, strongest


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


def test_the_forest_is_that_of_scikit_learn() -> None:
    from sklearn.ensemble import ExtraTreesClassifier

    x, rng = drawn(120, seed=6)
    truth = np.asarray(rng.permutation(np.arange(120) % 7 // 3), np.int64)  # uneven classes
    new, _ = drawn(200, seed=7)
    theirs = ExtraTreesClassifier(20, class_weight="balanced", random_state=8).fit(x, truth)
    np.testing.assert_array_equal(Forest(20, 8).fit(x, truth).predict(new), theirs.predict(new))


def test_threads_leave_the_warnings_alone() -> None:
    """Of the process: scikit-learn's own forests empty them for a moment."""
    import warnings
    from concurrent.futures import ThreadPoolExecutor

    x, rng = drawn(40, seed=9)
    truth = np.asarray(rng.permutation(np.arange(40) % 2), np.int64)
    before = warnings.filters[:]
    with ThreadPoolExecutor(4) as pool:
        seen = [
            *pool.map(lambda s: (Forest(10, s).fit(x, truth), warnings.filters[:])[1], range(40))
        ]
    assert all(filters == before for filters in seen)
