"""How far translated pictures are from the wanted ones, beside the untouched, with intervals.

Axes: features are (N, F) or (M, F), a row a picture; `R` resamples.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

import numpy as np

from ...card import Figure
from ..intervals import Behind, resampled, symmetric
from ..metrics import Array
from .distances import fid, kid, kids

UNTOUCHED = "_untouched"
LEAST = 5
"""Groups in either domain: resamples of fewer hold hardly any pairs of different pictures."""
MOST_DIGITS = 4


@dataclass(frozen=True)
class Drawn:
    """Resamples of both domains' pictures, the same for all figures."""

    weights: tuple[Array, Array]
    """(R, N) and (R, M): how often each picture comes up."""
    behind: Behind

    @classmethod
    def of(
        cls, kin: Sequence[str], kin_wanted: Sequence[str], *, resamples: int, seed: int
    ) -> Drawn:
        """`kin` names what belongs together: it is drawn as a whole."""
        weights = [
            np.concatenate(list(resampled(len(of), of, resamples=resamples, seed=its)))
            for of, its in ((kin, seed), (kin_wanted, seed + 1))
        ]
        groups = min(len(set(kin)), len(set(kin_wanted)))
        return cls((weights[0], weights[1]), Behind(groups, min(len(kin), len(kin_wanted))))


def distances(before: Array, after: Array, wanted: Array, drawn: Drawn) -> dict[str, Figure]:
    """KID and FID of the translations, those of the untouched pictures, and the ratio of KIDs.

    The ratio has no interval where the untouched KID may be 0, and is left out where it is not
    above 0. FID has none: in resamples, which repeat pictures, it is another one.
    """
    (value, spread), (value_before, spread_before) = (
        (kid(x, wanted), kids(x, wanted, [drawn.weights])) for x in (after, before)
    )
    untouched = ranged(value_before, spread_before, drawn.behind)
    found = {"kid": ranged(value, spread, drawn.behind), f"kid{UNTOUCHED}": untouched}
    if value_before > 0:
        ratio = value / value_before
        # Both KIDs are of the same resamples: what their ratio varies by, to the first order.
        varies = ratio + (spread - ratio * spread_before) / value_before
        sure = untouched.low is not None and untouched.low > 0
        found["kid_ratio"] = ranged(ratio, varies, drawn.behind) if sure else Figure(ratio)
    fids = {f"fid{end}": Figure(fid(x, wanted)) for end, x in (("", after), (UNTOUCHED, before))}
    return {**found, **fids}


def ranged(value: float, drawn: Array, behind: Behind) -> Figure:
    """With an interval, where there are groups enough."""
    few = behind.groups < LEAST
    return Figure(value) if few else Figure(value, *symmetric(value, drawn, behind))


def digits(figure: Figure) -> int:
    """Decimals worth showing: three digits in all, of the value or of what it may be off by."""
    half = 0.0 if figure.low is None else figure.value - figure.low
    return min(MOST_DIGITS, max(0, 2 - floor(log10(max(abs(figure.value), half, 1e-9)))))


def nearest(after: Array, wanted: Array) -> list[int]:
    """(N,): which of the wanted features lies nearest to each."""
    squares = (wanted**2).sum(axis=1)[None] - 2 * after @ wanted.T
    return [int(k) for k in squares.argmin(axis=1)]
