"""An evaluation looked at from all sides: what a report says, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..card import Card
from .about import About, about
from .calibration import Calibration, calibration
from .evaluate import Evaluation
from .figures import Draws
from .gate import Gate, gate
from .metrics import Answers
from .mistakes import worst
from .plain import plain
from .predictions import Prediction, answers
from .ranking import Ranking, rankings
from .selective import Selective, selective
from .subgroups import Column, columns


@dataclass(frozen=True)
class Study:
    """Everything a report says, but for its pictures."""

    evaluation: Evaluation
    card: Card
    about: About
    rankings: tuple[Ranking, ...]
    calibration: Calibration
    selective: Selective
    gate: Gate | None
    """None for a model that takes any image."""
    columns: tuple[Column, ...]
    """Subgroups; empty where the data name none."""

    @property
    def readable(self) -> tuple[Prediction, ...]:
        """The predictions that the figures are of."""
        return tuple(p for p in self.evaluation.predictions if not p.error)

    @property
    def answers(self) -> Answers:
        """The same as arrays."""
        return answers(self.readable, self.card.names)

    def to_plain(self) -> dict[str, Any]:
        """As `report.json` holds it: what `evaluate --json` prints, and more."""
        return {
            **self.evaluation.to_plain(),
            "reliability": plain(self.evaluation.reliability),
            "contrasts": [_ranking(ranking) for ranking in self.rankings],
            "calibration": plain(self.calibration),
            "selective": plain(self.selective),
            "gate": plain(self.gate),
            "subgroups": plain(self.columns),
            "mistakes": [p.name for p in worst(self.readable)],
            "card": plain(self.card),
            "about": plain(self.about),
        }


def study(evaluation: Evaluation, card: Card, *, known: About | None = None) -> Study:
    """All figures of a report, with the resamples of the evaluation. `known`: where the
    predictions came from; as far as it can be told from them, if not given."""
    readable = [p for p in evaluation.predictions if not p.error]
    told = answers(readable, card.names)
    draws = Draws(tuple(p.group for p in readable), evaluation.resamples, evaluation.seed)
    return Study(
        evaluation=evaluation,
        card=card,
        about=known or about(evaluation.predictions, card),
        rankings=rankings(told, draws, card),
        calibration=calibration(told, draws, card),
        selective=selective(told, draws),
        gate=gate(readable, told, draws, card),
        columns=columns(readable, told, draws, card),
    )


def _ranking(ranking: Ranking) -> dict[str, Any]:
    rates, precise = ranking.cuts.roc(), ranking.cuts.precision_recall()
    return {
        "name": ranking.contrast.name,
        "positive": list(ranking.contrast.positive),
        "positives": ranking.positives,
        "negatives": ranking.negatives,
        "auroc": plain(ranking.auroc),
        "average_precision": plain(ranking.average_precision),
        "roc": {
            "false_positive_rate": plain(rates[0]),
            "true_positive_rate": plain(rates[1]),
        },
        "precision_recall": {"recall": plain(precise[0]), "precision": plain(precise[1])},
        "operating_points": plain(ranking.points),
        "decision": plain(ranking.decision),
    }
