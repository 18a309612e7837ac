"""Logits become probabilities and labels; labels become an answer with measures and doubts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from diaphane.card import Card, Class, Input
from diaphane.errors import BadModel
from diaphane.image import Image, Pixels, Source, Window
from diaphane.result import Result
from diaphane.tasks import TASKS
from diaphane.tasks.segment import chances, entropy, labelled, mapped

ONE = Card("one", "segment", Input(tile=(8, 8)), classes=(Class("lungs", "Lungs"),))
TWO = ONE.but(classes=(Class("front"), Class("back", "the back")))
RANDOM = np.random.default_rng(0)


class Seen:
    limits = Window(0.0, 255.0)
    clipped = 0.0


def answer(labels: Pixels, image: Image, card: Card = ONE) -> Result:
    return TASKS["segment"].decode({"labels": labels.astype(np.uint8)}, image, Seen(), card)


def test_one_class_is_a_sigmoid() -> None:
    logits = np.array([[-200, -3, 0, 3, 200]], np.float32)
    p = chances(logits, ONE)
    np.testing.assert_allclose(p, special.expit(logits), atol=1e-6)
    assert p.dtype == np.float32
    np.testing.assert_array_equal(labelled(p), [0, 0, 0, 1, 1])


def test_several_classes_are_a_softmax_with_the_background_first() -> None:
    logits = RANDOM.normal(0, 50, (3, 4, 5)).astype(np.float32)
    p = chances(logits, TWO)
    np.testing.assert_allclose(p, special.softmax(logits, axis=0), atol=1e-5)
    np.testing.assert_array_equal(labelled(p), logits.argmax(axis=0))


def test_uncertainty_is_the_entropy_as_a_share_of_the_largest() -> None:
    np.testing.assert_allclose(entropy(np.array([[0, 0.5, 1]], np.float32)), [0, 1, 0], atol=1e-6)
    np.testing.assert_allclose(entropy(np.full((3, 1), 1 / 3, np.float32)), [1], atol=1e-6)
    assert list(mapped(np.full((3, 1), 1 / 3, np.float32), TWO)) == [
        "probability_front",
        "probability_back",
        "uncertainty",
    ]


def test_logits_of_another_card_are_refused() -> None:
    with pytest.raises(BadModel, match="expected 3 outputs for the card's 2 classes, got 1"):
        chances(np.zeros((1, 4)), TWO)
    with pytest.raises(BadModel, match="expected finite numbers in the output 'logits'"):
        chances(np.full((1, 4), np.nan), ONE)


def test_a_volume_is_measured_in_millilitres() -> None:
    labels = np.zeros((10, 20, 20))
    labels[2:7, 5:15, 5:15] = 1
    labels[9, 0, 0] = 1
    image = Image(RANDOM.normal(size=(1, 10, 20, 20)), "zyx", spacing=(2.0, 1.0, 1.0))
    measures = answer(labels, image).measures
    assert measures["lungs_volume_ml"] == pytest.approx(501 * 2 / 1000)
    assert measures["lungs_share"] == 501 / 4000
    assert measures["lungs_components"] == 2
    assert measures["lungs_surface_mm2"] == pytest.approx(600, rel=0.2)  # a small box


@pytest.mark.parametrize(
    ("image", "names"),
    [
        (Image(RANDOM.normal(size=(1, 4, 6, 6)), "zyx"), ["voxels", "share", "components"]),
        (Image(RANDOM.normal(size=(1, 6, 6))), ["area_px", "share", "components"]),
        (
            Image(RANDOM.normal(size=(1, 6, 6)), spacing=(0.5, 0.5)),
            ["area_px", "area_mm2", "share", "components"],
        ),
        (Image(RANDOM.normal(size=(1, 4, 6, 6)), "tyx"), ["share", "frames"]),
    ],
)
def test_measures_are_named_by_what_is_known(image: Image, names: list[str]) -> None:
    measures = answer(np.ones(image.shape), image).measures
    assert list(measures) == [f"lungs_{name}" for name in names]


def test_an_empty_answer_is_said() -> None:
    image = Image(RANDOM.normal(size=(1, 6, 6)))
    result = answer(np.ones((6, 6)), image, TWO)
    assert result.notes == ("nothing was found of: the back",)
    assert result.doubts == ()
    result = answer(np.zeros((6, 6)), image, TWO)
    assert result.notes == ("nothing was found of: front, the back",)
    assert result.measures["front_area_px"] == 0


def test_doubts_are_those_on_any_input() -> None:
    image = Image(np.zeros((1, 6, 6)), source=Source(modality="MR"))
    card = ONE.but(input=Input(tile=(8, 8), modalities=("CT",)))
    assert answer(np.zeros((6, 6)), image, card).doubts == (
        "the image is blank: all of its samples have one value",
        "made for CT images, and this one is MR",
    )


def test_the_label_map_lies_where_the_image_lies() -> None:
    image = Image(RANDOM.normal(size=(3, 6, 7)), spacing=(0.5, 0.4), units="HU", inverted=True)
    found = answer(np.ones((6, 7)), image).image
    assert found is not None
    assert (found.shape, found.channels, found.spacing) == ((6, 7), 1, (0.5, 0.4))
    assert found.pixels.dtype == np.uint8
    assert (found.units, found.inverted) == ("", False)


def test_small_parts_are_left_out_where_the_card_says_so() -> None:
    labels = np.zeros((1, 9, 9), np.uint8)
    labels[0, :4, :5], labels[0, 6:, :2], labels[0, 8, 8] = 1, 1, 1
    card = ONE.but(classes=(Class("lungs", "Lungs", least=0.1),))
    image = Image(np.arange(81, dtype=np.uint8).reshape(1, 9, 9))
    told = answer(labels[0], image, card)
    assert told.image is not None
    np.testing.assert_array_equal(told.image.pixels[0, 8], [1, 1, 0, 0, 0, 0, 0, 0, 0])
    assert told.measures["lungs_components"] == 2
    assert told.measures["lungs_area_px"] == 26
    assert "1 small part of Lungs was left out" in told.notes
    assert answer(labels[0], image).measures["lungs_components"] == 3
