"""Are the things that membranes part still parted? The adapted Rand error.

One minus the Rand F-score restricted to the foreground, after the borders of the answer are
thinned to nothing (Arganda-Carreras et al. 2015, Frontiers in Neuroanatomy 9, 142): of two pixels
inside cells, do truth and answer agree whether they are of one cell? Regions are joined along the
axes only, and thinning gives each membrane pixel to the region nearest to it.

Axes: planes (Y, X).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...errors import MissingPackage

Mask = NDArray[np.bool_]


def rand_error(truth: Mask, answer: Mask) -> float:
    """0 for the same regions. True where the membrane is; the truth's membrane does not count."""
    try:
        from skimage.metrics import adapted_rand_error
    except ImportError as error:
        raise MissingPackage("the Rand error", "judge") from error
    cells = regions(truth)
    if not cells.any():
        return float("nan")
    return float(adapted_rand_error(cells, thinned(regions(answer)), ignore_labels=(0,))[0])


def regions(membrane: Mask) -> NDArray[np.int32]:
    """What the membrane parts, numbered from 1; 0 on the membrane."""
    from scipy.ndimage import label

    numbered, _ = label(~membrane)
    return np.asarray(numbered, np.int32)


def thinned(numbered: NDArray[np.int32]) -> NDArray[np.int32]:
    """Each 0 becomes the number nearest to it."""
    from scipy.ndimage import distance_transform_edt

    if not numbered.any():
        return numbered
    nearest = distance_transform_edt(numbered == 0, return_distances=False, return_indices=True)
    return np.asarray(numbered[tuple(nearest)], np.int32)
