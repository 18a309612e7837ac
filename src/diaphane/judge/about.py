"""Where a report came from: which file was judged on which images, with what, when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from ..card import Card
from ..infer.provenance import Origin, prepare_hash, versions
from .predictions import Prediction


@dataclass(frozen=True)
class About:
    """What is needed to know whether two reports speak of the same thing."""

    date: str
    """Of the predictions, ISO 8601 with seconds, UTC."""
    model_sha256: str = ""
    """Of the model's file; empty for a network made in memory."""
    data_sha256: str = ""
    """Of the names, true classes and hashes of all images; empty where a hash is not known."""
    prepare: str = ""
    """Of how images are prepared."""
    runtime: str = ""
    precision: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)


def about(
    predictions: Sequence[Prediction],
    card: Card,
    origin: Origin | None = None,
    *,
    time: datetime | None = None,
) -> About:
    """`origin` is that of the loaded model; `time` is now, if not given."""
    origin = origin or Origin()
    return About(
        date=(time or datetime.now(UTC)).isoformat(timespec="seconds"),
        model_sha256=origin.sha256,
        data_sha256=data_hash(predictions),
        prepare=prepare_hash(card.input),
        runtime=origin.runtime,
        precision=origin.precision,
        versions=versions(origin),
    )


def data_hash(predictions: Sequence[Prediction]) -> str:
    """The same for the same images with the same names and true classes, in whatever order."""
    if not all(p.sha256 or p.error for p in predictions):
        return ""
    lines = sorted(f"{p.name}\t{p.truth}\t{p.sha256}\n" for p in predictions)
    return sha256("".join(lines).encode()).hexdigest()
