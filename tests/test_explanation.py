"""What an explanation says of itself, in words and as JSON."""

from __future__ import annotations

import json

import numpy as np
import pytest

from diaphane.explanation import Deletion, Explanation, Features, Sanity
from diaphane.result import Result

SHARES = (0.0, 0.5, 1.0)
RANDOM = np.linspace(0.2, 0.8, 19)[:, None] * np.ones(3)


def deletion(*hottest: float) -> Deletion:
    return Deletion(SHARES, hottest, RANDOM, "black")


def test_the_area_is_that_of_trapezia() -> None:
    found = deletion(1, 0.5, 0)
    assert found.area == pytest.approx(0.5)
    assert found.areas == pytest.approx(RANDOM[:, 0])


@pytest.mark.parametrize(
    ("hottest", "p"), [((0.3, 0.1, 0.0), 0.05), ((0.3, 0.26, 0.0), 0.1), ((0.9, 0.9, 0.0), 0.8)]
)
def test_p_counts_the_random_orders_that_are_as_good(hottest: tuple[float, ...], p: float) -> None:
    found = deletion(*hottest)
    assert found.chance == pytest.approx(p)
    assert found.passed == (p <= 0.1)


def test_all_is_said_in_words() -> None:
    about = Explanation(
        Result("classify"),
        "left",
        "cam",
        "class activation map",
        "the last feature maps",
        sanity=Sanity(0.9, 4),
        deletion=deletion(0.6, 0, 0),
        notes=("a note",),
    )
    assert about.sentences("the left side") == (
        "explained: the left side",
        "method: class activation map, from the last feature maps",
        "a note",
        "sanity check FAILED: with shuffled weights the map stays much the same, so it shows the "
        "image and not what was learned (mean rank correlation 0.90 over 4 shuffles, at most 0.5 "
        "is asked for)",
        "deletion: the hot places matter more than others (area 0.15 under the curve, 0.50 in 19 "
        "random orders, p = 0.05, covered in black)",
    )
    plain = json.loads(json.dumps(about.to_plain(), allow_nan=False))
    assert plain["class"] == "left"
    assert plain["sanity"]["passed"] is False
    assert plain["deletion"]["area"] == pytest.approx(0.15)


def test_what_is_not_there_is_not_in_the_json() -> None:
    about = Explanation(Result("classify"), "left", "cam", "how", "", blank="nothing")
    assert about.to_plain() == {
        "class": "left",
        "method": "cam",
        "how": "how",
        "blank": "nothing",
        "notes": [],
    }
    assert about.sentences("left")[-1] == "no heat: nothing"


def test_features_in_json() -> None:
    maps = np.array([[[0, 2]]], np.float32)
    plain = Features("conv1", (8, 1, 2), (3,), maps, 0).to_plain()
    assert plain == {
        "layer": "conv1",
        "shape": [8, 1, 2],
        "shown": [3],
        "deviation": [1.0],
        "even": 0,
    }
