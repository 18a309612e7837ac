"""How many answers are wrong when only the surest are given and the rest is left to a person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..card import Figure
from .figures import Draws, figures, shares
from .metrics import Answers, Array, aurc, risk_coverage

ANSWERED = (1.0, 0.95, 0.9, 0.8, 0.7, 0.5)


@dataclass(frozen=True)
class Answered:
    """The surest images, and the share wrong among them."""

    share: float
    """Of all images; a little above what was asked for where several are equally sure."""
    least: float
    """The lowest probability that is still answered."""
    wrong: Figure


@dataclass(frozen=True)
class Selective:
    """The risk-coverage curve, the area under it, and some of its points."""

    aurc: Figure
    coverage: Array
    """Shares answered, rising."""
    risk: Array
    """Share wrong among them."""
    answered: tuple[Answered, ...]


def selective(told: Answers, draws: Draws) -> Selective:
    """Answers by their top probability, the surest first."""
    confidence = told.probabilities.max(axis=1)
    falling = -np.sort(-confidence)
    least = falling[[max(0, round(share * len(falling)) - 1) for share in ANSWERED]]
    among = confidence[:, None] >= least
    wrong = np.broadcast_to((told.right == 0)[:, None], among.shape)
    coverage, risk = risk_coverage(told)
    return Selective(
        aurc=figures(told, draws, {"aurc": aurc})["aurc"],
        coverage=coverage,
        risk=risk,
        answered=tuple(
            Answered(float(share), float(lowest), figure)
            for share, lowest, figure in zip(
                among.mean(axis=0), least, shares(told, draws, wrong, among), strict=True
            )
            if figure is not None
        ),
    )
