"""What is fitted after the last epoch."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.infer.trust import fit_temperature
from diaphane.learn.calibrate import warmth
from diaphane.recipe import Trust


def test_wrong_labels_may_be_kept_out_of_the_temperature() -> None:
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 3, 900)
    logits = (rng.normal(0, 1, (900, 3)) + 3 * np.eye(3)[truth]).astype(np.float32)
    labels = np.where(np.arange(900) < 90, (truth + 1) % 3, truth)
    clean = fit_temperature(logits[90:], labels[90:])
    all_labels, none_left_out = warmth(logits, labels, Trust())
    kept, left_out = warmth(logits, labels, Trust(suspects="leave out"))
    assert none_left_out == 0
    assert left_out == pytest.approx(0.1, abs=0.04)
    assert abs(kept - clean) < 0.5 * abs(all_labels - clean)
