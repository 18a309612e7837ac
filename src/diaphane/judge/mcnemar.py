"""Is one classifier right more often than another on the same images? (McNemar 1947)

Only images that one gets right and the other wrong can tell. Images count as independent.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, erfc, sqrt

import numpy as np
from numpy.typing import NDArray

EXACT_BELOW = 25
"""Images on which they differ; above, the chi-squared distribution is near enough."""


@dataclass(frozen=True)
class McNemar:
    """Images by who was right, and what the difference is worth."""

    both: int
    first_only: int
    second_only: int
    neither: int
    p: float
    """Chance of a difference as large where there is none, two-sided."""
    exact: bool
    """By the binomial distribution; else by chi-squared with one degree of freedom and the
    correction for continuity (Edwards 1948)."""


def mcnemar(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> McNemar:
    """From (N,) whether each was right about the same images."""
    b, c = int((first & ~second).sum()), int((second & ~first).sum())
    exact = b + c < EXACT_BELOW
    return McNemar(
        both=int((first & second).sum()),
        first_only=b,
        second_only=c,
        neither=int((~first & ~second).sum()),
        p=binomial(b, c) if exact else chi_squared(b, c),
        exact=exact,
    )


def binomial(b: int, c: int) -> float:
    """Two-sided: twice the chance of at most the smaller count, of b + c throws of a coin."""
    n = b + c
    return min(1.0, 2 * sum(comb(n, k) for k in range(min(b, c) + 1)) * 0.5**n)


def chi_squared(b: int, c: int) -> float:
    """Of (max(|b - c| - 1, 0))^2 / (b + c); with one degree of freedom its tail is that of the
    normal distribution."""
    return erfc(max(abs(b - c) - 1, 0) / sqrt(b + c) / sqrt(2))
