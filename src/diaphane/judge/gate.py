"""The novelty gate: which images were held to be unlike the training images, and was that wise?

Axes: `N` images, `K` classes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..card import Card, Figure
from .figures import Draws, shares
from .metrics import Answers
from .predictions import Prediction

QUANTILES = (0.05, 0.5, 0.95, 1.0)


@dataclass(frozen=True)
class Gate:
    """How many images were refused as unlike, and how good the answers are on either side."""

    limit: float | None
    """The card's limit of novelty; None where only blank images are refused."""
    promised: float | None
    """The share of such images as the model was calibrated on that the limit refuses."""
    n: int
    """Images refused."""
    refused: Figure
    """As a share of all."""
    classes: Mapping[str, Figure]
    """The same by true class."""
    accuracy_accepted: Figure | None
    """The share of likeliest classes that are true; None where no image is on that side."""
    accuracy_refused: Figure | None
    scores: Mapping[str, float]
    """Novelty at `QUANTILES`; empty where it was not kept."""


def gate(predictions: Sequence[Prediction], told: Answers, draws: Draws, card: Card) -> Gate | None:
    """Figures of the gate; None for a model that has none."""
    unlike = np.array([p.unlike for p in predictions])
    if card.novelty is None and not unlike.any():
        return None
    true = told.true > 0
    among = np.concatenate([np.ones((len(unlike), 1), bool), true], axis=1)
    refused, *classes = shares(told, draws, np.broadcast_to(unlike[:, None], among.shape), among)
    assert refused is not None
    sides = np.stack([~unlike, unlike], axis=1)
    right = np.broadcast_to((told.right > 0)[:, None], sides.shape)
    accepted_right, refused_right = shares(told, draws, right, sides)
    return Gate(
        limit=card.novelty.limit if card.novelty else None,
        promised=card.novelty.false_alarms if card.novelty else None,
        n=int(unlike.sum()),
        refused=refused,
        classes={n: f for n, f in zip(card.names, classes, strict=True) if f is not None},
        accuracy_accepted=accepted_right,
        accuracy_refused=refused_right,
        scores=_scores([p.novelty for p in predictions if p.novelty is not None]),
    )


def _scores(novelty: Sequence[float]) -> dict[str, float]:
    if not novelty:
        return {}
    values = np.quantile(novelty, QUANTILES).tolist()
    return {f"{share:.2f}": value for share, value in zip(QUANTILES, values, strict=True)}
