"""Each plot draws from a study with everything and from the smallest one, as PNG and as SVG."""

from __future__ import annotations

import pytest

from diaphane.card import Card, Class, Input
from diaphane.judge.evaluate import judge
from diaphane.judge.plots import PLOTS, plots
from diaphane.judge.predictions import Prediction
from diaphane.judge.study import Study, study

pytest.importorskip("matplotlib")


def test_every_plot_of_a_full_study(studied: Study) -> None:
    made = plots(studied)
    assert set(made) == set(PLOTS)
    for plot in made.values():
        assert plot.png.startswith(b"\x89PNG")
        assert "<svg" in plot.svg
        assert "not for diagnosis" in plot.svg


def test_plots_of_one_image() -> None:
    card = Card("tiny", "classify", Input(), (Class("a"), Class("b")))
    one = Prediction("1.png", "a", label="a", probabilities={"a": 1.0, "b": 0.0})
    made = plots(study(judge([one], card=card, resamples=5), card))
    assert set(made) == {"confusion", "reliability", "risk_coverage"}
