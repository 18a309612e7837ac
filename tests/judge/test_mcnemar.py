"""Against scipy, and against numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest, chi2

from diaphane.judge.mcnemar import binomial, chi_squared, mcnemar


def test_by_hand() -> None:
    """1 against 7: 2 (1 + 8) / 2^8 = 0.0703125. 59 against 6 of Agresti's kind: (53 - 1)^2 / 65."""
    assert binomial(1, 7) == 0.0703125
    assert binomial(7, 1) == 0.0703125
    assert binomial(0, 0) == binomial(3, 3) == 1.0
    assert chi_squared(59, 6) == pytest.approx(chi2.sf(52**2 / 65, 1))
    assert chi_squared(20, 20) == 1.0


@pytest.mark.parametrize(("b", "c"), [(0, 5), (3, 9), (12, 12), (20, 4), (1, 0)])
def test_against_scipy(b: int, c: int) -> None:
    assert binomial(b, c) == pytest.approx(binomtest(b, b + c).pvalue)


def test_both_forms_agree_where_they_meet() -> None:
    for b in range(13, 20):
        assert chi_squared(b, 26 - b) == pytest.approx(binomial(b, 26 - b), abs=0.02)


def test_counts() -> None:
    first = np.array([1, 1, 1, 0, 0, 0, 0], np.bool_)
    second = np.array([1, 1, 0, 1, 1, 0, 1], np.bool_)
    found = mcnemar(first, second)
    assert (found.both, found.first_only, found.second_only, found.neither) == (2, 1, 3, 1)
    assert (found.p, found.exact) == (0.625, True)
    assert not mcnemar(np.ones(30, np.bool_), np.zeros(30, np.bool_)).exact
