"""Two models or more on the same images: by how much they differ, and whether that is by chance.

compared = compare({"small": predictions_of_small, "large": predictions_of_large}, classes)
compared.pairs[0].differences["accuracy"]     Figure(value=-0.021, low=-0.038, high=-0.004)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import numpy as np

from ..card import Figure
from ..errors import BadData, BadSetting
from .delong import AreaDifference, delong
from .figures import BY_CLASS, PROPORTIONS, Draws, behind, figures
from .intervals import Behind, independent, symmetric, wilson
from .mcnemar import McNemar, mcnemar
from .metrics import METRICS, Answers, Array, together
from .paired import apart, several
from .plain import plain
from .predictions import Prediction, answers

LOWER_IS_BETTER = frozenset({"ece", "ece_equal_mass", "brier", "aurc"})

EXCHANGED = frozenset({"coverage", "set_size", "abstained"})
"""Bought with each other: more of one alone is neither better nor worse."""

SHOWN = 5
"""Images that an error names; the others are counted."""


@dataclass(frozen=True)
class Area:
    """The ROC curves of two models for one class against the rest."""

    name: str
    """The class; of two classes the second, and the other would say the same."""
    difference: AreaDifference


@dataclass(frozen=True)
class Pair:
    """Two models beside each other."""

    first: str
    second: str
    differences: Mapping[str, Figure]
    """First minus second, with intervals from resamples that are the same for both."""
    right: McNemar
    areas: tuple[Area, ...]
    """DeLong's test; a class without two images, or which all images belong to, has none."""


@dataclass(frozen=True)
class Disagreement:
    """An image of which the models do not say the same."""

    name: str
    truth: str
    said: Mapping[str, str]
    """The likeliest class, by model."""


@dataclass(frozen=True)
class Comparison:
    """Models on one test set."""

    models: tuple[str, ...]
    n: int
    """Images that all models could read."""
    groups: int
    """Images or groups of images (patients, clusters) that were drawn independently."""
    figures: Mapping[str, Mapping[str, Figure]]
    """By model."""
    pairs: tuple[Pair, ...]
    disagreements: tuple[Disagreement, ...]
    warnings: tuple[str, ...]
    resamples: int
    seed: int

    @property
    def words(self) -> tuple[str, ...]:
        """What was found, a sentence for each pair."""
        return tuple(map(_in_words, self.pairs))

    def to_plain(self) -> dict[str, Any]:
        """As `compare --json` prints it."""
        return {
            "models": {name: plain(self.figures[name]) for name in self.models},
            "n": self.n,
            "groups": self.groups,
            "bootstrap": {"resamples": self.resamples, "seed": self.seed},
            "pairs": [_plain_pair(pair) for pair in self.pairs],
            "words": list(self.words),
            "disagreements": [asdict(one) for one in self.disagreements],
            "warnings": list(self.warnings),
        }


def compare(
    models: Mapping[str, Sequence[Prediction]],
    classes: Sequence[str],
    *,
    resamples: int = 2000,
    seed: int = 0,
) -> Comparison:
    """Measure what models said of the same images.

    Args:
        models: The predictions of each by a name for it, all for the same images in any order.
        classes: In the order of the figures; all models know the same ones.
        resamples: Of whole groups, drawn within each class; the same for all models.

    Raises `BadData` where the predictions are not of the same images with the same true classes,
    or none of them could be read, and `BadSetting` for less than two models.
    """
    if len(models) < 2:
        raise BadSetting(f"expected two models or more to compare, got {len(models)}")
    refuse_other_classes({name: _known(rows, classes) for name, rows in models.items()}, classes)
    aligned = _aligned(models)
    readable = _readable(aligned)
    told = {name: answers(rows, classes) for name, rows in readable.items()}
    rows = next(iter(readable.values()))
    draws = Draws(tuple(row.group for row in rows), resamples, seed)
    drawn = {name: draws.values(together(METRICS), one) for name, one in told.items()}
    return Comparison(
        models=tuple(models),
        n=len(rows),
        groups=sum(independent(next(iter(told.values())).truth, draws.groups).values()),
        figures={name: figures(one, draws) for name, one in told.items()},
        pairs=tuple(
            _pair(pair, [told[m] for m in pair], [drawn[m] for m in pair], classes, draws)
            for pair in combinations(models, 2)
        ),
        disagreements=tuple(_disagreements(readable)),
        warnings=tuple(_warnings(aligned, len(rows), draws)),
        resamples=resamples,
        seed=seed,
    )


def better(name: str, difference: Figure) -> int:
    """1 where the first model has the better figure, -1 where the second has, 0 where the interval
    holds no difference or the figure has no better side."""
    sign = 0 if name in EXCHANGED else apart(difference)
    return -sign if name in LOWER_IS_BETTER else sign


def refuse_other_classes(models: Mapping[str, Sequence[str]], classes: Sequence[str]) -> None:
    """Raise `BadData` where one of the models, each given by its classes, knows others."""
    for model, known in models.items():
        if set(known) != set(classes):
            raise BadData(
                f"expected models of the classes {', '.join(classes)}, but {model!r} knows "
                f"{', '.join(sorted(known))}; compare models of the same question"
            )


def _known(rows: Sequence[Prediction], classes: Sequence[str]) -> Sequence[str]:
    return next((tuple(p.probabilities) for p in rows if p.probabilities), classes)


