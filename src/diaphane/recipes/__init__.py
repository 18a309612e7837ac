"""All recipes, by name. Pure data: importing this costs nothing."""

from __future__ import annotations

from ..errors import UnknownName
from ..recipe import Recipe
from .brain_tumor import brain_tumor, brain_tumor_efficientnet, brain_tumor_inception

RECIPES: dict[str, Recipe] = {
    recipe.name: recipe for recipe in (brain_tumor, brain_tumor_inception, brain_tumor_efficientnet)
}


def get(name: str) -> Recipe:
    """The recipe of that name; raises `UnknownName`."""
    try:
        return RECIPES[name]
    except KeyError:
        raise UnknownName("recipe", name, RECIPES) from None
