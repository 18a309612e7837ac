"""What a classifier said of each sample, kept in a table so that figures can be had again."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Protocol

import numpy as np

from ..card import Card
from ..data.folders import Sample
from ..data.table import Row
from ..errors import BadData, DiaphaneError
from ..io.write import write_text
from ..result import Result
from ..tasks.classify import BLANK, UNLIKE
from .metrics import Answers

COLUMNS = (
    *("path", "truth", "group", "label", "set", "doubts"),
    *("novelty", "sha256", "error", "extra"),
)
PROBABILITY = "p:"
"""Before a class's name it heads the column of its probabilities."""


class Predictor(Protocol):
    """A model, as far as judging needs one."""

    @property
    def card(self) -> Card: ...

    def predict_many(
        self, asked: Sequence[Path | Row], /
    ) -> Iterator[tuple[Path | Row, Result | DiaphaneError]]: ...


@dataclass(frozen=True)
class Prediction:
    """One sample and what was said of it."""

    name: str
    """The path below the data folder."""
    truth: str
    group: str = ""
    label: str | None = None
    """The class named; None for 'I do not know', and where there is an `error`."""
    probabilities: Mapping[str, float] = field(default_factory=dict)
    possible: tuple[str, ...] = ()
    """The conformal set. `set` in the table."""
    doubts: tuple[str, ...] = ()
    novelty: float | None = None
    """How unlike the training images; None for a model that does not say."""
    sha256: str = ""
    """Of the file; empty where it is not known."""
    error: str = ""
    """Why nothing could be said; empty where something was."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """The sample's further columns."""

    @property
    def likeliest(self) -> str:
        """The class of the highest probability, named or not."""
        return max(self.probabilities, key=self.probabilities.__getitem__)

    @property
    def unlike(self) -> bool:
        """True where the image was held to be none that the model could know."""
        return any(doubt.startswith((UNLIKE, BLANK)) for doubt in self.doubts)


def collect(
    model: Predictor,
    samples: Sequence[Sample],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Prediction, ...]:
    """Ask the model about each sample, in the samples' order. `progress(done, of)`."""
    said: dict[Path | Row, Prediction] = {}
    sample_of = {s.asked: s for s in samples}
    for asked, answer in model.predict_many([s.asked for s in samples]):
        said[asked] = _prediction(sample_of[asked], answer)
        if progress is not None:
            progress(len(said), len(samples))
    return tuple(said[s.asked] for s in samples)


def answers(predictions: Sequence[Prediction], classes: Sequence[str]) -> Answers:
    """As arrays, in the order of `classes`. None may have an error."""
    index = {name: k for k, name in enumerate(classes)}
    sets = [[name in p.possible for name in classes] for p in predictions]
    table = [[p.probabilities[name] for name in classes] for p in predictions]
    return Answers(
        probabilities=np.array(table, np.float64),
        truth=np.array([index[p.truth] for p in predictions], np.int64),
        named=np.array([p.label is not None for p in predictions], np.bool_),
        sets=np.array(sets, np.bool_) if any(p.possible for p in predictions) else None,
    )


def write_predictions(
    path: Path, predictions: Iterable[Prediction], classes: Sequence[str]
) -> Path:
    """Write the table; raises `CannotWrite`. Lists and mappings are JSON inside their cell."""
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow([*COLUMNS, *(PROBABILITY + name for name in classes)])
    for p in predictions:
        row = [p.name, p.truth, p.group, p.label or "", json.dumps(p.possible)]
        row += [json.dumps(p.doubts), "" if p.novelty is None else repr(p.novelty)]
        row += [p.sha256, p.error, json.dumps(dict(p.extra))]
        table.writerow(row + [repr(p.probabilities[c]) if p.probabilities else "" for c in classes])
    return write_text(path, text.getvalue())


def read_predictions(path: Path) -> tuple[tuple[Prediction, ...], tuple[str, ...]]:
    """The predictions and the classes of a written table; raises `BadData`. Tables of before
    novelty and hashes were kept are read as well."""
    try:
        reader = csv.DictReader(StringIO(path.read_text(encoding="utf-8")))
        columns = tuple(reader.fieldnames or ())
        classes = tuple(c.removeprefix(PROBABILITY) for c in columns if c.startswith(PROBABILITY))
        return tuple(_from_row(row, classes) for row in reader), classes
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as error:
        raise BadData(
            f"expected a table of predictions at {str(path)!r}, got {error!r}; "
            "write one with evaluate"
        ) from error


def _prediction(sample: Sample, answer: Result | DiaphaneError) -> Prediction:
    name = sample.name or sample.path.name
    if isinstance(answer, DiaphaneError):
        return Prediction(
            name, sample.label, sample.group, error=str(answer), extra=dict(sample.extra)
        )
    return Prediction(
        name=name,
        truth=sample.label,
        group=sample.group,
        label=answer.label,
        probabilities=dict(answer.probabilities),
        possible=answer.possible,
        doubts=answer.doubts,
        novelty=answer.measures.get("novelty"),
        sha256=answer.provenance.get("input_sha256", ""),
        extra=dict(sample.extra),
    )


def _from_row(row: Mapping[str, str], classes: Sequence[str]) -> Prediction:
    said = not row["error"]
    return Prediction(
        name=row["path"],
        truth=row["truth"],
        group=row["group"],
        label=row["label"] or None,
        probabilities={c: float(row[PROBABILITY + c]) for c in classes} if said else {},
        possible=tuple(json.loads(row["set"])),
        doubts=tuple(json.loads(row["doubts"])),
        novelty=float(row["novelty"]) if row.get("novelty") else None,
        sha256=row.get("sha256", ""),
        error=row["error"],
        extra=json.loads(row["extra"]),
    )
