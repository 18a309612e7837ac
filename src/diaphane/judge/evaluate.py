"""How good a classifier is on labelled images it has never seen.

evaluation = evaluate(diaphane.load("brain-tumor"), read_classes("DATA", "test"))
evaluation.metrics["accuracy"]            Figure(value=..., low=..., high=...)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ..card import Bar, Card, Figure, TaskName
from ..data.audit import NEAREST, audit, settle
from ..data.folders import Sample
from ..errors import BadData, BadSetting
from ..image import Image
from .each import left_out
from .figures import Draws, class_figures, figures
from .intervals import LEVEL, independent
from .metrics import Answers, Bin, confusion, reliability
from .plain import plain
from .predictions import Prediction, Predictor, answers, collect
from .probes import Probes
from .subgroups import giveaways

STRICT = 0.95
"""Images whose nearest training image correlates less than this make the stricter figures."""

FEW_IN_CLASS = 30


@dataclass(frozen=True)
class ClassFigures:
    """How good the model is at one class."""

    name: str
    n: int
    metrics: Mapping[str, Figure]
    """recall, precision, auroc, average_precision, coverage, set_size; one that does not exist is
    absent."""


@dataclass(frozen=True)
class Strict:
    """Figures on the images that lie far from every training image."""

    threshold: float
    n: int
    metrics: Mapping[str, Figure]


@dataclass(frozen=True)
class Evaluation:
    """What was measured, on what, and what to mind."""

    model: str
    task: TaskName
    n: int
    """Images judged."""
    metrics: Mapping[str, Figure]
    classes: tuple[ClassFigures, ...]
    confusion: tuple[tuple[int, ...], ...]
    """Images by true class (row) and likeliest class (column)."""
    reliability: tuple[Bin, ...]
    predictions: tuple[Prediction, ...]
    """All of them, with those that could not be read."""
    warnings: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()
    """Those of the warnings that came with the data: what was allowed to leak."""
    groups: int = 0
    """Images or groups of images (patients, clusters) that were drawn independently."""
    resamples: int = 2000
    """Of the bootstrap behind the intervals."""
    seed: int = 0
    """Of the same: with it the intervals can be had again."""
    strict: Strict | None = None
    """None where the data do not say how near the training images are."""
    unreadable: Mapping[str, str] = field(default_factory=dict)
    """Why, by name of the file."""
    probes: Probes | None = None
    """Whether too little is enough to tell the classes; None where nobody looked."""

    @property
    def names(self) -> tuple[str, ...]:
        """The classes, in the order of the confusion matrix."""
        return tuple(c.name for c in self.classes)

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The reliability diagram as a card keeps it."""
        return tuple(bar(one) for one in self.reliability)

    @property
    def said(self) -> tuple[str, ...]:
        """The warnings, and before them the red sentence of the probes where there is one."""
        shortcut = self.probes.shortcut if self.probes else ""
        return (shortcut, *self.warnings) if shortcut else self.warnings

    def to_plain(self) -> dict[str, Any]:
        """As `evaluate --json` prints it."""
        told: dict[str, Any] = {
            "model": self.model,
            "task": self.task,
            "n": self.n,
            "metrics": plain(self.metrics),
            "warnings": list(self.said),
            "noted": list(self.noted),
            "bootstrap": {
                "level": LEVEL,
                "resamples": self.resamples,
                "seed": self.seed,
                "groups": self.groups,
            },
            "classes": [{"name": c.name, "n": c.n, **plain(c.metrics)} for c in self.classes],
            "confusion": {"classes": list(self.names), "matrix": [list(r) for r in self.confusion]},
        }
        if self.strict is not None:
            told["strict"] = {
                "threshold": self.strict.threshold,
                "n": self.strict.n,
                "metrics": plain(self.strict.metrics),
            }
        if self.unreadable:
            told["unreadable"] = dict(self.unreadable)
        if self.probes is not None:
            told["probes"] = self.probes.to_plain()
        return told


