"""How good pictures are that a model translated from one domain into another: how far they are
from true pictures of that domain, beside the untouched ones, and what was kept of each.

evaluation = evaluate_domains(model, read_domains("DATA", "test"), open_eye("cats-dogs"))
evaluation.metrics["kid_ratio"]         Figure(value=..., low=..., high=...)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any, Protocol

import numpy as np

from ...card import Card, Figure, TaskName
from ...data.domains import Domains, Member
from ...errors import BadData, BadSetting
from ...image import Image, Window
from ...pixels.prepare import colours, limits_of
from ...result import Result
from ..each import left_out, measured
from ..intervals import LEVEL
from ..means import means
from ..metrics import Array
from ..plain import or_none, plain
from .content import content, difference
from .eye import Eye, told
from .figures import UNTOUCHED, Drawn, distances, nearest

KEPT = ("content", "ssim")
CHANGED, CYCLE = "changed_mean_percent", "cycle"
FEW = 50
"""Below so many pictures in a domain figures are rough."""


class Translator(Protocol):
    """A model, as far as judging needs one."""

    @property
    def card(self) -> Card: ...

    def predict(self, asked: Image, /) -> Result: ...


@dataclass(frozen=True)
class Case:
    """What was measured of one picture that was translated."""

    name: str
    figures: Mapping[str, float]
    """`content ssim changed_mean_percent`, and `cycle` where there is a way back; NaN where a
    picture has none."""
    kin: str = ""
    """What belongs together."""
    shape: tuple[int, ...] = ()
    sha256: str = ""
    """Of its file."""
    nearest: str = ""
    """The picture of the other domain whose features are nearest to those of the translation."""


@dataclass(frozen=True)
class Looked:
    """A picture of the first domain, and its features before and after."""

    case: Case
    before: Array
    after: Array


@dataclass(frozen=True)
class Aim:
    """A picture of the second domain."""

    name: str
    features: Array
    kin: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class TranslateEvaluation:
    """What was measured, on what, and what to mind."""

    model: str
    task: TaskName
    domains: tuple[str, str]
    counts: tuple[int, int]
    """Pictures judged, of each domain."""
    features: Mapping[str, str | int | bool]
    """`name`, `sha256`, `number` and `of_one_length` of what KID and FID are by."""
    metrics: Mapping[str, Figure]
    cases: tuple[Case, ...]
    """The one of which least was kept comes first."""
    aims_sha256: Mapping[str, str]
    """Of the files of the second domain, by name."""
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """Features and kernel: what figures are of."""
    resamples: int = 2000
    seed: int = 0
    unreadable: Mapping[str, str] = field(default_factory=dict)
    """Why, by name."""

    @property
    def n(self) -> int:
        """Pictures that were translated."""
        return self.counts[0]

    def to_plain(self) -> dict[str, Any]:
        """As `evaluate --json` prints it; what does not exist is null or absent."""
        found: dict[str, Any] = {
            "model": self.model,
            "task": self.task,
            "n": self.n,
            "domains": dict(zip(self.domains, self.counts, strict=True)),
            "features": dict(self.features),
            "metrics": plain(self.metrics),
            "warnings": list(self.warnings),
            "notes": list(self.notes),
            "bootstrap": {"level": LEVEL, "resamples": self.resamples, "seed": self.seed},
            "cases": [plain_case(case) for case in self.cases],
        }
        if self.unreadable:
            found["unreadable"] = dict(self.unreadable)
        return found


def plain_case(case: Case) -> dict[str, Any]:
    numbers = {name: or_none(value) for name, value in case.figures.items()}
    return {"name": case.name, "shape": list(case.shape), "nearest": case.nearest, **numbers}


def evaluate_domains(
    model: Translator,
    domains: Domains,
    eye: Eye,
    *,
    back: Translator | None = None,
    warnings: Sequence[str] = (),
    resamples: int = 2000,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> TranslateEvaluation:
    """Translate every picture of the first domain and measure, with the features that `eye` sees;
    a picture that cannot be read is named, not fatal.

    Args:
        back: The model of the way back, for the error of the whole cycle.
        warnings: What is known of the data already, one sentence each.
        resamples: Of the bootstrap behind the intervals.
        progress: Called with pictures done and pictures in all.

    Raises `BadSetting` for a model of another task and `BadData` where a domain has fewer than two
    pictures that can be read.
    """
    card = model.card
    if card.task != "translate":
        raise BadSetting(
            f"expected a model that translates, got {card.name!r}, made to {card.task}"
        )
    pictures, aims = named(domains)
    total = len(pictures) + len(aims)
    tell = progress or (lambda done, of: None)
    translated, wrong = measured(
        pictures,
        lambda one: look(model, one, eye, back),
        progress=lambda done, of: tell(done, total),
    )
    wanted, unreadable = measured(
        aims,
        lambda one: aim(one, eye, card),
        progress=lambda done, of: tell(done + len(pictures), total),
    )
    return judge(
        translated,
        wanted,
        names=domains.names,
        card=card,
        eye=eye,
        warnings=warnings,
        unreadable={**wrong, **unreadable},
        resamples=resamples,
        seed=seed,
    )


def named(domains: Domains) -> tuple[list[Member], list[Member]]:
    """The members of both, each under a name that says its domain."""
    first, second = (
        [replace(one, name=called(name, one)) for one in members]
        for name, members in zip(domains.names, (domains.a, domains.b), strict=True)
    )
    return first, second


def called(domain: str, member: Member) -> str:
    """Its name, below that of its domain where it does not have it anyway."""
    if domain in PurePosixPath(member.name).parts[:-1]:
        return member.name
    return f"{domain}/{member.name}"


def black_and_white(image: Image, card: Card) -> Window:
    """Stored values that the model takes as black and white."""
    return limits_of(image.pixels[: colours(image)], image, card.input.scaling)


def look(model: Translator, member: Member, eye: Eye, back: Translator | None) -> Looked:
    """Translate one picture, look at it before and after, and measure what was kept."""
    image = member.read()
    limits = black_and_white(image, model.card)
    answer, measures = answered(model, image)
    figures = {**content(image, answer, limits), **measures}
    if back is not None:
        figures[CYCLE] = difference(image, answered(back, answer)[0], limits)
    case = Case(
        name=member.name,
        figures=figures,
        kin=member.kin,
        shape=image.shape,
        sha256=image.source.sha256,
    )
    return Looked(case, eye.seen(image, limits), eye.seen(answer, limits))


def answered(model: Translator, image: Image) -> tuple[Image, dict[str, float]]:
    """The picture that a model makes, and how much it changed."""
    result = model.predict(image)
    assert result.image is not None, "a model that translates answers with a picture"
    return result.image, {CHANGED: result.measures.get(CHANGED, np.nan)}


def aim(member: Member, eye: Eye, card: Card) -> Aim:
    image = member.read()
    features = eye.seen(image, black_and_white(image, card))
    return Aim(member.name, features, member.kin, image.source.sha256)


def judge(
    translated: Sequence[Looked],
    wanted: Sequence[Aim],
    *,
    names: tuple[str, str],
    card: Card,
    eye: Eye,
    warnings: Sequence[str] = (),
    unreadable: Mapping[str, str] | None = None,
    resamples: int = 2000,
    seed: int = 0,
) -> TranslateEvaluation:
    """Figures of pictures already looked at: the half of `evaluate_domains` without a model."""
    unreadable = unreadable or {}
    counts = len(translated), len(wanted)
    refuse_few(dict(zip(names, counts, strict=True)), unreadable)
    before, after, seen = (
        np.stack(rows)
        for rows in (
            [one.before for one in translated],
            [one.after for one in translated],
            [one.features for one in wanted],
        )
    )
    kin = [one.case.kin or one.case.name for one in translated]
    drawn = Drawn.of(kin, [one.kin or one.name for one in wanted], resamples=resamples, seed=seed)
    metrics = distances(before, after, seen, drawn)
    number = seen.shape[1]
    cases = [
        replace(one.case, nearest=wanted[k].name)
        for one, k in zip(translated, nearest(after, seen), strict=True)
    ]
    most = dict.fromkeys(KEPT, 1.0)
    kept = means(by_figure(cases), kin, resamples=resamples, seed=seed, most=most)
    return TranslateEvaluation(
        model=card.name,
        task=card.task,
        domains=names,
        counts=counts,
        features={
            "name": eye.name,
            "sha256": eye.sha256,
            "number": number,
            "of_one_length": eye.of_one_length,
        },
        metrics={**metrics, **kept},
        cases=tuple(sorted(cases, key=least_kept)),
        aims_sha256={one.name: one.sha256 for one in wanted},
        warnings=(
            *warnings,
            *doubtful(metrics, names, counts, number),
            *left_out(unreadable, "pictures could not be judged"),
        ),
        notes=(
            *told(eye, number),
            "KID: cubic kernel, unbiased, all pictures at once, not times 100; it may fall below 0",
        ),
        resamples=resamples,
        seed=seed,
        unreadable=unreadable,
    )


def refuse_few(counts: Mapping[str, int], unreadable: Mapping[str, str]) -> None:
    """Raise `BadData` where a domain has no two pictures, which have no spread to compare."""
    for name, n in counts.items():
        if n < 2:
            wrong = (said for one, said in unreadable.items() if name in PurePosixPath(one).parts)
            why = next((f" ({said})" for said in wrong), "")
            raise BadData(
                f"expected at least 2 pictures of {name!r} that can be judged, got {n}{why}; put "
                "more into its folder"
            )


def by_figure(cases: Sequence[Case]) -> dict[str, Array]:
    """(N,) by name."""
    return {name: np.array([case.figures[name] for case in cases]) for name in cases[0].figures}


def least_kept(case: Case) -> tuple[float, str]:
    """By its content; a picture without edges comes last."""
    value = case.figures["content"]
    return (value if np.isfinite(value) else np.inf), case.name


def doubtful(
    metrics: Mapping[str, Figure], names: tuple[str, str], counts: tuple[int, int], number: int
) -> Iterator[str]:
    """What a careful reader would hold against the figures."""
    few = [f"{n} of {name!r}" for name, n in zip(names, counts, strict=True) if n < FEW]
    if few:
        yield f"few pictures ({' and '.join(few)}), so the figures are rough"
    if min(counts) < number + 1:
        yield (
            f"fewer pictures ({counts[0]} and {counts[1]}) than features and one ({number + 1}): "
            "the FIDs are too large, and compare with those of as many pictures alone; go by KID"
        )
    low = metrics[f"kid{UNTOUCHED}"].low
    if low is None or low <= 0:
        yield (
            f"by these features {names[0]!r} and {names[1]!r} cannot be told apart before anything "
            "is translated, so the KIDs and their ratio say little; take more pictures, or other "
            "features with --features"
        )
