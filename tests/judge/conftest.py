"""A made-up evaluation that has something for every section of a report."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from diaphane.card import Calibration, Card, Class, Input, Novelty
from diaphane.judge.evaluate import Evaluation, judge
from diaphane.judge.predictions import Prediction
from diaphane.judge.study import Study, study

CARD = Card(
    "chests",
    "classify",
    Input(size=(32, 32)),
    (Class("normal"), Class("bacterial"), Class("viral")),
    calibration=Calibration(2.0, (0.9, 0.9, 0.9), 0.9, n=100),
    novelty=Novelty(1.0, 0.05, 100),
    summary="Made up",
    limits=("blind to <i>newts</i>",),
    trained={"date": "2026-01-02"},
)


def made_up(n: int = 120, seed: int = 0) -> tuple[Prediction, ...]:
    """n films, of two sites and sexes; some refused as unlike, one that could not be read."""
    rng = np.random.default_rng(seed)
    said = []
    for i in range(n):
        truth = i % 3
        logits = rng.normal(size=3) + 2.0 * np.eye(3)[truth]
        p = np.exp(logits) / np.exp(logits).sum()
        chances = dict(zip(CARD.names, p.tolist(), strict=True))
        top, novelty = CARD.names[p.argmax()], 1.5 if i % 10 == 0 else 0.5
        unlike = novelty > 1
        said.append(
            Prediction(
                name=f"{CARD.names[truth]}/{i}.png",
                truth=CARD.names[truth],
                group=f"p{i // 2}",
                label=None if unlike else top,
                probabilities=chances,
                possible=() if unlike else tuple(c for c in CARD.names if chances[c] > 0.1),
                doubts=("unlike the training images: novelty 1.5",) if unlike else (),
                novelty=novelty,
                sha256=f"{i:064x}",
                extra={"site": "Ulm" if i % 4 else "Bern", "sex": "FM"[i % 2]},
            )
        )
    return (*said, Prediction("normal/<bad>.png", "normal", error="no <image>"))


@pytest.fixture(scope="session")
def card() -> Card:
    return CARD


@pytest.fixture(scope="session")
def evaluation() -> Evaluation:
    return judge(made_up(), card=CARD, resamples=60)


@pytest.fixture(scope="session")
def studied(evaluation: Evaluation) -> Study:
    return study(evaluation, CARD)


@pytest.fixture(scope="session")
def of_two() -> Callable[..., Evaluation]:
    """An evaluation of two classes from the probabilities of the first, and what is true."""

    def made(card: Card, first: list[float], truth: list[str]) -> Evaluation:
        a, b = card.names
        said = [
            Prediction(f"{i}.png", t, label=a if p > 0.5 else b, probabilities={a: p, b: 1 - p})
            for i, (p, t) in enumerate(zip(first, truth, strict=True))
        ]
        return judge(said, card=card, resamples=40)

    return made
