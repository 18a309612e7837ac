"""How good pictures are that a model made larger, beside nearest, bilinear and bicubic.

evaluation = evaluate_pictures(model, read_sharp("DATA", "test", 4), model.card)
evaluation.metrics["psnr_y"]            Figure(value=..., low=..., high=...)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Protocol, get_args

import numpy as np

from ...card import Card, Figure, TaskName
from ...data.pictures import Sharp
from ...errors import BadSetting
from ...image import Image
from ...infer.classic import interpolation
from ...infer.enhance import enhance
from ...pixels.interpolate import Kind
from ...result import Result
from ..each import left_out, measured, refuse_none
from ..intervals import LEVEL
from ..means import means as means_of
from ..plain import or_none, plain
from .fidelity import fidelity
from .lpips import Lpips

METHODS: tuple[Kind, ...] = get_args(Kind)
"""What a model is set beside."""
FIDELITY = ("psnr_y", "ssim_y", "psnr_rgb")
LPIPS = "lpips"
"""Measured where its network is at hand."""
GAINS = ("psnr_y", "ssim_y")
"""Figures whose gain over bicubic is told."""
GAIN = "_gain"
RESIDUAL = "residual_mean_percent"
FEW = 10
"""Below so many pictures figures are rough."""


class Enhancer(Protocol):
    """A model, as far as judging needs one."""

    @property
    def card(self) -> Card: ...

    def predict(self, asked: Image, /) -> Result: ...


@dataclass(frozen=True)
class Case:
    """What was measured of one picture."""

    name: str
    figures: Mapping[str, float]
    """`psnr_y ssim_y psnr_rgb`, and `lpips` where it is measured; the same with the suffix of each
    method, and gains over bicubic; NaN where a picture is too small for one."""
    group: str = ""
    """Its test set, or what belongs together."""
    shape: tuple[int, ...] = ()
    """Of the true picture."""
    given: bool = False
    """Was the small picture given?"""
    sha256: str = ""
    """Of the small picture's file."""
    truth_sha256: str = ""


@dataclass(frozen=True)
class SetFigures:
    """How good the model is on one test set."""

    name: str
    n: int
    metrics: Mapping[str, Figure]


@dataclass(frozen=True)
class EnhanceEvaluation:
    """What was measured, on what, and what to mind."""

    model: str
    task: TaskName
    n: int
    """Pictures judged."""
    metrics: Mapping[str, Figure]
    """Means over pictures."""
    sets: tuple[SetFigures, ...]
    """Of each test set, where there are several."""
    cases: tuple[Case, ...]
    """The one that gained least comes first."""
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """Channel, border, kernel: what figures are of."""
    resamples: int = 2000
    seed: int = 0
    unreadable: Mapping[str, str] = field(default_factory=dict)
    """Why, by name."""

    def to_plain(self) -> dict[str, Any]:
        """As `evaluate --json` prints it; what does not exist is null or absent."""
        told: dict[str, Any] = {
            "model": self.model,
            "task": self.task,
            "n": self.n,
            "metrics": plain(self.metrics),
            "warnings": list(self.warnings),
            "notes": list(self.notes),
            "bootstrap": {"level": LEVEL, "resamples": self.resamples, "seed": self.seed},
            "sets": [{"name": s.name, "n": s.n, "metrics": plain(s.metrics)} for s in self.sets],
            "cases": [_plain_case(case) for case in self.cases],
        }
        if self.unreadable:
            told["unreadable"] = dict(self.unreadable)
        return told


