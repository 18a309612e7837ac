"""Values of masks as classes of a card."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.card import Card, Class, Input
from diaphane.data.masks import counted_in, labels_of
from diaphane.errors import BadData
from diaphane.image import Image


def card(*classes: Class) -> Card:
    return Card("m", "segment", Input(tile=(8, 8)), classes=classes)


def mask(*values: float, dtype: type[np.generic] = np.uint8) -> Image:
    return Image(np.array(values, dtype).reshape(1, 1, -1))


VESSEL, MEMBRANE = card(Class("vessel")), card(Class("membrane", values=(0,)))
PARTS = card(Class("anterior"), Class("posterior"))
SIDES = card(Class("right", values=(3, 4)), Class("left", values=(7,)))
CELLS = card(Class("inside", values=(255,)), Class("membrane", values=(0,)))


@pytest.mark.parametrize(
    ("made", "values", "labels"),
    [
        (VESSEL, (0, 255), (0, 1)),
        (VESSEL, (1, 0), (1, 0)),
        (VESSEL, (255, 255), (1, 1)),
        (VESSEL, (0, 0), (0, 0)),
        (MEMBRANE, (255, 0, 255), (0, 1, 0)),
        (MEMBRANE, (1, 0), (0, 1)),
        (PARTS, (2, 0, 1), (2, 0, 1)),
        (SIDES, (0, 3, 7, 4), (0, 1, 2, 1)),
        (CELLS, (255, 0), (1, 2)),
    ],
)
@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.float32])
def test_values_are_classes(
    made: Card, values: tuple[int, ...], labels: tuple[int, ...], dtype: type[np.generic]
) -> None:
    found = labels_of(mask(*values, dtype=dtype), made, "x")
    assert found.dtype == np.uint8
    assert found.tolist() == [list(labels)]


@pytest.mark.parametrize(
    ("made", "values", "sentence"),
    [
        (VESSEL, (0, 128), r"m.png: expected the values 0 and 255, or 0 and 1 \(vessel\), got 128"),
        (VESSEL, (0, 1, 255), "got 255 as well"),
        (MEMBRANE, (0, 3, 255), r"0 \(membrane\) and one for the background, got 3, 255 as well"),
        (PARTS, (0, 3), r"0 \(background\), 1 \(anterior\), 2 \(posterior\), got 3 as well"),
        (CELLS, (0, 1), r"expected the values 255 \(inside\), 0 \(membrane\), got 1 as well"),
        (VESSEL, tuple(range(3, 20)), "got 3, 4, 5, 6, 7, 8, 9, 10 and 9 more as well"),
    ],
)
def test_other_values_are_refused(made: Card, values: tuple[int, ...], sentence: str) -> None:
    with pytest.raises(BadData, match=sentence):
        labels_of(mask(*values), made, "m.png")


def test_fractions_are_refused() -> None:
    with pytest.raises(BadData, match=r"got 0\.5 as well"):
        labels_of(mask(0, 0.5, 1, dtype=np.float32), VESSEL, "m.png")


def test_gray_may_be_written_as_colours_and_alpha_says_nothing() -> None:
    gray = np.array([[[0, 255, 0]]], np.uint8)
    alpha = np.array([[[255, 255, 7]]], np.uint8)
    for channels in ([gray, alpha], [gray] * 3, [gray, gray, gray, alpha]):
        assert labels_of(Image(np.concatenate(channels)), VESSEL, "x").tolist() == [[0, 1, 0]]
    colours = Image(np.concatenate([gray, gray, 255 - gray]))
    with pytest.raises(BadData, match="got colours; save it as gray"):
        labels_of(colours, VESSEL, "m.png")


def test_a_field_of_view_is_what_is_above_0() -> None:
    assert counted_in(mask(0, 1, 255), "x").tolist() == [[False, True, True]]
