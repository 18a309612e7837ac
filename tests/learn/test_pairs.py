"""Pairs are parted without leaks, and known by their values."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from diaphane.data.pairs import read_pairs
from diaphane.errors import BadData
from diaphane.learn.pairs import gather_pairs, held_out
from diaphane.recipe import Split
from diaphane.recipes.segment import segment
from tiny_segmenters import disc_pairs

SMALL = segment.but(split=Split(validation=0.25, allow_leaks=True))


def test_a_share_is_held_out_and_values_make_the_hash(tmp_path: Path) -> None:
    disc_pairs(tmp_path / "data", 8, seed=0)
    found = gather_pairs(SMALL, tmp_path / "data")
    assert {part: len(own) for part, own in found.parts.items()} == {"train": 6, "validation": 2}
    again = gather_pairs(SMALL, tmp_path / "data")
    assert (again.parts, again.sha256) == (found.parts, found.sha256)
    shutil.copy(tmp_path / "data/masks/1.png", tmp_path / "data/masks/0.png")
    assert gather_pairs(SMALL, tmp_path / "data").sha256 != found.sha256


def test_the_recipe_may_name_a_test_part_with_the_same_names(tmp_path: Path) -> None:
    disc_pairs(tmp_path / "data", 4, seed=0)
    disc_pairs(tmp_path / "more", 4, seed=1)
    asked = SMALL.but(test=str(tmp_path / "more"))
    found = gather_pairs(asked, tmp_path / "data")
    assert len(found.parts["test"]) == 4
    shutil.copy(tmp_path / "more/masks/1.png", tmp_path / "more/masks/0.png")
    assert gather_pairs(asked, tmp_path / "data").sha256 != found.sha256


def test_pairs_of_one_stack_are_held_out_from_its_end(tmp_path: Path) -> None:
    disc_pairs(tmp_path, 4, seed=0)
    stack = [replace(pair, group="stack") for pair in read_pairs(tmp_path)]
    held, told = held_out(stack, 0.25, seed=0)
    assert held == (stack[-1],)
    assert "all training pairs are of one group: its last 1" in told[0]
    with pytest.raises(BadData, match="expected at least two pairs, one of them to validate with"):
        held_out(stack[:1], 0.25, seed=0)
