"""A written report read again, so that its figures can be had once more without the model."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..card import Card, Figure, from_plain
from ..errors import BadData
from .about import About
from .evaluate import Evaluation, judge
from .predictions import Prediction, read_predictions
from .probes import Probe, Probes

FIGURES = "report.json"
PREDICTIONS = "predictions.csv"


@dataclass(frozen=True)
class Stored:
    """What figures are made of, as `write_report` left it."""

    predictions: tuple[Prediction, ...]
    card: Card
    about: About
    noted: tuple[str, ...]
    probes: Probes | None
    resamples: int
    seed: int

    def judged(self) -> Evaluation:
        """The evaluation once more, with the same resamples."""
        evaluation = judge(
            self.predictions,
            card=self.card,
            warnings=self.noted,
            resamples=self.resamples,
            seed=self.seed,
        )
        return replace(evaluation, probes=self.probes)


def read_report(place: Path) -> Stored:
    """What a report's folder holds, or the folder of the predictions.csv that is named.

    Raises `BadData` where the table or the figures beside it are absent or damaged.
    """
    folder = place if place.is_dir() else place.parent
    table = folder / PREDICTIONS if place.is_dir() else place
    if not table.is_file():
        raise BadData(
            f"expected a report's folder with {PREDICTIONS}, found none at {str(place)!r}; name "
            "the folder that evaluate -o wrote"
        )
    predictions, _ = read_predictions(table)
    try:
        plain = json.loads((folder / FIGURES).read_text(encoding="utf-8"))
        return Stored(
            predictions=predictions,
            card=from_plain(Card, plain["card"]),
            about=from_plain(About, plain["about"]),
            noted=tuple(plain["noted"]),
            probes=_probes(plain.get("probes")),
            resamples=int(plain["bootstrap"]["resamples"]),
            seed=int(plain["bootstrap"]["seed"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadData(
            f"expected {FIGURES} beside {str(table)!r}, as evaluate -o writes it, got {error!r}; "
            "write the report again"
        ) from error


def _probes(plain: dict[str, Any] | None) -> Probes | None:
    if plain is None:
        return None
    if "skipped" in plain:
        return Probes((), skipped=str(plain["skipped"]))
    return Probes(tuple(map(_probe, plain["probes"])), shortcut=str(plain["shortcut"]))


def _probe(plain: dict[str, Any]) -> Probe:
    return Probe(
        name=str(plain["name"]),
        sentence=str(plain["sentence"]),
        accuracy=from_plain(Figure, plain["balanced_accuracy"]),
        gain=float(plain["gain"]),
    )
