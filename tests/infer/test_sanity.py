"""A map that does not look at the weights fails; rank correlation is SciPy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from diaphane.infer.sanity import rank_correlation, sanity

RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize("levels", [3, 1000])  # many ties, and hardly any
def test_rank_correlation_is_spearmans(levels: int) -> None:
    one, other = RANDOM.integers(0, levels, (2, 8, 8)).astype(np.float32)
    expected = spearmanr(one.ravel(), other.ravel()).statistic
    assert rank_correlation(one, other) == pytest.approx(expected, abs=1e-12)
    assert rank_correlation(one, one) == pytest.approx(1)
    assert rank_correlation(one, -one) == pytest.approx(-1)


def test_an_even_map_is_like_none() -> None:
    assert rank_correlation(np.zeros((4, 4), np.float32), RANDOM.random((4, 4), np.float32)) == 0


def test_an_edge_detector_fails_and_another_map_passes() -> None:
    found = RANDOM.random((8, 8), np.float32)
    failed = sanity(found, [found, found * 2])
    assert not failed.passed
    assert "FAILED" in failed.sentence
    passed = sanity(found, [*RANDOM.random((4, 8, 8), np.float32)])
    assert passed.passed
    assert passed.draws == 4
