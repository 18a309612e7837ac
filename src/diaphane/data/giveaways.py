"""What gives the class away without a look at the picture: a size, an encoder, a border, a site.

Images of different classes often come from different sources. A model can then be right by
telling the sources apart (DeGrave et al. 2021, doi:10.1038/s42256-021-00338-7).

Axes: `N` images, `K` classes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .audit import NEAREST
from .facts import Facts
from .folders import GROUPS, Sample

NEARLY_ALL = 0.8
"""Of the gain over chance: what reaches it all but tells the classes."""

ONE_CLASS = 0.95
"""Balanced accuracy of one class against the rest that is called given away."""

FOLDS = 5

FEW = 10
"""Images of a class below which nothing can be measured."""

MANY = 50
"""A column with more different words than this names images and not sources."""

BINS = 10

NO_SOURCE = ("split", NEAREST)
"""Columns that say where an image stands among the others and not where it comes from."""

FILE_NAME = "the pattern of the file name"

TREES = 24

NOT_SEEN = "no model sees it, but it says that the classes come from different places"


@dataclass(frozen=True)
class Giveaway:
    """How well one thing alone tells the classes, on images it was not fitted to."""

    name: str
    accuracy: float
    """Balanced over the classes."""
    gain: float
    """0 at chance, 1 where all classes are told."""
    given: tuple[str, ...]
    """Classes that it tells from all others."""
    seen: bool = True
    """Could a model see it in the pixels?"""

    @property
    def grave(self) -> bool:
        return self.gain >= NEARLY_ALL or bool(self.given)

    @property
    def sentence(self) -> str:
        told = f"{', '.join(self.given)} from the rest" if self.given else "the classes"
        rest = "" if self.seen else f"; {NOT_SEEN}"
        return f"enough to tell {told}: {self.name} (balanced accuracy {self.accuracy:.2f}){rest}"

    def to_plain(self) -> dict[str, Any]:
        """As JSON says it."""
        return {
            "name": self.name,
            "balanced_accuracy": self.accuracy,
            "gain": self.gain,
            "classes": list(self.given),
            "seen": self.seen,
        }


def giveaways(
    samples: Sequence[Sample], known: Sequence[Facts], groups: ArrayLike, *, seed: int = 0
) -> tuple[Giveaway, ...]:
    """All that could be measured, what tells most first; nothing where a class has few images.

    `groups` (N,): images with equal numbers are copies or of one patient, and are never on both
    sides of a fit. Needs scikit-learn.
    """
    labels, truth = np.unique([s.label for s in samples], return_inverse=True)
    folds = _folds(truth, np.asarray(groups), seed)
    if not folds:
        return ()
    numbers, words = numbers_of(known), words_of(samples, known)
    found = [
        _measured(name, table, truth, labels, folds, seed=seed) for name, table in numbers.items()
    ]
    together = np.concatenate([*numbers.values(), *map(_one_hot, _kinds(known).values())], axis=1)
    found.append(_measured(ALL, together, truth, labels, folds, seed=seed))
    for name, column in words.items():
        found.append(_measured(name, _one_hot(column), truth, labels, folds, seed=seed, trees=1))
    return tuple(sorted(found, key=lambda giveaway: -giveaway.gain))


ALL = "size, file type, encoder, brightness and border together"


def numbers_of(known: Sequence[Facts]) -> dict[str, NDArray[np.float64]]:
    """(N, columns) of numbers by what they are; what is the same for all is absent."""
    tables = {
        "size": [(*f.size[-2:], f.size[-2] / f.size[-1]) for f in known],
        "bytes for a pixel": [(f.weight,) for f in known],
        "brightness": [f.brightness for f in known],
        "border": [f.border for f in known],
    }
    arrays = {name: np.array(rows, np.float64) for name, rows in tables.items()}
    return {name: rows for name, rows in arrays.items() if np.ptp(rows, axis=0).any()}


def words_of(samples: Sequence[Sample], known: Sequence[Facts]) -> dict[str, list[str]]:
    """N words by what they are: file type, encoder, name, and the columns of the data's tables."""
    tables = {
        **_kinds(known),
        FILE_NAME: [pattern(s.path.name, s.label) for s in samples],
        **columns_of(samples),
    }
    return {name: words for name, words in tables.items() if 1 < len(set(words)) <= MANY}


def columns_of(samples: Sequence[Sample]) -> dict[str, list[str]]:
    """N cells of each column beside file, label and group. Numbers are put in bins of a tenth of
    the samples each, so that an age is as good as a sex."""
    names = dict.fromkeys(k for s in samples for k in s.extra if k not in (*GROUPS, *NO_SOURCE))
    cells = {name: [s.extra.get(name, "") for s in samples] for name in names}
    return {f"column {name}": _binned(column) for name, column in cells.items()}


def _binned(column: Sequence[str]) -> list[str]:
    try:
        numbers = np.array([float(cell or "nan") for cell in column])
    except ValueError:
        return list(column)
    known = numbers[np.isfinite(numbers)]
    if len(np.unique(known)) <= BINS:
        return list(column)
    edges = np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1])
    return [
        str(b) if np.isfinite(n) else ""
        for n, b in zip(numbers, np.digitize(numbers, edges), strict=True)
    ]


def pattern(name: str, label: str) -> str:
    """A file's name without the label, and with each number as one sign, so that names of one
    source are alike."""
    return re.sub(r"\d+", "#", re.sub(re.escape(label), "", name, flags=re.IGNORECASE))


def _kinds(known: Sequence[Facts]) -> dict[str, list[str]]:
    return {"file type": [f.kind for f in known], "encoder": [f.encoder for f in known]}


def _one_hot(words: Sequence[str]) -> NDArray[np.float64]:
    """(N, different words)."""
    every, place = np.unique(words, return_inverse=True)
    return np.asarray(np.eye(len(every))[place])


Folds = list[tuple[NDArray[np.int64], NDArray[np.int64]]]


def _folds(truth: NDArray[Any], groups: NDArray[Any], seed: int) -> Folds:
    """Rows to fit and rows to ask, each row asked once."""
    from sklearn.model_selection import StratifiedGroupKFold

    fewest = min(len(np.unique(groups[truth == k])) for k in np.unique(truth))
    if fewest < FEW:
        return []
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    return list(folds.split(truth, truth, groups))


def _measured(
    name: str,
    table: NDArray[np.float64],
    truth: NDArray[Any],
    labels: NDArray[Any],
    folds: Folds,
    *,
    seed: int,
    trees: int = TREES,
) -> Giveaway:
    from sklearn.ensemble import RandomForestClassifier

    said = np.zeros_like(truth)
    for fit, ask in folds:
        forest = RandomForestClassifier(
            trees,
            min_samples_leaf=3,
            max_features=None if trees == 1 else "sqrt",
            bootstrap=trees > 1,
            class_weight="balanced",
            random_state=seed,
        )
        said[ask] = forest.fit(table[fit], truth[fit]).predict(table[ask])
    recall = np.array([(said[truth == k] == k).mean() for k in range(len(labels))])
    spared = np.array([(said[truth != k] != k).mean() for k in range(len(labels))])
    accuracy, chance = float(recall.mean()), 1 / len(labels)
    return Giveaway(
        name=name,
        accuracy=round(accuracy, 4),
        gain=round(max(0.0, (accuracy - chance) / (1 - chance)), 4),
        given=tuple(labels[(recall + spared) / 2 >= ONE_CLASS].tolist()),
        seen=name != FILE_NAME and not name.startswith("column "),
    )
