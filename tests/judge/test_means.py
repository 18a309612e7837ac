"""Means over cases: what is missing, what is drawn together, what has an end."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.card import Figure
from diaphane.judge.means import means

VALUES = np.random.default_rng(0).uniform(0.8, 1.0, 12)


def mean(values: np.ndarray, groups: list[str], most: float = np.inf) -> Figure:
    return means({"x": values}, groups, resamples=400, seed=0, most={"x": most})["x"]


def test_a_mean_lies_in_the_interval_of_students_distribution() -> None:
    from scipy.stats import t

    found = mean(VALUES, [str(k) for k in range(12)])
    half = t.ppf(0.975, 11) * VALUES.std(ddof=1) / np.sqrt(12)
    assert found.value == pytest.approx(VALUES.mean())
    assert found.high is not None
    assert found.high - found.value == pytest.approx(half, rel=0.1)


def test_cases_of_one_group_are_no_witnesses_of_their_own() -> None:
    alone = mean(VALUES, [str(k) for k in range(12)])
    paired = mean(np.repeat(VALUES[:6], 2), [str(k // 2) for k in range(12)])
    assert alone.low is not None
    assert paired.low is not None
    assert paired.value - paired.low > alone.value - alone.low
    assert mean(VALUES, ["one"] * 12).low is None


def test_what_is_missing_does_not_count_and_an_end_is_kept() -> None:
    some = VALUES.copy()
    some[:4] = np.nan
    names = [str(k) for k in range(12)]
    assert mean(some, names).value == pytest.approx(VALUES[4:].mean())
    assert means({"x": np.full(12, np.nan)}, names, resamples=10, seed=0) == {}
    assert mean(np.where(np.arange(12) < 11, 1.0, 0.5), names, most=1.0).high == 1.0
