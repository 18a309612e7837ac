"""Bars and tables as a person sees them."""

from __future__ import annotations

import pytest

from diaphane.cli.terminal import bar, progress, table


@pytest.mark.parametrize(
    ("share", "drawn"),
    [(0.0, "    "), (1.0, "████"), (0.5, "██  "), (0.25 + 1 / 32, "█▏  "), (0.004, "    ")],
)
def test_bars_are_exact_to_an_eighth(share: float, drawn: str) -> None:
    assert bar(share, 4) == drawn


def test_words_stand_left_and_figures_right() -> None:
    rows = [("accuracy", "0.9"), ("ece", "0.05")]
    assert table(("metric", "value"), rows, figures=True).splitlines() == [
        "metric    value",
        "accuracy    0.9",
        "ece        0.05",
    ]
    assert table(("name", "does"), [("a", "b")]).splitlines()[1] == "a     b"


def test_progress_is_silent_off_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(progress(iter("abc"), total=3, doing="reading")) == ["a", "b", "c"]
    assert capsys.readouterr() == ("", "")
