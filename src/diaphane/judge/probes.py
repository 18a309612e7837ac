"""Shortcut probes: how far one gets on images with what should not be enough to tell the classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..card import Figure

LIMIT = 0.8
"""A probe that reaches this share of the model's gain over chance makes the red sentence."""


@dataclass(frozen=True)
class Probe:
    """A small classifier that was shown too little, and how far it got on the test part."""

    name: str
    """centre, borders, thumbnail, file, shuffled; model_centre and model_borders are the model's
    own answers on images cut the same way."""
    sentence: str
    """What it saw, for a person."""
    accuracy: Figure
    """Balanced accuracy on the test part, with its 95 % interval."""
    gain: float
    """The share of the model's gain over chance that the probe reaches: 0 is chance, 1 the model."""


@dataclass(frozen=True)
class Probes:
    """All probes of one pair of training and test part, and what they mean for the model."""

    probes: tuple[Probe, ...]
    shortcut: str = ""
    """The red sentence; empty where no probe reaches `LIMIT`."""
    skipped: str = ""
    """Why there are none; empty where there are some."""

    def to_plain(self) -> dict[str, Any]:
        """As `evaluate --json` prints it."""
        if self.skipped:
            return {"skipped": self.skipped}
        return {"shortcut": self.shortcut, "probes": [_plain(probe) for probe in self.probes]}


def _plain(probe: Probe) -> dict[str, Any]:
    seen = probe.accuracy
    return {
        "name": probe.name,
        "sentence": probe.sentence,
        "balanced_accuracy": {"value": seen.value, "low": seen.low, "high": seen.high},
        "gain": probe.gain,
    }
