"""Where an answer came from: enough to repeat it, and to tell one model's answer from another's."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

import numpy as np

from .. import __version__
from ..card import Card, Input
from ..image import Image


@dataclass(frozen=True)
class Origin:
    """What stays the same for all answers of a loaded model."""

    sha256: str = ""
    """Of the model's file; empty for a network made in memory."""
    runtime: str = "in memory"
    """What runs the network, and on which device."""
    precision: str = "float32"
    versions: Mapping[str, str] = field(default_factory=dict)
    """Of packages that ran, besides our own, Python and numpy."""


def record(
    image: Image, card: Card, origin: Origin, *, time: datetime | None = None
) -> dict[str, Any]:
    """What `Result.provenance` holds; what is not known is absent. `time` is now, if not given."""
    facts: dict[str, Any] = {
        "model": card.name,
        "model_sha256": origin.sha256,
        "input_sha256": image.source.sha256,
        "uids": dict(image.source.uids),
        "runtime": origin.runtime,
        "precision": origin.precision,
        "prepare": prepare_hash(card.input),
        "versions": versions(origin),
        "time": (time or datetime.now(UTC)).isoformat(timespec="milliseconds"),
    }
    return {name: value for name, value in facts.items() if value not in ("", {})}


def versions(origin: Origin) -> dict[str, str]:
    """Of what had a part in an answer."""
    return {
        "diaphane": __version__,
        "python": ".".join(map(str, sys.version_info[:3])),
        "numpy": np.__version__,
        **origin.versions,
    }


@lru_cache
def prepare_hash(need: Input) -> str:
    """Two models with the same hash see the same numbers for the same file (SHA-256, 16 digits)."""
    return sha256(json.dumps(asdict(need), sort_keys=True).encode()).hexdigest()[:16]
