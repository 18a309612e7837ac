"""Every combination once, brackets kept whole, and folders that any file system takes."""

from __future__ import annotations

import pytest

from diaphane import recipes
from diaphane.errors import BadSetting, UnknownName
from diaphane.learn.cells import LONGEST, axis, cells

RECIPE = recipes.get("brain-tumor")


def test_every_combination_the_first_changing_slowest() -> None:
    every = cells(RECIPE, ["freeze=head,all", "epochs=1,2"], ["batch=8"])
    assert [cell.words for cell in every] == [
        *("freeze=head epochs=1", "freeze=head epochs=2"),
        *("freeze=all epochs=1", "freeze=all epochs=2"),
    ]
    assert [(c.recipe.freeze, c.recipe.epochs, c.recipe.batch) for c in every] == [
        *(("head", 1, 8), ("head", 2, 8), ("all", 1, 8), ("all", 2, 8))
    ]


def test_commas_in_brackets_do_not_part() -> None:
    assert axis("net.dense=[512],[256, 64],[]") == ("net.dense", ("[512]", "[256, 64]", "[]"))


def test_a_part_is_named_before_its_settings() -> None:
    every = cells(RECIPE, ["net.dense=[8],[4]", "net=small-cnn,cnn"], ["net.dropout=0.5"])
    assert [str(cell.recipe.net) for cell in every] == [
        "small-cnn(dropout=0.5, dense=(8,))",
        "cnn(dropout=0.5, dense=(8,))",
        "small-cnn(dropout=0.5, dense=(4,))",
        "cnn(dropout=0.5, dense=(4,))",
    ]


def test_names_are_folders_and_differ() -> None:
    names = [cell.name for cell in cells(RECIPE, ["freeze=partial:1,stage:4", "weights=,a/b"])]
    assert names == [
        *("freeze=partial-1_weights=", "freeze=partial-1_weights=a-b"),
        *("freeze=stage-4_weights=", "freeze=stage-4_weights=a-b"),
    ]
    alike = [cell.name for cell in cells(RECIPE, ["weights=a/b,a-b," + "c" * 300])]
    assert len(set(alike)) == 3
    assert max(map(len, alike)) <= LONGEST


@pytest.mark.parametrize(
    "over", [["freeze"], ["freeze=head"], ["freeze=all,all"], ["=1,2"], ["epochs=1,2"] * 2]
)
def test_what_is_no_grid_is_refused(over: list[str]) -> None:
    with pytest.raises(BadSetting, match="expected"):
        cells(RECIPE, over)


def test_an_unknown_setting_offers_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean 'freeze'"):
        cells(RECIPE, ["freez=head,all"])
