"""Do probabilities mean what they say, before and after the temperature?

The probabilities before follow from those after: with logits z and temperature T,
p = softmax(z / T), so softmax(T log p) = softmax(z).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..card import Card, Figure
from ..infer.trust import softmax
from .figures import Draws, figures
from .metrics import Answers, Bin, Measure, brier, ece, ece_equal_mass, reliability

ERRORS: Mapping[str, Measure] = {"ece": ece, "ece_equal_mass": ece_equal_mass, "brier": brier}


@dataclass(frozen=True)
class Calibrated:
    """Errors of probabilities, and the bars of their reliability diagram."""

    errors: Mapping[str, Figure]
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class Calibration:
    """The same answers with and without the temperature of the card."""

    temperature: float | None
    """None where the card has none."""
    before: Calibrated | None
    """None where there is nothing to undo."""
    after: Calibrated


def calibration(told: Answers, draws: Draws, card: Card) -> Calibration:
    """What the card's temperature did to the probabilities of these images."""
    after = _calibrated(told, draws)
    if card.calibration is None:
        return Calibration(None, None, after)
    temperature = card.calibration.temperature
    return Calibration(temperature, _calibrated(uncalibrated(told, temperature), draws), after)


def uncalibrated(told: Answers, temperature: float) -> Answers:
    """The answers that the bare network gave."""
    with np.errstate(divide="ignore"):  # a probability of 0 was one of the bare network as well
        logits = temperature * np.log(told.probabilities)
    return replace(told, probabilities=softmax(logits))


def _calibrated(told: Answers, draws: Draws) -> Calibrated:
    return Calibrated(figures(told, draws, ERRORS), reliability(told))
