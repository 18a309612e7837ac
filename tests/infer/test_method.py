"""Probabilities and odds that methods work with are those of the answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from diaphane.card import Card, Input
from diaphane.errors import BadSetting
from diaphane.image import Image
from diaphane.infer.method import chance_of, odds_of, refuse_rows
from diaphane.infer.model import load
from diaphane.pixels.prepare import prepare
from tiny_models import CARD, bright_picture, tiny_classifier


def test_chances_and_odds_agree_with_the_answer(tmp_path: Path) -> None:
    model = load(tiny_classifier(tmp_path / "tiny.onnx", sharpness=4))
    image = Image(bright_picture(1)[None])
    batch = prepare(image, CARD.input).pixels[None]
    said = model.predict(image).probabilities
    for k, name in enumerate(CARD.names):
        p = said[name]
        assert chance_of(model.network, CARD, k)(batch) == pytest.approx(p)
        assert odds_of(model.network, CARD, k)(batch) == pytest.approx(np.log(p / (1 - p)))


def test_rows_of_a_table_have_no_places() -> None:
    with pytest.raises(BadSetting, match="'sonar', which reads rows of a table"):
        refuse_rows(Card("sonar", "classify", Input(size=(60,))))
