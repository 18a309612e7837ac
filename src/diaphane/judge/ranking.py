"""How well a model tells one from the other: areas, curves, thresholds of each contrast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..card import Card, Figure
from .contrasts import Contrast, Scored, contrasts
from .cuts import Cuts, cuts
from .decision import Decision, decision
from .figures import Draws, figures, sides
from .metrics import Answers, Array, area_under_precision, area_under_roc
from .operating import OperatingPoint, operating_points


@dataclass(frozen=True)
class Ranking:
    """What the probabilities of one contrast are worth."""

    contrast: Contrast
    positives: int
    negatives: int
    auroc: Figure
    average_precision: Figure
    cuts: Cuts
    points: tuple[OperatingPoint, ...]
    decision: Decision | None
    """None where nobody would act upon the contrast alone."""


def rankings(told: Answers, draws: Draws, card: Card) -> tuple[Ranking, ...]:
    """Of each contrast of the card that the data have both sides of."""
    every = [(contrast, contrast.scored(told, card.names)) for contrast in contrasts(card)]
    return tuple(
        _ranking(contrast, scored, told, draws)
        for contrast, scored in every
        if 0 < scored.positive.sum() < len(scored.positive)
    )


def _ranking(contrast: Contrast, scored: Scored, told: Answers, draws: Draws) -> Ranking:
    positive = scored.positive.astype(np.float64)

    def auroc(_: Answers, weights: Array) -> Array:
        return area_under_roc(scored.scores, positive, weights)

    def average_precision(_: Answers, weights: Array) -> Array:
        return area_under_precision(scored.scores, positive, weights)

    areas = {"auroc": auroc, "average_precision": average_precision}
    return Ranking(
        contrast=contrast,
        positives=int(positive.sum()),
        negatives=int((1 - positive).sum()),
        **figures(told, draws, areas, n=sides(draws.groups, scored.positive)),
        cuts=cuts(scored),
        points=operating_points(told, draws, scored),
        decision=decision(told, draws, scored) if contrast.decides else None,
    )
