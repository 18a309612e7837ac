"""Drawn images with masks: what they hold, and that the rest of the program reads them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from diaphane.data.pairs import read_pairs
from diaphane.data.phantom_pairs import PAIRS, PairKind, write_pairs
from diaphane.errors import BadSetting, UnknownName
from diaphane.recipes import get

RECIPE: dict[PairKind, str] = {
    "vessels": "retina-vessels",
    "membranes": "em-membrane",
    "lungs": "lungs-ct",
    "hippocampus": "hippocampus",
}


@pytest.mark.parametrize("kind", PAIRS)
def test_what_is_drawn_is_read_as_the_recipe_wants_it(kind: PairKind, tmp_path: Path) -> None:
    write_pairs(tmp_path, kind, 2)
    pairs = read_pairs(tmp_path)
    card = get(RECIPE[kind]).card
    assert len(pairs) == 2
    for pair in pairs:
        labels = pair.labels(card)
        assert labels.shape == pair.image().shape
        assert set(np.unique(labels)) == set(range(len(card.classes) + 1))
        assert 0.01 < (labels > 0).mean() < 0.35
    assert (pairs[0].counted() is None) == (kind != "vessels")


@pytest.mark.parametrize("kind", PAIRS)
def test_a_seed_draws_the_same_again_and_another_one_does_not(kind: PairKind) -> None:
    draw = PAIRS[kind]
    one, again, other = (draw(np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.image.pixels, again.image.pixels)
    np.testing.assert_array_equal(one.mask, again.mask)
    assert (one.mask != other.mask).any()


def test_lungs_are_air_in_hounsfield_units() -> None:
    drawn = PAIRS["lungs"](np.random.default_rng(0))
    inside = drawn.image.pixels[0][drawn.mask > 0]
    assert -900 < np.median(inside) < -750


def test_a_kind_that_is_not_there_and_no_image_at_all(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"'kidneys'.*vessels"):
        write_pairs(tmp_path, "kidneys", 1)
    with pytest.raises(BadSetting, match="at least 1 image, got 0"):
        write_pairs(tmp_path, "lungs", 0)
