"""Hashes and versions of a report."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from diaphane.card import Card
from diaphane.infer.provenance import Origin
from diaphane.judge.about import about, data_hash
from diaphane.judge.evaluate import Evaluation


def test_what_is_known(evaluation: Evaluation, card: Card) -> None:
    origin = Origin("abc", "onnxruntime on cpu", "float32", {"onnxruntime": "9"})
    found = about(evaluation.predictions, card, origin, time=datetime(2026, 1, 2, tzinfo=UTC))
    assert found.date == "2026-01-02T00:00:00+00:00"
    assert (found.model_sha256, found.runtime) == ("abc", "onnxruntime on cpu")
    assert found.versions["onnxruntime"] == "9"
    assert len(found.data_sha256) == 64


def test_data_are_the_same_in_any_order(evaluation: Evaluation) -> None:
    every = evaluation.predictions
    assert data_hash(every[::-1]) == data_hash(every)
    assert data_hash([replace(every[0], truth="viral"), *every[1:]]) != data_hash(every)
    assert data_hash([replace(every[0], sha256=""), *every[1:]]) == ""
