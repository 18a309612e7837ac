"""Cross-validation: what is said of each sample by a network that never saw it.

Where data are few, no part of them can be spared for figures and for calibration. So they are cut
into folds, a network is trained on all folds but one, and asked about that one; and all of it again
with other folds. The model that ships learns from all of them. Axes: `R` repeats, `N` samples,
`K` classes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..card import Calibration, Card, Novelty
from ..data.folders import Sample, counts
from ..data.split import split
from ..data.table import Row
from ..errors import BadData
from ..image import Floats
from ..infer.model import Model
from ..infer.trust import conformal_thresholds, novelty_limit, softmax
from ..io.write import write_json
from ..judge.evaluate import judge
from ..judge.folds import fold_figures
from ..judge.metrics import Answers
from ..judge.predictions import collect
from ..judge.report import write_report
from ..recipe import Recipe, Trust
from ..result import Result
from .batches import labels
from .calibrate import warmth
from .fold import answered

Told = Callable[[int, int], None]
"""(folds done, folds in all)."""


@dataclass(frozen=True)
class LeftOut:
    """What was said of each sample by networks that were trained without it."""

    samples: tuple[Sample, ...]
    fold: NDArray[np.int64]
    """(R, N): which fold each was in."""
    logits: NDArray[np.float64]
    """(R, N, K)."""
    novelty: NDArray[np.float64]
    """(R, N)."""

    @property
    def how(self) -> str:
        times = "" if len(self.fold) == 1 else f", {len(self.fold)} times"
        return f"{self.fold.max() + 1} folds{times}"


def left_out(
    recipe: Recipe,
    card: Card,
    alike: Mapping[Sample, int],
    folder: Path,
    *,
    progress: Told | None = None,
) -> LeftOut | None:
    """Train and ask a network a fold; None where the recipe wants no folds.

    What each said goes to a file in `folder`, so that a run that was killed goes on. Samples with
    equal numbers in `alike` stay together.

    Raises `BadData` where a class has fewer samples than there are folds.
    """
    how, samples = recipe.split, tuple(alike)
    if not how.folds:
        return None
    for label, n in counts(samples).items():
        if n < how.folds:
            raise BadData(
                f"expected at least {how.folds} samples of each class for {how.folds} folds, got "
                f"{n} of {label!r}; add some, or set split.folds={n}"
            )
    place = {sample: i for i, sample in enumerate(samples)}
    fold = np.zeros((how.repeats, len(samples)), np.int64)
    logits = np.zeros((*fold.shape, len(card.classes)))
    novelty = np.zeros(fold.shape)
    for number, (r, k, held) in enumerate(_folds(recipe, alike)):
        file, names = folder / f"{r + 1}-{k + 1}.json", [sample.name for sample in held]
        if not file.exists() or json.loads(file.read_text())["samples"] != names:
            mine = recipe.but(seed=recipe.seed + 1 + number)
            rest = {s: group for s, group in alike.items() if s not in set(held)}
            write_json(file, {"samples": names, **answered(mine, card, rest, held)})
        said = json.loads(file.read_text())
        rows = [place[sample] for sample in held]
        fold[r, rows], logits[r, rows], novelty[r, rows] = k, said["logits"], said["novelty"]
        if progress:
            progress(number + 1, how.repeats * how.folds)
    return LeftOut(samples, fold, logits, novelty)


def calibrated_by(card: Card, told: LeftOut, how: Trust) -> Card:
    """The card with temperature, sets and novelty limit from what was said of left-out samples.

    The shipped network learnt from a few more samples than those that were asked, and is a little
    better; each sample counts once for sets and limit (cross-conformal: Vovk 2015).
    """
    truth = labels(told.samples, card).numpy()
    every = np.concatenate(list(told.logits))
    temperature, wrong = warmth(every, np.tile(truth, len(told.logits)), how)
    chances = softmax(told.logits[0], temperature=temperature)
    thresholds = conformal_thresholds(chances, truth, coverage=how.coverage)
    limit, n = novelty_limit(told.novelty[0], false_alarms=how.false_alarms), len(told.samples)
    return card.but(
        calibration=Calibration(temperature, thresholds, how.coverage, n, wrong, how.least),
        novelty=Novelty(limit, how.false_alarms, n),
    )


def judged(card: Card, told: LeftOut, folder: Path) -> Card:
    """The card with the figures of all folds; folds.json and a report on the first repeat go to
    `folder`."""
    folds = int(told.fold.max()) + 1
    answers = [_answers(card, told, r, k) for r in range(len(told.fold)) for k in range(folds)]
    figures = fold_figures(answers, share=1 / (folds - 1))
    plain: dict[str, Any] = {
        "folds": folds,
        "repeats": len(told.fold),
        "n": len(told.samples),
        "metrics": {
            n: {"value": f.value, "low": f.low, "high": f.high} for n, f in figures.items()
        },
        "accuracies": [round(float(fold.right.mean()), 6) for fold in answers],
    }
    write_json(folder / "folds.json", plain)
    first = f" (the first of {len(told.fold)} times)" if len(told.fold) > 1 else ""
    note = (
        f"cross-validated in {folds} folds{first}: each sample was answered by a network "
        "that was not trained on it; temperature, sets and novelty limit were fitted on these very "
        "answers, so that ece, coverage and what is called unlike are better than they would be on "
        "others"
    )
    said = collect(Remembered(card, told), told.samples)
    evaluation = judge(said, card=card, warnings=[note])
    write_report(evaluation, folder, card=card)
    return card.but(
        figures=figures,
        reliability=evaluation.bars,
        trained={**card.trained, "folds": told.how},
    )


class Remembered:
    """A model that answers each sample with what was said of it when it was left out."""

    def __init__(self, card: Card, told: LeftOut) -> None:
        self.card = card
        self.told = {
            sample.asked: {"logits": logits[None].astype(np.float32), "novelty": score.reshape(1)}
            for sample, logits, score in zip(
                told.samples, told.logits[0], told.novelty[0], strict=True
            )
        }

    def predict_many(self, asked: Sequence[Path | Row], /) -> Iterator[tuple[Path | Row, Result]]:
        for one in asked:
            yield one, Model(partial(self.said, one), self.card).predict(one)

    def said(self, one: Path | Row, _: Floats) -> Mapping[str, Floats]:
        """The outputs of a network, as if it had been run."""
        return self.told[one]


def _folds(
    recipe: Recipe, alike: Mapping[Sample, int]
) -> Iterator[tuple[int, int, tuple[Sample, ...]]]:
    """(repeat, fold, the samples in it): each class alike in all folds, near copies together."""
    how = recipe.split
    parts = {str(k): 1 / how.folds for k in range(how.folds)}
    for r in range(how.repeats):
        groups = [list(alike.values())]
        divided = split(tuple(alike), parts, groups=groups, seed=recipe.seed + r)
        yield from ((r, k, held) for k, held in enumerate(divided.values()))


def _answers(card: Card, told: LeftOut, repeat: int, fold: int) -> Answers:
    """Of one fold, as figures want them."""
    rows = np.flatnonzero(told.fold[repeat] == fold)
    chances = softmax(told.logits[repeat, rows])
    truth = labels([told.samples[i] for i in rows], card).numpy()
    return Answers(chances, truth, np.ones(len(rows), np.bool_))
