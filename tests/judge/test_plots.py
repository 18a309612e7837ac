"""Each plot draws from the smallest evaluation, and leaves matplotlib's global state alone."""

from __future__ import annotations

import pytest

from diaphane.card import Card, Class, Input
from diaphane.judge.evaluate import judge
from diaphane.judge.plots import PLOTS
from diaphane.judge.predictions import Prediction


@pytest.mark.parametrize("name", PLOTS)
def test_plot_is_a_png(name: str) -> None:
    pytest.importorskip("matplotlib")
    card = Card("tiny", "classify", Input(), (Class("a"), Class("b")))
    one = Prediction("1.png", "a", label="a", probabilities={"a": 1.0, "b": 0.0})
    evaluation = judge([one], card=card, resamples=5)
    assert PLOTS[name](evaluation).startswith(b"\x89PNG")
