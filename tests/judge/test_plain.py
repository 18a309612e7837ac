"""Values become what JSON can hold."""

from __future__ import annotations

import numpy as np

from diaphane.card import Figure
from diaphane.judge.plain import plain


def test_nested_values() -> None:
    value = {"a": (Figure(0.5, 0.4, None),), "b": np.array([1 / 3, 2.0])}
    assert plain(value) == {
        "a": [{"value": 0.5, "low": 0.4, "high": None}],
        "b": [0.333333, 2.0],
    }
