"""What an epoch shows: all once, or all classes equally often; the same again for one seed."""

from __future__ import annotations

from typing import get_args, get_type_hints

import pytest
import torch

from diaphane.learn.sampling import SAMPLINGS, balanced, shuffled
from diaphane.recipe import Recipe

TRUTH = torch.tensor([0] * 60 + [1] * 7 + [2] * 20)[torch.randperm(87)]


def chance(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_shuffled_shows_each_image_once() -> None:
    assert sorted(shuffled(TRUTH, chance(0)).tolist()) == list(range(87))


def test_balanced_shows_each_class_equally_often() -> None:
    order = balanced(TRUTH, chance(0))
    assert len(order) == 87
    assert TRUTH[order].bincount().tolist() == [29, 29, 29]


def test_within_a_class_turns_are_kept() -> None:
    shown = balanced(TRUTH, chance(0)).bincount(minlength=87)
    for label in range(3):
        times = shown[label == TRUTH]
        assert times.max() - times.min() <= 1


def test_a_remainder_is_spread() -> None:
    order = balanced(TRUTH[:86], chance(1))
    counts = TRUTH[:86][order].bincount()
    assert len(order) == 86
    assert counts.max() - counts.min() <= 2


@pytest.mark.parametrize("name", SAMPLINGS)
def test_the_seed_alone_decides(name: str) -> None:
    draw = SAMPLINGS[name]
    assert torch.equal(draw(TRUTH, chance(5)), draw(TRUTH, chance(5)))
    assert not torch.equal(draw(TRUTH, chance(5)), draw(TRUTH, chance(6)))


def test_a_recipe_knows_all_of_them() -> None:
    assert set(get_args(get_type_hints(Recipe)["sampling"])) == set(SAMPLINGS)