def evaluate_pictures(
    model: Enhancer,
    pictures: Sequence[Sharp],
    card: Card,
    *,
    lpips: Lpips | None = None,
    warnings: Sequence[str] = (),
    resamples: int = 2000,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> EnhanceEvaluation:
    """Enlarge every small picture and measure; one that cannot be read is named, not fatal.

    Args:
        lpips: Measures LPIPS, too, where its network is at hand.
        warnings: What is known of the data already, one sentence each.
        resamples: Of the bootstrap behind the intervals.
        progress: Called with pictures done and pictures in all.

    Raises `BadSetting` for a model of another task and `BadData` where nothing could be read.
    """
    if card.task != "enhance":
        raise BadSetting(f"expected a model that enhances, got {card.name!r}, made to {card.task}")
    cases, unreadable = measured(
        pictures, lambda sharp: judge_picture(model, sharp, card, lpips=lpips), progress=progress
    )
    return judge(
        cases,
        card=card,
        eye=lpips.eye if lpips else "",
        warnings=warnings,
        unreadable=unreadable,
        resamples=resamples,
        seed=seed,
    )


def judge_picture(model: Enhancer, sharp: Sharp, card: Card, *, lpips: Lpips | None = None) -> Case:
    """Ask the model and each interpolation about one small picture, and measure."""
    low, truth = sharp.low(), sharp.truth()
    result = model.predict(low)
    assert result.image is not None, "a model that enhances answers with a picture"
    found = near(truth, result.image, card, lpips)
    for kind in METHODS:
        own = near(truth, enlarged(low, kind, card.scale), card, lpips)
        found |= {f"{name}_{kind}": value for name, value in own.items()}
    found |= {name + GAIN: found[name] - found[f"{name}_bicubic"] for name in GAINS}
    if RESIDUAL in result.measures:
        found[RESIDUAL] = result.measures[RESIDUAL]
    return Case(
        name=sharp.name,
        figures=found,
        group=sharp.group,
        shape=truth.shape,
        given=sharp.given,
        sha256=low.source.sha256,
        truth_sha256=truth.source.sha256,
    )


def near(truth: Image, picture: Image, card: Card, lpips: Lpips | None) -> dict[str, float]:
    """All figures of one picture, without a border as wide as the scale."""
    found = dict(fidelity(truth, picture, border=card.scale))
    return found | {LPIPS: lpips(truth, picture, border=card.scale)} if lpips else found


def enlarged(low: Image, kind: Kind, scale: int) -> Image:
    """The picture by interpolation, at its own depth, without alpha."""
    network, card = interpolation.network(kind, scale), interpolation.card(kind, scale)
    outputs, _ = enhance(network, low, card)
    return low.but(pixels=outputs["picture"])


def judge(
    cases: Sequence[Case],
    *,
    card: Card,
    eye: str = "",
    warnings: Sequence[str] = (),
    unreadable: Mapping[str, str] | None = None,
    resamples: int = 2000,
    seed: int = 0,
) -> EnhanceEvaluation:
    """Figures of pictures already measured: the half of `evaluate_pictures` without a model. `eye`
    is the network of LPIPS, where that was measured."""
    unreadable = unreadable or {}
    refuse_none(cases, unreadable, model=card.name, expected="pictures")
    sets = [
        SetFigures(name, len(own), means(own, resamples=resamples, seed=seed))
        for name in sets_of(cases)
        if (own := [case for case in cases if case.group == name])
    ]
    return EnhanceEvaluation(
        model=card.name,
        task=card.task,
        n=len(cases),
        metrics=means(cases, resamples=resamples, seed=seed),
        sets=tuple(sets) if len(sets) > 1 else (),
        cases=tuple(sorted(cases, key=worst_first)),
        warnings=(
            *warnings,
            *_warnings(cases),
            *left_out(unreadable, "pictures could not be judged"),
        ),
        notes=tuple(_notes(cases, card, eye)),
        resamples=resamples,
        seed=seed,
        unreadable=unreadable,
    )


def shown(metrics: Mapping[str, Figure]) -> tuple[str, ...]:
    """The figures that are told of every method."""
    return (*FIDELITY, LPIPS) if LPIPS in metrics else FIDELITY


def sets_of(cases: Sequence[Case]) -> list[str]:
    """The names of the test sets, Set5 before Set14."""
    return sorted(
        {case.group for case in cases if is_set(case)}, key=lambda name: (len(name), name)
    )


def is_set(case: Case) -> bool:
    """True where the group is a folder of test pictures, which are independent of each other."""
    return bool(case.group) and case.group in PurePosixPath(case.name).parts[:-1]


def means(cases: Sequence[Case], *, resamples: int, seed: int) -> dict[str, Figure]:
    """Each figure's mean over the pictures that have it."""
    names = list(cases[0].figures)
    return means_of(
        {name: np.array([case.figures.get(name, np.nan) for case in cases]) for name in names},
        [case.name if is_set(case) else case.group or case.name for case in cases],
        resamples=resamples,
        seed=seed,
        most={name: 1.0 for name in names if name.startswith("ssim") and not name.endswith(GAIN)},
    )


def worst_first(case: Case) -> tuple[float, str]:
    """By the gain over bicubic on Y."""
    gain = case.figures["psnr_y" + GAIN]
    return (gain if np.isfinite(gain) else np.inf), case.name


def _warnings(cases: Sequence[Case]) -> Iterator[str]:
    """What a careful reader would hold against the figures."""
    n = len(cases)
    if n == 1:
        yield "a single picture: there are no intervals, and the figures say little of others"
    elif n < FEW:
        yield f"few pictures ({n}), so the figures are rough"
    if any(np.isnan(case.figures["ssim_y"]) for case in cases):
        yield "some pictures are too small for SSIM and do not count for it"


def _notes(cases: Sequence[Case], card: Card, eye: str) -> Iterator[str]:
    """What the figures are of."""
    yield (
        "channel: psnr_y and ssim_y are of Y (ITU-R BT.601, 16 to 235, unrounded; of gray pictures "
        "the gray itself), psnr_rgb of all colours; SSIM with a Gaussian window of 11 x 11"
    )
    yield f"border: {card.scale} samples at each end do not count"
    given = sum(case.given for case in cases)
    if given:
        which = "all" if given == len(cases) else f"{given} of {len(cases)}"
        yield f"kernel: {which} small pictures were given"
    if given < len(cases):
        yield (
            f"kernel: {len(cases) - given} small pictures were made here, by bicubic with "
            "antialiasing (Keys, a = -0.5)"
        )
    yield (
        f"LPIPS by {eye}, of colours; lower is better, and gray is shown in three equal colours"
        if eye
        else "LPIPS was not measured: its network is not at hand; --lpips FILE brings one"
    )


def _plain_case(case: Case) -> dict[str, Any]:
    numbers = {name: or_none(v) for name, v in case.figures.items()}
    return {"name": case.name, "group": case.group, "shape": list(case.shape), **numbers}
