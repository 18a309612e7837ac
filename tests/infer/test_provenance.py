"""Where an answer came from."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from diaphane.card import Input, Scaling
from diaphane.image import Image, Source
from diaphane.infer.provenance import Origin, prepare_hash, record
from tiny_models import CARD

IMAGE = Image(np.zeros((1, 4, 4), np.uint8), source=Source(sha256="ab", uids={"study": "1.2"}))
NOON = datetime(2030, 1, 2, 12, tzinfo=UTC)


def test_all_that_is_known_is_recorded() -> None:
    origin = Origin("cd", "onnxruntime cpu", "float32", {"onnxruntime": "1.0"})
    facts = record(IMAGE, CARD, origin, time=NOON)
    versions = facts.pop("versions")
    assert facts == {
        "model": "tiny",
        "model_sha256": "cd",
        "input_sha256": "ab",
        "uids": {"study": "1.2"},
        "runtime": "onnxruntime cpu",
        "precision": "float32",
        "prepare": prepare_hash(CARD.input),
        "time": "2030-01-02T12:00:00.000+00:00",
    }
    assert set(versions) == {"diaphane", "python", "numpy", "onnxruntime"}


def test_what_is_not_known_is_absent() -> None:
    facts = record(IMAGE.but(source=Source()), CARD, Origin(), time=NOON)
    assert not {"model_sha256", "input_sha256", "uids"} & set(facts)


def test_the_hash_tells_preparations_apart() -> None:
    assert prepare_hash(Input()) == prepare_hash(Input())
    assert prepare_hash(Input()) != prepare_hash(Input(scaling=Scaling("percentile", 1, 99)))