def evaluate(
    model: Predictor,
    samples: Sequence[Sample],
    *,
    training: Sequence[Sample] = (),
    allow_leaks: bool = False,
    noted: Sequence[str] = (),
    read: Callable[[Path], Image] | None = None,
    resamples: int = 2000,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
    comparing: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Predict every sample and measure; a file that cannot be read is named, not fatal.

    Args:
        training: What the model was trained on, where it is at hand: compared with `samples`,
            and refused with `BadData` where they share an image, unless `allow_leaks` or the
            card says that it knows; such images are not among the far ones then.
        noted: What is known of the data already, one sentence each: it opens the report.
        read: How the comparison reads a file; None: `diaphane.io.read`.
        resamples: Of the bootstrap behind the intervals.
        progress: Called with images done and images in all.
        comparing: The same, for the comparison with `training`, which comes first.
    """
    card = model.card
    if card.task != "classify":
        raise BadSetting(
            f"expected a model that classifies, got {card.name!r}, made to {card.task}"
        )
    _refuse_unknown(samples, card)
    leaks: tuple[str, ...] = ()
    if training:
        parts = {"training": training, "evaluation": samples}
        found = audit(parts, read=read, progress=comparing)
        samples, leaks = settle(samples, found, card.trained, allow_leaks=allow_leaks)
    predictions = collect(model, samples, progress=progress)
    return judge(predictions, card=card, warnings=(*noted, *leaks), resamples=resamples, seed=seed)


def bar(one: Bin) -> Bar:
    """Four digits are enough for a diagram."""
    low, high, told, true = (round(v, 4) for v in (one.low, one.high, one.confidence, one.accuracy))
    return Bar(low, high, predicted=told, observed=true, n=one.n)


def judge(
    predictions: Sequence[Prediction],
    *,
    card: Card,
    warnings: Sequence[str] = (),
    resamples: int = 2000,
    seed: int = 0,
) -> Evaluation:
    """Figures of predictions already made: the half of `evaluate` that needs no model."""
    readable = [p for p in predictions if not p.error]
    unreadable = {p.name: p.error for p in predictions if p.error}
    if not readable:
        raise BadData(
            f"expected images to judge {card.name!r} on, but none of {len(predictions)} files "
            f"could be read: {next(iter(unreadable.values()), 'there are none')}"
        )
    told = answers(readable, card.names)
    draws = Draws(tuple(p.group for p in readable), resamples, seed)
    metrics, classes = figures(told, draws), _classes(told, draws, card)
    return Evaluation(
        model=card.name,
        task=card.task,
        n=len(readable),
        metrics=metrics,
        classes=classes,
        confusion=tuple(tuple(row) for row in confusion(told).tolist()),
        reliability=reliability(told),
        predictions=tuple(predictions),
        warnings=(
            *warnings,
            *_warnings(readable, metrics, card),
            *_broken_promises(metrics, classes, card),
            *giveaways(readable),
            *left_out(unreadable, "files could not be read"),
        ),
        noted=tuple(warnings),
        groups=sum(independent(told.truth, draws.groups).values()),
        resamples=resamples,
        seed=seed,
        strict=_strict(readable, told, draws),
        unreadable=unreadable,
    )


def _classes(told: Answers, draws: Draws, card: Card) -> tuple[ClassFigures, ...]:
    n = np.bincount(told.truth, minlength=len(card.names)).tolist()
    every = zip(card.names, n, class_figures(told, draws), strict=True)
    return tuple(ClassFigures(*one) for one in every)


def _strict(predictions: Sequence[Prediction], told: Answers, draws: Draws) -> Strict | None:
    far = np.array([_nearest(p) < STRICT for p in predictions])
    if len(set(told.truth[far].tolist())) < 2:
        return None
    return Strict(STRICT, int(far.sum()), figures(told.of(far), draws.of(far)))


def _nearest(prediction: Prediction) -> float:
    """How near the nearest training image is; 1 where the data do not say."""
    told = prediction.extra.get(NEAREST) or "1"
    try:
        return float(told)
    except ValueError as error:
        raise BadData(
            f"expected a number in the column {NEAREST!r}, got {told!r} for {prediction.name!r}; "
            "correct the table or leave the cell blank"
        ) from error


def _refuse_unknown(samples: Sequence[Sample], card: Card) -> None:
    if unknown := sorted({s.label for s in samples} - set(card.names)):
        raise BadData(
            f"expected the classes of {card.name!r} ({', '.join(card.names)}), "
            f"got {', '.join(map(repr, unknown))} in the data; rename the folders or choose "
            "another model"
        )


def _warnings(
    predictions: Sequence[Prediction], metrics: Mapping[str, Figure], card: Card
) -> tuple[str, ...]:
    """What a careful reader would hold against the figures."""
    said = []
    n = Counter(p.truth for p in predictions)
    if absent := [name for name in card.names if name not in n]:
        said.append(f"no images of {', '.join(absent)}: the figures say nothing of them")
    if few := [f"{name} {k}" for name, k in sorted(n.items()) if k < FEW_IN_CLASS]:
        said.append(f"few images of a class, so the figures are rough: {', '.join(few)}")
    if not any(p.group for p in predictions):
        said.append(
            "the data name no patients or other groups, so each image was taken as independent; "
            "the intervals are too narrow if they are not"
        )
    low = metrics["ece"].low or 0
    if low > 0.05:
        said.append(f"the probabilities do not mean what they say: off by {low:.0%} at the least")
    return tuple(said)


def _broken_promises(
    metrics: Mapping[str, Figure], classes: Sequence[ClassFigures], card: Card
) -> tuple[str, ...]:
    """Where sets hold the true class less often than the card promises of each class."""
    asked = card.calibration.coverage if card.calibration else 0
    held = {"the images": metrics, **{f"{c.name} images": c.metrics for c in classes}}
    broken = [
        f"{figures['coverage'].value:.1%} of {name}"
        for name, figures in held.items()
        if "coverage" in figures and (figures["coverage"].high or 0) < asked
    ]
    if not broken:
        return ()
    return (
        f"the sets hold the true class in {', '.join(broken)}, although {asked:.0%} were promised",
    )
