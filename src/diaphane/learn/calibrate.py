"""What a trained file still needs before its probabilities mean something."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import nn

from ..card import Calibration, Card, Novelty
from ..image import Floats
from ..infer.runtime import start
from ..infer.trust import conformal_thresholds, fit_temperature, novelty_limit, softmax
from ..nets.classifier import Classifier
from . import novelty
from .batches import Pictures, labels

LEAST = 0.5
"""A likeliest class below this probability is no answer."""
FALSE_ALARMS = 0.02
"""Share of calibration images called unlike the training images."""


def calibrated(card: Card, path: Path, pictures: Pictures, *, coverage: float) -> Card:
    """The card with temperature, sets and novelty limit, fitted on `pictures` through the very
    file that ships; the weights never saw them."""
    said = answers(path, pictures)
    truth = labels(pictures.samples, card).numpy()
    temperature = fit_temperature(said["logits"], truth)
    chances = softmax(said["logits"], temperature=temperature)
    thresholds = conformal_thresholds(chances, truth, coverage=coverage)
    limit = novelty_limit(said["novelty"], false_alarms=FALSE_ALARMS)
    return card.but(
        calibration=Calibration(temperature, thresholds, coverage, len(pictures), LEAST),
        novelty=Novelty(limit, FALSE_ALARMS, len(pictures)),
    )


def answers(path: Path, pictures: Pictures, *, batch: int = 32) -> dict[str, Floats]:
    """The file's outputs for all pictures, by name, batch after batch."""
    network = start(path.read_bytes(), runtime="onnxruntime", device="cpu")
    runs = [network(pictures[numbers].numpy()) for numbers in chunks(len(pictures), batch)]
    return {name: np.concatenate([run[name] for run in runs]) for name in runs[0]}


def unfitted(net: Classifier, train: Pictures) -> novelty.Novelty:
    """A novelty score of the right shapes that knows no image yet."""
    rank = min(novelty.RANK, len(train) // 2)  # few images have few directions
    need = train.need
    columns = need.size[0] if need.size and train.rows else 0
    return novelty.Novelty(need.channels, net.answer.in_features, columns=columns, rank=rank)


def fit_novelty(score: novelty.Novelty, path: Path, train: Pictures, held_out: Pictures) -> None:
    """Fit `score` to the training images as the file at `path` sees them, scale it on held-out
    ones. Arithmetic in eight bits sees them a little differently than torch does."""
    views = [
        (pictures[range(len(pictures))], torch.from_numpy(answers(path, pictures)["features"]))
        for pictures in (train, held_out)
    ]
    score.fit(views[0], views[1])


@torch.no_grad()
def validate(
    net: nn.Module,
    pictures: Pictures,
    card: Card,
    device: torch.device,
    *,
    see: Callable[[Floats], None] | None = None,
) -> dict[str, float]:
    """Loss (mean negative log-likelihood, no smoothing) and accuracy of a network at work.

    `see` is shown the probabilities (N, K) of all `pictures`.
    """
    logits = torch.cat(
        [net(pictures[numbers].to(device)).float().cpu() for numbers in chunks(len(pictures), 64)]
    )
    truth = labels(pictures.samples, card)
    loss = nn.functional.cross_entropy(logits, truth)
    right = (logits.argmax(1) == truth).float().mean()
    if see:
        see(logits.softmax(1).numpy())
    return {"loss": float(loss), "accuracy": float(right)}


def chunks(n: int, size: int) -> list[range]:
    return [range(start, min(start + size, n)) for start in range(0, n, size)]
