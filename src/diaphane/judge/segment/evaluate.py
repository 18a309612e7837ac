"""How good a model segments images it has never seen.

evaluation = evaluate_pairs(model, read_pairs("DATA", "test"), model.card)
evaluation.metrics["dice"]            Figure(value=..., low=..., high=...)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from ...card import Card, Figure, TaskName
from ...data.pairs import Pair
from ...errors import BadSetting
from ...image import Image
from ...result import Result
from ..each import left_out, measured, refuse_none
from ..intervals import LEVEL
from ..plain import or_none, plain
from .cases import Case, measure
from .figures import Cases, by_class, most_off, overall, threshold_of
from .surfaces import TOLERANCE

FEW = 10
"""Below so many cases figures are rough."""

COARSE = 0.0005
"""Half of a last digit shown: above it the bins of areas are said to matter."""


class Segmenter(Protocol):
    """A model, as far as judging needs one."""

    @property
    def card(self) -> Card: ...

    def predict(self, asked: Image, /, *, maps: bool = False) -> Result: ...


@dataclass(frozen=True)
class ClassFigures:
    """How good the model is at one class."""

    name: str
    n: int
    """Cases that have something of it."""
    metrics: Mapping[str, Figure]


@dataclass(frozen=True)
class SegmentEvaluation:
    """What was measured, on what, and what to mind."""

    model: str
    task: TaskName
    n: int
    """Images or volumes judged."""
    metrics: Mapping[str, Figure]
    """Plain names are means over cases, `_pooled` ones of all their pixels together; both are
    means over classes."""
    classes: tuple[ClassFigures, ...]
    cases: tuple[Case, ...]
    """The worst first."""
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What the figures are of: the field of view, units, thresholds."""
    groups: int = 0
    """Cases or groups of cases that are independent; with a single group its cases were drawn."""
    resamples: int = 2000
    seed: int = 0
    units: str = ""
    """Of distances, mm or px."""
    unreadable: Mapping[str, str] = field(default_factory=dict)
    """Why, by name."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.classes)

    def to_plain(self) -> dict[str, Any]:
        """As `evaluate --json` prints it; what does not exist is null or absent."""
        told: dict[str, Any] = {
            "model": self.model,
            "task": self.task,
            "n": self.n,
            "metrics": plain(self.metrics),
            "warnings": list(self.warnings),
            "notes": list(self.notes),
            "bootstrap": {
                "level": LEVEL,
                "resamples": self.resamples,
                "seed": self.seed,
                "groups": self.groups,
            },
            "surface": {"units": self.units, "tolerance": TOLERANCE},
            "classes": [{"name": c.name, "n": c.n, **plain(c.metrics)} for c in self.classes],
            "cases": [_plain_case(case, self.names) for case in self.cases],
        }
        if self.unreadable:
            told["unreadable"] = dict(self.unreadable)
        return told


def evaluate_pairs(
    model: Segmenter,
    pairs: Sequence[Pair],
    card: Card,
    *,
    warnings: Sequence[str] = (),
    resamples: int = 2000,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> SegmentEvaluation:
    """Predict every image and measure; one that cannot be read is named, not fatal.

    Args:
        warnings: What is known of the data already, one sentence each.
        resamples: Of the bootstrap behind the intervals.
        progress: Called with cases done and cases in all.

    Raises `BadSetting` for a model of another task and `BadData` where nothing could be read.
    """
    if card.task != "segment":
        raise BadSetting(f"expected a model that segments, got {card.name!r}, made to {card.task}")
    cases, unreadable = measured(
        pairs, lambda pair: judge_pair(model, pair, card), progress=progress
    )
    return judge(
        cases, card=card, warnings=warnings, unreadable=unreadable, resamples=resamples, seed=seed
    )


def judge_pair(model: Segmenter, pair: Pair, card: Card) -> Case:
    """Ask the model about one image, and keep what figures are made of."""
    image = pair.image()
    return measure(
        image,
        pair.labels(card),
        model.predict(image, maps=True),
        card,
        counted=pair.counted(),
        name=pair.name,
        group=pair.group,
    )


def judge(
    cases: Sequence[Case],
    *,
    card: Card,
    warnings: Sequence[str] = (),
    unreadable: Mapping[str, str] | None = None,
    resamples: int = 2000,
    seed: int = 0,
) -> SegmentEvaluation:
    """Figures of cases already measured: the half of `evaluate_pairs` that needs no model."""
    unreadable = unreadable or {}
    refuse_none(cases, unreadable, model=card.name, expected="images with masks")
    every = Cases(tuple(cases), resamples, seed)
    classes = by_class(every)
    present = np.sum([~case.empty for case in cases], axis=0).tolist()
    return SegmentEvaluation(
        model=card.name,
        task=card.task,
        n=len(cases),
        metrics=overall(every),
        classes=tuple(
            ClassFigures(name, n, figures)
            for name, n, figures in zip(card.names, present, classes, strict=True)
        ),
        cases=tuple(sorted(cases, key=worst_first)),
        warnings=(
            *warnings,
            *_warnings(every, card),
            *left_out(unreadable, "cases could not be judged"),
        ),
        notes=tuple(_notes(every)),
        groups=len({case.group or case.name for case in cases}),
        resamples=resamples,
        seed=seed,
        units=every.units,
        unreadable=unreadable,
    )


def worst_first(case: Case) -> tuple[float, str]:
    """By the mean Dice over the classes; what has nothing to find and nothing found comes last."""
    return mean_dice(case, otherwise=2.0), case.name


def mean_dice(case: Case, *, otherwise: float = float("nan")) -> float:
    known = case.figures["dice"][~np.isnan(case.figures["dice"])]
    return float(known.mean()) if known.size else otherwise


def _warnings(cases: Cases, card: Card) -> Iterator[str]:
    """What a careful reader would hold against the figures."""
    every = cases.every
    n, named = len(every), {case.group for case in every}
    if n == 1:
        yield "a single case: there are no intervals, and the figures say little of others"
    elif named != {""} and len(named) == 1:
        yield (
            f"all {n} cases are of one group ({every[0].group}): neighbours are alike, the "
            "intervals are over its cases alone and say nothing of other groups"
        )
    elif named == {""}:
        yield (
            "the data name no patients or other groups, so each case was taken as independent; "
            "the intervals are too narrow if they are not"
        )
    if 1 < n < FEW:
        yield f"few cases ({n}), so the figures are rough"
    empty = np.stack([case.empty for case in every])
    for k, name in enumerate(card.names):
        if empty[:, k].all():
            yield f"no case has anything of {name}: the figures say next to nothing of it"
        elif empty[:, k].any():
            yield f"{empty[:, k].sum()} of {n} cases have nothing of {name}"
    if not cases.units:
        yield "the spacing of some cases is not known, so there is no mean of distances"


def _notes(cases: Cases) -> Iterator[str]:
    """What the figures are of."""
    every = cases.every
    limited = sum(case.limited for case in every)
    if limited:
        which = "all" if limited == len(every) else f"{limited} of {len(every)}"
        yield f"only pixels inside the field of view count ({which} cases bring one)"
    if (threshold := threshold_of(cases)) is not None:
        yield (
            f"rand_error_best is at the threshold {threshold}, the best of these very cases: it "
            "flatters, and is for comparison with papers that do the same"
        )
    if (off := most_off(cases)) > COARSE:
        yield (
            f"areas under the ROC curve are off by {off:.4f} at the most: so many pixels share a "
            "bin of probabilities"
        )


def _plain_case(case: Case, names: Sequence[str]) -> dict[str, Any]:
    """A single class needs no name before its figures."""
    told: dict[str, Any] = {"name": case.name, "group": case.group, "pixels": case.pixels}
    told |= {name: or_none(value) for name, value in case.whole.items()}
    by_class = [
        {figure: or_none(float(values[k])) for figure, values in case.figures.items()}
        for k in range(len(names))
    ]
    if len(names) == 1:
        return told | by_class[0]
    means = {"dice": or_none(mean_dice(case))}
    return told | means | {"classes": dict(zip(names, by_class, strict=True))}
