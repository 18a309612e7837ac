"""`diaphane recipes`: the named set-ups that can be trained."""

from __future__ import annotations

from typing import Annotated

import typer

from .terminal import show, table

Name = Annotated[
    str | None,
    typer.Argument(metavar="[NAME]", help="A recipe: prints all its settings.", show_default=False),
]


def recipes(name: Name = None) -> None:
    """List the recipes, or print one as JSON.

    What is printed, in a file, is a recipe that `diaphane train` takes.
    """
    from ..recipes import RECIPES, get

    if name is not None:
        show(get(name).to_json())
        return
    rows = (
        (name, recipe.card.task, str(recipe.net), recipe.card.summary)
        for name, recipe in RECIPES.items()
    )
    show(table(("name", "task", "network", "summary"), rows))
