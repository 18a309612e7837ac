"""The sweep over learning rates, on losses made by hand and on a small training."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from diaphane.data import phantom
from diaphane.errors import BadSetting
from diaphane.learn.find_rate import HIGHEST, LOWEST, STEPS, find_rate, judged, smoothed
from diaphane.recipes import get


def test_a_loss_made_by_hand() -> None:
    """It falls as a sigmoid around 1e-3, and blows up at 1."""
    power = np.log10(LOWEST) + np.log10(HIGHEST / LOWEST) * np.arange(STEPS) / STEPS
    losses = 2 - 1.5 / (1 + np.exp(-4 * (power + 3))) + np.exp(8 * power)
    sweep = judged(losses.tolist())
    assert sweep.steepest == pytest.approx(2e-3, rel=0.6)  # smoothing lags behind
    assert 0.03 < sweep.lowest < 1.0
    assert sweep.suggested == pytest.approx(sweep.lowest / 10)
    assert len(sweep.rates) == len(sweep.losses) == STEPS


def test_the_first_loss_is_not_drawn_to_zero() -> None:
    assert smoothed([3.0, 3.0, 3.0]) == pytest.approx([3, 3, 3])


def test_a_loss_that_only_rises_is_said() -> None:
    with pytest.raises(BadSetting, match="only rises"):
        judged([1.0, 2.0, 4.0])
    with pytest.raises(BadSetting, match="only rises"):
        judged([])


def test_a_sweep_leaves_no_run(tmp_path: Path) -> None:
    phantom.write_classes(tmp_path / "data", 6)
    recipe = get("brain-tumor").with_settings(
        [
            *("batch=8", "card.input.size=[32,32]", "net=small-cnn", "split.allow_leaks=true"),
            *("split.validation=0.25", "split.calibration=0.25", "split.similarity=0.9999"),
        ]
    )
    sweep = find_rate(recipe, tmp_path / "data", tmp_path / "out")
    assert LOWEST < sweep.suggested < sweep.lowest <= HIGHEST
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["rate.json", "rate.png"]
    plain = json.loads((tmp_path / "out/rate.json").read_text())
    assert plain["suggested"] == sweep.suggested
    assert find_rate(recipe, tmp_path / "data") == sweep
