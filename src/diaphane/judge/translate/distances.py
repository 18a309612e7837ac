"""How far apart two sets of pictures are, by the features that a network sees in them: KID
(Binkowski et al. 2018) and FID (Heusel et al. 2017).

Axes: `X` (N, F) and `Y` (M, F) are features, a row a picture; `R` resamples.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..metrics import Array

DEGREE = 3
"""Of the kernel's polynomial (Binkowski et al. 2018, section 4)."""


def kernel(x: Array, y: Array) -> Array:
    """(N, M): (x y / F + 1)^3 (Binkowski et al. 2018, section 4)."""
    return np.asarray((x @ y.T / x.shape[1] + 1) ** DEGREE)


def kid(x: Array, y: Array) -> float:
    """The unbiased squared maximum mean discrepancy (Binkowski et al. 2018, equation 4), of all
    pictures at once and not times 100. Near 0 for two halves of one set, and then as often below.
    """
    return float(kids(x, y, [(np.ones((1, len(x))), np.ones((1, len(y))))])[0])


def kids(x: Array, y: Array, drawn: Iterable[tuple[Array, Array]]) -> Array:
    """(R,): the KID in resamples of pictures; `drawn` says how often each of X and of Y comes up,
    (r, N) and (r, M) at a time.

    A picture is never compared with itself, though it was drawn twice: it would look as if the
    set were narrower than it is. NaN where a set came down to one picture.
    """
    own = without_diagonal(kernel(x, x)), without_diagonal(kernel(y, y))
    across = kernel(x, y)
    found = [within(own[0], w) + within(own[1], v) - 2 * between(across, w, v) for w, v in drawn]
    return np.concatenate(found)


def without_diagonal(square: Array) -> Array:
    return np.asarray(square - np.diag(np.diag(square)))


def within(square: Array, weights: Array) -> Array:
    """(r,): the mean over pairs of different pictures."""
    pairs = weights.sum(axis=1) ** 2 - (weights**2).sum(axis=1)
    summed = ((weights @ square) * weights).sum(axis=1)
    none = np.full(len(weights), np.nan)
    return np.asarray(np.divide(summed, pairs, out=none, where=pairs > 0))


def between(across: Array, one: Array, other: Array) -> Array:
    """(r,): the mean over pairs of a picture of each set."""
    return np.asarray(((one @ across) * other).sum(axis=1) / (one.sum(axis=1) * other.sum(axis=1)))


def fid(x: Array, y: Array) -> float:
    """The Frechet distance of two normal distributions with the sets' means and covariances
    (Heusel et al. 2017, equation 6).

    With roots S and T of the covariances (S'S and T'T) the trace of the square root of their
    product is the sum of the singular values of S T'. That holds for singular covariances, too:
    those of fewer pictures than features + 1, where the distance comes out too large.
    """
    s, t = root(x), root(y)
    shared = np.linalg.svd(s @ t.T, compute_uv=False).sum()
    apart = x.mean(axis=0) - y.mean(axis=0)
    return float(apart @ apart + (s**2).sum() + (t**2).sum() - 2 * shared)


def root(x: Array) -> Array:
    """(min(N, F), F): S, such that S'S is the covariance."""
    centred = (x - x.mean(axis=0)) / np.sqrt(len(x) - 1)
    return np.asarray(np.linalg.qr(centred, mode="r"))
