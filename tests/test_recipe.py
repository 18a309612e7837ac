"""Recipes go through JSON and take settings from a command line."""

from __future__ import annotations

import pytest

from diaphane import recipes
from diaphane.errors import BadSetting, Several, UnknownName
from diaphane.recipe import Recipe


@pytest.mark.parametrize("name", recipes.RECIPES)
def test_every_recipe_comes_back_from_json(name: str) -> None:
    recipe = recipes.get(name)
    assert Recipe.from_json(recipe.to_json()) == recipe


def test_settings_reach_into_parts() -> None:
    recipe = recipes.get("brain-tumor").with_settings(
        ["epochs=3", "net=vgg16", "net.dense=[512]", "stop.patience=4", "optimiser.lr=1e-4"]
    )
    assert (recipe.epochs, recipe.stop.patience) == (3, 4)
    assert recipe.net.settings == {"dense": (512,)}
    assert recipe.optimiser.settings["lr"] == 1e-4


def test_a_part_is_named_before_its_settings_are_set() -> None:
    settings = ["net.dense=[8]", "net=vgg16", "epochs=3", "epochs=4"]
    recipe = recipes.get("brain-tumor").with_settings(settings)
    assert (str(recipe.net), recipe.epochs) == ("vgg16(dense=(8,))", 4)


def test_unknown_setting_offers_the_nearest() -> None:
    with pytest.raises(UnknownName, match="no setting named 'epoch'; did you mean 'epochs'"):
        recipes.get("brain-tumor").with_settings(["epoch=3"])


def test_all_wrong_settings_are_told_together() -> None:
    settings = ["epoch=3", "batch=8", "stop.watch=luck", "seed"]
    with pytest.raises(Several) as said:
        recipes.get("brain-tumor").with_settings(settings)
    lines = str(said.value).splitlines()
    assert lines[0] == "3 things are to be mended:"
    assert [type(error) for error in said.value.errors] == [UnknownName, BadSetting, BadSetting]
    with pytest.raises(BadSetting, match="Recipe has no 'colour', 'epoch'"):
        Recipe.from_json('{"epoch": 3, "colour": "red"}')


@pytest.mark.parametrize(
    "setting", ["epochs=many", "precision=fp8", "stop.watch=luck", "epochs.more=1", "epochs"]
)
def test_values_a_setting_does_not_take_are_refused(setting: str) -> None:
    with pytest.raises(BadSetting):
        recipes.get("brain-tumor").with_settings([setting])


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"net": 3}', '{"colour": "red"}'])
def test_what_is_no_recipe_is_refused(text: str) -> None:
    with pytest.raises(BadSetting, match="expected a recipe"):
        Recipe.from_json(text)


def test_unknown_recipe_offers_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean 'brain-tumor'"):
        recipes.get("brain-tumour")
