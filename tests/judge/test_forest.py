"""The plot holds every figure of every pair."""

from __future__ import annotations

from io import BytesIO

from PIL import Image as Pillow

from diaphane.card import Figure
from diaphane.judge.compare import Comparison, Pair
from diaphane.judge.forest import forest_plot
from diaphane.judge.mcnemar import McNemar


def compared(*pairs: tuple[str, str]) -> Comparison:
    differences = {"accuracy": Figure(0.02, 0.01, 0.03), "brier": Figure(-0.1, -0.3, 0.1)}
    same = McNemar(1, 0, 0, 0, 1.0, exact=True)
    made = tuple(Pair(a, b, differences, same, ()) for a, b in pairs)
    return Comparison(("a", "b"), 1, 1, {}, made, (), (), 20, 0)


def test_panels() -> None:
    one, two = (
        Pillow.open(BytesIO(forest_plot(compared(*pairs))))
        for pairs in ([("a", "b")], [("a", "b"), ("a", "c")])
    )
    assert one.format == "PNG"
    assert (one.width, 2 * one.height) == (two.width, two.height)
    assert "research use only" in one.info["Comment"]
