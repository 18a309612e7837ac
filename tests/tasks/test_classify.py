"""From raw outputs to an answer with its doubts."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.card import Calibration, Card, Class, Input, Novelty, Scaling
from diaphane.errors import BadModel
from diaphane.image import Floats, Image, Source, Window
from diaphane.pixels.prepare import prepare
from diaphane.result import Result
from diaphane.tasks import TASKS

CARD = Card(
    name="fruit",
    task="classify",
    input=Input(size=(8, 8), modalities=("MR",)),
    classes=(Class("apple", "an apple"), Class("pear"), Class("plum")),
    calibration=Calibration(temperature=2.0, thresholds=(0.5, 0.5, 0.95), least=0.4),
    novelty=Novelty(limit=3.0, false_alarms=0.05, n=100),
)
IMAGE = Image(np.arange(20 * 30, dtype=np.uint16).reshape(1, 20, 30) % 256)


def logits(*p: float) -> dict[str, Floats]:
    """Outputs whose calibrated probabilities are p."""
    return {"logits": np.log(np.array(p, np.float32)) * 2}


def decode(outputs: dict[str, Floats], card: Card = CARD, image: Image = IMAGE) -> Result:
    return TASKS["classify"].decode(outputs, image, prepare(image, card.input), card)


def test_probabilities_are_calibrated_and_named() -> None:
    result = decode(logits(0.7, 0.2, 0.1))
    assert result.label == "apple"
    assert result.probabilities == pytest.approx({"apple": 0.7, "pear": 0.2, "plum": 0.1})
    assert sum(result.probabilities.values()) == pytest.approx(1)
    assert result.possible == ("apple", "plum")
    assert result.doubts == ()
    assert result.heat is None


def test_what_is_unlike_the_training_images_is_not_named() -> None:
    result = decode({**logits(0.9, 0.05, 0.05), "novelty": np.array(7.25, np.float32)})
    assert result.label is None
    assert result.doubts == (
        "unlike the training images: novelty 7.25, limit 3; no class is named",
    )
    assert result.measures == {"novelty": 7.25}
    assert result.out_of_reach
    assert result.possible == ()
    assert result.heat is None


def test_a_blank_image_is_not_named() -> None:
    result = decode(logits(0.9, 0.05, 0.05), image=Image(np.full((1, 9, 9), 7, np.uint8)))
    assert result.label is None
    assert "blank" in result.doubts[0]


def test_too_little_probability_is_not_named() -> None:
    result = decode(logits(0.39, 0.31, 0.3))
    assert result.label is None
    assert result.doubts[0] == (
        "too unsure: the likeliest class, an apple, has 39%, and it takes 40%; no class is named"
    )


def test_a_set_of_all_classes_is_not_named() -> None:
    card = CARD.but(calibration=Calibration(thresholds=(0.9, 0.9, 0.9), temperature=2))
    result = decode(logits(0.5, 0.3, 0.2), card)
    assert result.possible == ("apple", "pear", "plum")
    assert result.label is None
    assert result.doubts == ("no class can be ruled out, so none is named",)


def test_an_empty_set_falls_back_to_the_likeliest_and_says_so() -> None:
    card = CARD.but(calibration=Calibration(thresholds=(0.1, 0.1, 0.1), temperature=2))
    result = decode(logits(0.6, 0.2, 0.2), card)
    assert result.possible == ("apple",)
    assert result.label == "apple"
    assert result.doubts == (
        "less sure than for 90% of the images of any class: an apple is only the likeliest",
    )


def test_another_modality_is_a_doubt() -> None:
    result = decode(logits(0.7, 0.2, 0.1), image=IMAGE.but(source=Source(modality="CT")))
    assert result.label == "apple"
    assert result.doubts == ("made for MR images, and this one is CT",)


def test_values_outside_a_fixed_scaling_are_a_doubt() -> None:
    bright = IMAGE.but(pixels=IMAGE.pixels + np.uint16(1000))
    assert "made for values from 0 to 255, and 100% of this image's values lie outside" in (
        decode(logits(0.7, 0.2, 0.1), image=bright).doubts
    )


def test_warnings_of_reading_are_notes() -> None:
    result = decode(logits(0.7, 0.2, 0.1), image=IMAGE.but(warnings=("its spacing is a guess",)))
    assert result.notes == ("its spacing is a guess",)


def test_the_window_is_a_note() -> None:
    card = CARD.but(input=Input(size=(8, 8), scaling=Scaling("window", 1, 99)))
    image = IMAGE.but(window=Window(0, 80), units="HU")
    assert decode(logits(0.7, 0.2, 0.1), card, image).notes == (
        "black is 0 and white 80 HU (the file's own window)",
    )


def test_without_calibration_there_is_no_set_and_a_note() -> None:
    result = decode(logits(0.7, 0.2, 0.1), CARD.but(calibration=None))
    assert result.possible == ()
    assert "not calibrated" in result.notes[0]


def test_heat_is_of_the_likeliest_class_on_the_images_grid() -> None:
    cam = np.full((3, 4, 4), -1, np.float32)
    cam[0, 1, 2], cam[1, 3, 3] = 5, 50
    heat = decode({**logits(0.7, 0.2, 0.1), "cam": cam}).heat
    assert heat is not None
    assert heat.shape == (20, 30)
    assert heat.max() == 1
    assert heat.min() == 0
    y, x = np.unravel_index(heat.argmax(), heat.shape)
    assert 5 <= y < 10
    assert 15 <= x < 23


def test_heat_is_cold_where_nothing_speaks_for_the_class() -> None:
    heat = decode({**logits(0.7, 0.2, 0.1), "cam": np.full((3, 4, 4), -1, np.float32)}).heat
    assert heat is not None
    assert heat.max() == 0


def test_no_number_is_never_a_probability() -> None:
    with pytest.raises(BadModel, match="finite numbers in the output 'logits'"):
        decode({"logits": np.full(3, np.nan, np.float32)})


def test_logits_must_fit_the_classes() -> None:
    with pytest.raises(BadModel, match="3 classes"):
        decode({"logits": np.zeros(4, np.float32)})
    with pytest.raises(BadModel, match="output named 'logits', got features"):
        decode({"features": np.zeros(4, np.float32)})
