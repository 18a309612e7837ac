"""Labels that look wrong, from what a model that never saw them says of their images.

Axes: `N` images, `K` classes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def suspects(probabilities: NDArray[Any], labels: ArrayLike) -> NDArray[np.bool_]:
    """(N,): True where confident learning would count the image to another class than its label
    (Northcutt, Jiang and Chuang 2021, section 3.1, eq. 1 and 2).

    probabilities (N, K), labels (N) as class indices. A class is believed of an image when its
    probability is at least the mean probability that the class has on images labelled with it; of
    several the likeliest is believed. Where none is, the label stands.
    """
    p, given = np.asarray(probabilities, np.float64), np.asarray(labels)
    own = p[np.arange(len(p)), given]
    usual = np.array(
        [own[given == k].mean() if (given == k).any() else 1 for k in range(p.shape[1])]
    )
    believed = np.where(p >= usual, p, -1.0)
    named = np.where((believed >= 0).any(axis=1), believed.argmax(axis=1), given)
    return np.asarray(named != given, np.bool_)
