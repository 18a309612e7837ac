"""Does a map change when the weights are shuffled? If not, it shows the image, not the network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..explanation import Sanity
from ..image import Floats


def sanity(found: Floats, shuffled: Sequence[Floats]) -> Sanity:
    """The model parameter randomisation test (Adebayo et al. 2018, section 3), all layers at once.

    Args:
        found: (Y, X), the map, with what speaks against the class below 0.
        shuffled: Maps of the same size of networks whose weights were shuffled.
    """
    similar = [rank_correlation(found, other) for other in shuffled]
    return Sanity(float(np.mean(similar)), len(similar))


def rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's, -1..1; 0 where one of the maps is even."""
    a, b = (_ranks(values) - (values.size - 1) / 2 for values in (one, other))
    scale = np.sqrt((a @ a) * (b @ b))
    return float(a @ b / scale) if scale else 0.0


def _ranks(values: Floats) -> NDArray[np.float64]:
    """From 0; equal values share the mean of their ranks."""
    _, which, counts = np.unique(values.ravel(), return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts + 1) / 2)[which])
