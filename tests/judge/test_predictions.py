"""Predictions keep the samples' order and survive being written and read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from diaphane.card import Card, Class, Input
from diaphane.data.folders import Sample
from diaphane.data.table import Row
from diaphane.errors import BadData, DiaphaneError, UnreadableImage
from diaphane.judge.predictions import (
    Prediction,
    answers,
    collect,
    read_predictions,
    write_predictions,
)
from diaphane.result import Result

SAID = (
    Prediction("a/1.png", "a", "p1", "a", {"a": 1 / 3, "b": 2 / 3}, ("a", "b"), ("odd; very",)),
    Prediction('b/",\n.png', "b", probabilities={"a": 0.1, "b": 0.9}, extra={"site": "Ulm"}),
    Prediction("b/bad.png", "b", error="expected an image, got nothing"),
)


class Backwards:
    """A model that answers the last file first."""

    card = Card("m", "classify", Input(), (Class("a"), Class("b")))

    def predict_many(
        self, asked: Sequence[Path | Row], /
    ) -> Iterator[tuple[Path | Row, Result | DiaphaneError]]:
        for path in reversed(asked):
            assert isinstance(path, Path)
            if path.name == "bad.png":
                yield path, UnreadableImage("expected an image, got nothing")
            else:
                yield path, Result("classify", "a", {"a": 0.7, "b": 0.3})


def test_order_is_that_of_the_samples() -> None:
    samples = [Sample(Path(n), "a", "p", {"site": "Ulm"}) for n in ("1.png", "bad.png", "2.png")]
    told: list[tuple[int, int]] = []
    said = collect(Backwards(), samples, progress=lambda *at: told.append(at))
    assert [p.name for p in said] == ["1.png", "bad.png", "2.png"]
    assert [p.error for p in said] == ["", "expected an image, got nothing", ""]
    assert (said[0].group, said[0].extra, said[0].likeliest) == ("p", {"site": "Ulm"}, "a")
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_written_and_read(tmp_path: Path) -> None:
    path = write_predictions(tmp_path / "predictions.csv", SAID, ("a", "b"))
    assert read_predictions(path) == (SAID, ("a", "b"))


def test_as_arrays() -> None:
    told = answers(SAID[:2], ("a", "b"))
    assert told.sets is not None
    assert told.sets.tolist() == [[True, True], [False, False]]
    assert told.named.tolist() == [True, False]
    np.testing.assert_allclose(told.probabilities, [[1 / 3, 2 / 3], [0.1, 0.9]])
    assert answers(SAID[1:2], ("a", "b")).sets is None


def test_table_that_is_no_table_of_predictions(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("a,b\n1,2\n")
    with pytest.raises(BadData, match="expected a table of predictions"):
        read_predictions(tmp_path / "p.csv")
