"""Thresholds one could work with: what is found, what is alarmed for nothing, what a call means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from ..card import Figure
from .contrasts import Scored
from .cuts import Cuts, cuts
from .figures import Draws, Rows, shares
from .metrics import Answers

TARGETS = (0.90, 0.95, 0.99)

LIKELIEST = "likeliest class"
"""The rule of the model itself, which needs no threshold."""

ROUNDING = 1e-9
"""A share of 0.95 may have been counted as 0.9499999999."""


@dataclass(frozen=True)
class OperatingPoint:
    """A threshold, why it, and how good the calls made by it are."""

    rule: str
    threshold: float | None
    """Probabilities of at least this are called positive; None for the likeliest class."""
    sensitivity: Figure | None
    """Of the positive images, the share called so."""
    specificity: Figure | None
    """Of the negative images, the share called so."""
    ppv: Figure | None
    """Of the images called positive, the share that are; None where none is called so."""
    npv: Figure | None
    """Of the images called negative, the share that are; None where none is called so."""


def operating_points(told: Answers, draws: Draws, scored: Scored) -> tuple[OperatingPoint, ...]:
    """What the model says unasked, then one for each of `RULES` that can be kept.

    The intervals are of the figures at that very threshold: that it was read off the same images
    is in none of them.
    """
    found = cuts(scored)
    thresholds: dict[str, float | None] = {LIKELIEST: None}
    for rule, choose in RULES.items():
        at = choose(found)
        if at is not None:
            thresholds[rule] = float(found.thresholds[at])
    calls = [scored.called if t is None else scored.scores >= t for t in thresholds.values()]
    rows = zip(*_figures(told, draws, scored.positive, np.stack(calls, axis=1)), strict=True)
    return tuple(
        OperatingPoint(rule, threshold, *row)
        for (rule, threshold), row in zip(thresholds.items(), rows, strict=True)
    )


def at_sensitivity(found: Cuts, target: float) -> int | None:
    """The highest threshold that finds at least this share of the positive images."""
    return int(np.flatnonzero(found.sensitivity >= target - ROUNDING)[0])


def at_specificity(found: Cuts, target: float) -> int | None:
    """The lowest threshold that spares at least this share of the negative images; None where
    the highest score of all does not."""
    kept = np.flatnonzero(found.specificity >= target - ROUNDING)
    return int(kept[-1]) if len(kept) else None


def youden(found: Cuts) -> int | None:
    """Where sensitivity + specificity is largest (Youden 1950), counted in whole numbers; the
    highest such threshold."""
    return int((found.found * found.negatives - found.alarms * found.positives).argmax())


RULES: Mapping[str, Callable[[Cuts], int | None]] = {
    **{f"sensitivity {t:.2f}": partial(at_sensitivity, target=t) for t in TARGETS},
    **{f"specificity {t:.2f}": partial(at_specificity, target=t) for t in TARGETS},
    "Youden": youden,
}


def _figures(
    told: Answers, draws: Draws, positive: Rows, calls: Rows
) -> tuple[tuple[Figure | None, ...], ...]:
    """Sensitivity, specificity, PPV and NPV of (N, M) calls, each M long."""
    ill = np.broadcast_to(positive[:, None], calls.shape)
    hits = np.concatenate([calls, ~calls, ill, ~ill], axis=1)
    among = np.concatenate([ill, ~ill, calls, ~calls], axis=1)
    every = shares(told, draws, hits, among)
    m = calls.shape[1]
    return tuple(every[start : start + m] for start in range(0, 4 * m, m))
