"""What a trained file still needs before its probabilities mean something."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ..card import Calibration, Card, Novelty
from ..image import Floats
from ..infer.runtime import start
from ..infer.suspects import suspects
from ..infer.trust import conformal_thresholds, fit_temperature, novelty_limit, softmax
from ..nets.classifier import Classifier
from ..recipe import Trust
from . import novelty
from .batches import Pictures, labels


def calibrated(card: Card, path: Path, pictures: Pictures, how: Trust) -> Card:
    """The card with temperature, sets and novelty limit, fitted on `pictures` through the very
    file that ships; the weights never saw them."""
    said = answers(path, pictures)
    truth = labels(pictures.samples, card).numpy()
    temperature, wrong = warmth(said["logits"], truth, how)
    chances = softmax(said["logits"], temperature=temperature)
    thresholds = conformal_thresholds(chances, truth, coverage=how.coverage)
    limit, n = novelty_limit(said["novelty"], false_alarms=how.false_alarms), len(pictures)
    return card.but(
        calibration=Calibration(temperature, thresholds, how.coverage, n, wrong, how.least),
        novelty=Novelty(limit, how.false_alarms, n),
    )


def warmth(logits: Floats, truth: NDArray[np.int64], how: Trust) -> tuple[float, float]:
    """The temperature, and the share of labels that looked wrong and had no say in it.

    Where the labels to come are cleaner than these, a temperature that fits all of these makes
    probabilities too small. The sets are fitted to all labels: wrong ones only make them larger
    (Einbinder et al. 2022).
    """
    if how.suspects == "keep":
        return fit_temperature(logits, truth), 0.0
    wrong = suspects(softmax(logits, temperature=fit_temperature(logits, truth)), truth)
    return fit_temperature(logits[~wrong], truth[~wrong]), float(wrong.mean())


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
    pictures: Pictures | None,
    card: Card,
    device: torch.device,
    *,
    see: Callable[[Floats], None] | None = None,
) -> dict[str, float]:
    """Loss (mean negative log-likelihood, no smoothing) and accuracy of a network at work; nothing
    where no `pictures` were held out.

    `see` is shown the probabilities (N, K) of all `pictures`.
    """
    if pictures is None:
        return {}
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
