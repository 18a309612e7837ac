"""The models that ship, offered for images of every kind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from at_work import names
from diaphane.card import Card
from diaphane.image import Image, Pixels, Source
from diaphane.serve.facts import facts_of
from diaphane.serve.offers import Candidate, fitting
from diaphane.serve.shelf import Shelf
from tiny_models import CARD

SHELF = Shelf()
RNG = np.random.default_rng(0)


def offers(image: Image, modality: str = "") -> list[dict[str, Any]]:
    image = image.but(source=replace(image.source, modality=modality))
    return SHELF.fitting(facts_of(image, title="", files={})[0])


def noise(*shape: int, high: int = 255) -> Pixels:
    return RNG.integers(0, high, shape)


PHOTO = Image(noise(3, 60, 80).astype(np.uint8), source=Source(format="jpeg"))
GRAY = Image(np.repeat(noise(1, 60, 80), 3, axis=0).astype(np.uint8))
CT = Image((noise(1, 9, 60, 80) * 8 - 1000).astype(np.int16), axes="zyx", units="HU")
MR = Image(noise(1, 60, 80, high=900).astype(np.uint16))
CUT = Image(noise(1, 35, 51, 35, high=900).astype(np.uint16), axes="zyx", spacing=(1.0, 1.0, 1.0))


def made_for(found: list[dict[str, Any]]) -> list[str]:
    return names([one for one in found if one["fits"] == "made for this"])


def test_a_ct_is_for_models_of_ct() -> None:
    found = offers(CT, "CT")
    assert made_for(found) == ["lungs-ct", "lungs-threshold"]
    others = names(found)[2:]
    assert "sr-x4" in others
    assert not {"cats-dogs", "van-gogh", "brain-tumor", "retina-vessels", "em-membrane"} & {*others}


def test_a_ct_without_hounsfield_units_is_not() -> None:
    assert "lungs-ct" not in names(offers(CT.but(units=""), "CT"))


def test_a_ct_without_a_modality_may_be_one_by_its_values() -> None:
    found = names(offers(CT.but(units="")))
    assert found[0] == "lungs-ct"
    assert not {"brain-tumor", "pneumonia-xray", "hippocampus"} & {*found}


def test_a_volume_without_a_modality_is_no_film() -> None:
    found = names(offers(CUT))
    assert found[:2] == ["hippocampus", "brain-tumor"]
    assert not {"covid-xray", "pneumonia-xray"} & {*found}


def test_a_slice_of_mr() -> None:
    assert made_for(offers(MR, "MR")) == ["brain-tumor"]


def test_a_cut_out_and_a_whole_head_of_mr() -> None:
    assert made_for(offers(CUT, "MR"))[0] in ("brain-tumor", "hippocampus")
    assert "hippocampus" in made_for(offers(CUT, "MR"))
    large = CUT.but(spacing=(4.0, 4.0, 4.0))
    assert "hippocampus" not in made_for(offers(large, "MR"))
    assert "hippocampus" in names(offers(large, "MR"))


def test_a_chest_film() -> None:
    assert made_for(offers(MR, "DX")) == ["covid-xray", "pneumonia-xray"]


def test_a_photograph_in_colour_is_for_models_of_colours_first() -> None:
    found = names(offers(PHOTO))
    assert found[:4] == ["cats-dogs", "retina-vessels", "sr-x4", "van-gogh"]
    assert not {"brain-tumor", "covid-xray"} & {*found}


def test_gray_saved_as_colour_may_be_a_scan() -> None:
    found = names(offers(GRAY))
    assert found[0] == "brain-tumor"
    assert {"cats-dogs", "covid-xray", "em-membrane", "sr-x4"} <= {*found}
    assert not {"retina-vessels", "vessels-ridge"} & {*found}


def test_sixteen_bits_are_not_for_a_model_of_eight() -> None:
    assert "em-membrane" not in names(offers(MR.but(pixels=MR.pixels * 70)))


def test_rows_of_numbers_are_never_images() -> None:
    for image in (PHOTO, GRAY, CT, MR, CUT):
        assert "sonar" not in names(offers(image))


def test_methods_without_training_come_last() -> None:
    found = names(offers(PHOTO))
    assert found[-4:] == ["vessels-ridge", "bicubic-x4", "bilinear-x4", "nearest-x4"]


@pytest.mark.parametrize("image", [PHOTO, GRAY, CT, MR, CUT])
def test_a_model_of_one_s_own_is_offered_where_its_card_allows_it(image: Image) -> None:
    facts, _ = facts_of(image, title="", files={})
    own: Card = CARD
    found = fitting(facts, [Candidate("training-1", own, trained=True)])
    fits = facts["range"]["low"] > -128 and facts["range"]["high"] < 383
    assert bool(found) == fits
    if found:
        assert found[0] == {
            "name": "training-1",
            "task": "classify",
            "title": "tiny",
            "summary": CARD.summary,
            "fits": "possible",
        }