def _aligned(models: Mapping[str, Sequence[Prediction]]) -> dict[str, tuple[Prediction, ...]]:
    """All in the order of the first; raises `BadData` where they are not of the same images."""
    by_name = {model: {p.name: p for p in rows} for model, rows in models.items()}
    (first, known), *others = by_name.items()
    for model, rows in others:
        for here, there, lacks in ((known, rows, model), (rows, known, first)):
            if absent := [name for name in here if name not in there]:
                raise BadData(
                    f"expected what both models say of the same images, but {lacks!r} says nothing "
                    f"of {_listed(absent)}; predict with both on one folder"
                )
        if other := [name for name, p in known.items() if _differs(p, rows[name])]:
            raise BadData(
                f"expected the same images with the same true classes, but {first!r} and {model!r} "
                f"have others under the name {_listed(other)}; predict with both on one folder"
            )
    return {model: tuple(rows[name] for name in known) for model, rows in by_name.items()}


def _differs(one: Prediction, other: Prediction) -> bool:
    """Another true class, or another file where both hashes are known."""
    hashes = {one.sha256, other.sha256} - {""}
    return one.truth != other.truth or len(hashes) > 1


def _readable(
    aligned: Mapping[str, tuple[Prediction, ...]],
) -> dict[str, tuple[Prediction, ...]]:
    """Only the images that every model could read."""
    columns = zip(*aligned.values(), strict=True)
    kept = [row for row, column in enumerate(columns) if not any(p.error for p in column)]
    if not kept:
        raise BadData("expected images that all models could read, got none")
    return {model: tuple(rows[row] for row in kept) for model, rows in aligned.items()}


def _pair(
    names: tuple[str, str],
    told: Sequence[Answers],
    drawn: Sequence[Array],
    classes: Sequence[str],
    draws: Draws,
) -> Pair:
    values = [together(METRICS)(one, one.once())[0] for one in told]
    differences = zip(METRICS, values[0] - values[1], (drawn[0] - drawn[1]).T, strict=True)
    return Pair(
        first=names[0],
        second=names[1],
        differences={
            name: Figure(
                float(value),
                *_interval(
                    name, float(value), column, behind(told[0], draws, by_class=name in BY_CLASS)
                ),
            )
            for name, value, column in differences
            if not np.isnan(value)
        },
        right=mcnemar(told[0].right > 0, told[1].right > 0),
        areas=tuple(_areas(told, classes)),
    )


def _interval(name: str, value: float, drawn: Array, n: Behind) -> tuple[float, float]:
    """Student's. Where all resamples agree that nothing differs, a share may still differ by as
    much as the share of images that none of n has shown."""
    if name in PROPORTIONS and value == 0 and not drawn.any():
        unseen = wilson(0, n.groups)[1]
        return -unseen, unseen
    return symmetric(value, drawn, n)


def _areas(told: Sequence[Answers], classes: Sequence[str]) -> Iterator[Area]:
    """One class against the rest; of two classes one is enough."""
    for k in range(1 if len(classes) == 2 else 0, len(classes)):
        scores = [one.probabilities[:, k] for one in told]
        if found := delong(scores[0], scores[1], told[0].truth == k):
            yield Area(classes[k], found)


def _disagreements(readable: Mapping[str, tuple[Prediction, ...]]) -> Iterator[Disagreement]:
    """The images on which somebody differs, in their order."""
    for column in zip(*readable.values(), strict=True):
        said = {model: p.likeliest for model, p in zip(readable, column, strict=True)}
        if len(set(said.values())) > 1:
            yield Disagreement(column[0].name, column[0].truth, said)


def _warnings(
    aligned: Mapping[str, tuple[Prediction, ...]], readable: int, draws: Draws
) -> Iterator[str]:
    """What a careful reader would hold against the comparison."""
    if left_out := len(next(iter(aligned.values()))) - readable:
        yield f"{left_out} images that some model could not read were left out for all"
    if not any(draws.groups):
        yield (
            "the data name no patients or other groups, so each image was taken as independent; "
            "the intervals are too narrow and the p-values too small if they are not"
        )
    elif len(set(filter(None, draws.groups))) < sum(map(bool, draws.groups)):
        yield (
            "images come in groups: the intervals of the differences know of it, McNemar's and "
            "DeLong's tests do not, so their p-values are too small"
        )
    yield from several(aligned)


def _in_words(pair: Pair) -> str:
    """Who is better in what, and what the tests say."""
    signs = {name: better(name, figure) for name, figure in pair.differences.items()}
    found = [
        f"{model!r} is better in {', '.join(names)}"
        for model, sign in ((pair.first, 1), (pair.second, -1))
        if (names := [name.replace("_", " ") for name, s in signs.items() if s == sign])
    ]
    right = pair.right
    return (
        f"{pair.first!r} against {pair.second!r}: "
        f"{'; '.join(found) or 'no figure shows a difference'}; only {pair.first!r} is right about "
        f"{right.first_only} images, only {pair.second!r} about {right.second_only} (McNemar "
        f"{probability(right.p)}){''.join(map(_area_in_words, pair.areas))}"
    )


def _area_in_words(area: Area) -> str:
    found = area.difference
    return f"; AUROC of {area.name} differs by {found.value:+.3f} (DeLong {probability(found.p)})"


def probability(p: float) -> str:
    """Of a test, in words that do not pretend to know more digits."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.2g}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(map(repr, names[:SHOWN])) + more


def _plain_pair(pair: Pair) -> dict[str, Any]:
    return {
        "first": pair.first,
        "second": pair.second,
        "differences": plain(pair.differences),
        "mcnemar": asdict(pair.right),
        "delong": {area.name: asdict(area.difference) for area in pair.areas},
    }
