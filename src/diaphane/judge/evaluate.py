"""How good a classifier is on labelled images it has never seen.

evaluation = evaluate(diaphane.load("brain-tumor"), read_classes("DATA", "test"))
evaluation.metrics["accuracy"]            Figure(value=..., low=..., high=...)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from ..card import Card, Figure, TaskName
from ..data.audit import audit, refuse_leaks
from ..data.folders import Sample
from ..errors import BadData, BadSetting
from ..image import Image
from .intervals import FEW, bootstrap, independent, percentile, wilson
from .metrics import (
    CLASS_METRICS,
    METRICS,
    Answers,
    Array,
    Bin,
    Measure,
    confusion,
    reliability,
    together,
)
from .predictions import Prediction, Predictor, answers, collect
from .probes import Probes

STRICT = 0.95
"""Images whose nearest training image correlates less than this make the stricter figures."""

NEAREST = "max_train_corr"
"""The column that says how near the nearest training image is."""

FEW_IN_CLASS = 30

PROPORTIONS = frozenset({"accuracy", "balanced_accuracy", "coverage", "abstained"})
"""Shares of images: with few of them Wilson's interval holds where the bootstrap is too narrow."""

BOUNDED = PROPORTIONS | {"auroc"}
"""At 0 or 1 all resamples agree, and the bootstrap would claim to be certain."""

BY_CLASS = frozenset({"balanced_accuracy", "auroc"})
"""Means over classes: the rarest class limits what is known."""


@dataclass(frozen=True)
class ClassFigures:
    """How good the model is at one class."""

    name: str
    n: int
    metrics: Mapping[str, Figure]
    """recall, precision, auroc; one that does not exist is absent."""


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

    def to_plain(self) -> dict[str, Any]:
        """As `evaluate --json` prints it."""
        plain: dict[str, Any] = {
            "model": self.model,
            "task": self.task,
            "n": self.n,
            "metrics": _plain(self.metrics),
            "warnings": list(self.warnings),
            "classes": [{"name": c.name, "n": c.n, **_plain(c.metrics)} for c in self.classes],
            "confusion": {"classes": list(self.names), "matrix": [list(r) for r in self.confusion]},
        }
        if self.strict is not None:
            plain["strict"] = {
                "threshold": self.strict.threshold,
                "n": self.strict.n,
                "metrics": _plain(self.strict.metrics),
            }
        if self.unreadable:
            plain["unreadable"] = dict(self.unreadable)
        if self.probes is not None:
            plain["probes"] = self.probes.to_plain()
        return plain


def evaluate(
    model: Predictor,
    samples: Sequence[Sample],
    *,
    training: Sequence[Sample] = (),
    allow_leaks: bool = False,
    read: Callable[[Path], Image] | None = None,
    resamples: int = 2000,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
    comparing: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Predict every sample and measure; a file that cannot be read is named, not fatal.

    Args:
        training: What the model was trained on, where it is at hand: compared with `samples`,
            and refused with `BadData` where they share an image, unless `allow_leaks`.
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
        leaks = refuse_leaks(found, allow_leaks=allow_leaks)
    predictions = collect(model, samples, progress=progress)
    return judge(predictions, card=card, warnings=leaks, resamples=resamples, seed=seed)


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
    told, groups = answers(readable, card.names), [p.group for p in readable]
    drawn = partial(bootstrap, groups=groups, resamples=resamples, seed=seed)
    metrics = _figures(told, groups, drawn)
    return Evaluation(
        model=card.name,
        task=card.task,
        n=len(readable),
        metrics=metrics,
        classes=_class_figures(told, card.names, drawn),
        confusion=tuple(tuple(row) for row in confusion(told).tolist()),
        reliability=reliability(told),
        predictions=tuple(predictions),
        warnings=(*warnings, *_warnings(readable, metrics, card), *_unread(unreadable)),
        strict=_strict(readable, card, resamples=resamples, seed=seed),
        unreadable=unreadable,
    )


Drawn = Callable[[Measure, Answers], Array]
"""A figure in resamples."""


def _figures(told: Answers, groups: Sequence[str], drawn: Drawn) -> dict[str, Figure]:
    values, resampled = together(METRICS)(told, told.once())[0], drawn(together(METRICS), told)
    figures = {}
    for name, value, column in zip(METRICS, values.tolist(), resampled.T, strict=True):
        if not np.isnan(value):
            n = _effective(told, groups, by_class=name in BY_CLASS)
            figures[name] = Figure(value, *_interval(name, value, column, n))
    return figures


def _interval(name: str, value: float, values: Array, n: float) -> tuple[float, float]:
    """Of a figure, from its values in resamples and the number of independent images."""
    if (name in PROPORTIONS and n < FEW) or (name in BOUNDED and value in (0, 1)):
        return wilson(value, n)
    if name == "ece":  # a resample's error is larger by about as much as this one's is too large
        values = np.maximum(0, values - (values.mean() - value))
    low, high = percentile(values)
    return float(low), float(high)


def _effective(told: Answers, groups: Sequence[str], *, by_class: bool) -> float:
    """How many independent images stand behind a share: groups, not images. For the mean of K
    shares of n_k, the n with the same variance: K squared over the sum of 1 / n_k."""
    n = list(independent(told.truth, groups).values())
    return len(n) ** 2 / sum(1 / k for k in n) if by_class else sum(n)


def _class_figures(told: Answers, names: Sequence[str], drawn: Drawn) -> tuple[ClassFigures, ...]:
    values = together(CLASS_METRICS)(told, told.once())[0]
    low, high = percentile(drawn(together(CLASS_METRICS), told))
    return tuple(
        ClassFigures(
            name=name,
            n=int((told.truth == k).sum()),
            metrics={
                metric: Figure(float(values[k, m]), float(low[k, m]), float(high[k, m]))
                for m, metric in enumerate(CLASS_METRICS)
                if not np.isnan(values[k, m])
            },
        )
        for k, name in enumerate(names)
    )


def _strict(
    predictions: Sequence[Prediction], card: Card, *, resamples: int, seed: int
) -> Strict | None:
    far = [p for p in predictions if _nearest(p) < STRICT]
    if len({p.truth for p in far}) < 2:
        return None
    told, groups = answers(far, card.names), [p.group for p in far]
    drawn = partial(bootstrap, groups=groups, resamples=resamples, seed=seed)
    return Strict(STRICT, len(far), _figures(told, groups, drawn))


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
    asked = card.calibration.coverage if card.calibration else 0
    if "coverage" in metrics and (metrics["coverage"].high or 0) < asked:
        said.append(
            f"the sets hold the true class in {metrics['coverage'].value:.1%} of the images, "
            f"although {asked:.0%} were promised"
        )
    return tuple(said)


def _unread(unreadable: Mapping[str, str]) -> tuple[str, ...]:
    if not unreadable:
        return ()
    some = ", ".join(list(unreadable)[:5]) + (" ..." if len(unreadable) > 5 else "")
    return (f"{len(unreadable)} files could not be read and are not in the figures: {some}",)


def _plain(metrics: Mapping[str, Figure]) -> dict[str, dict[str, float | None]]:
    return {name: {"value": f.value, "low": f.low, "high": f.high} for name, f in metrics.items()}
