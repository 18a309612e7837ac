"""`diaphane train`: a recipe and a folder of data become a run folder with a model in it."""

from __future__ import annotations

import runpy
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import BadData, BadSetting, UnknownName
from .needs import training
from .terminal import show, tell
from .training import TrainingBar

if TYPE_CHECKING:
    from ..recipe import Recipe

RecipeName = Annotated[
    str,
    typer.Argument(
        metavar="RECIPE",
        help="A recipe's name, FILE.py:NAME for one of your own, or a run's recipe.json.",
        show_default=False,
    ),
]
Data = Annotated[
    Path, typer.Argument(metavar="DATA", help="A folder of samples.", show_default=False)
]
Run = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--out",
        metavar="RUN",
        help="The run's folder; runs/NAME-TIME if not said.",
        show_default=False,
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Change a setting: epochs=3.", show_default=False
    ),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the run in -o.")]


def train(
    recipe: RecipeName,
    data: Data,
    out: Run = None,
    settings: Settings = None,
    resume: Resume = False,
) -> None:
    """Train a model from a recipe and labelled images.

    Prints the model's file when it is done.
    """
    chosen = find_recipe(recipe).with_settings(settings or [])
    if not data.is_dir():
        raise BadData(f"expected a folder of samples, found none at {str(data)!r}")
    if resume and out is None:
        raise BadSetting("expected -o RUN beside --resume, got none; say which run to go on with")
    run = out or Path("runs") / f"{chosen.name}-{datetime.now():%Y%m%d-%H%M%S}"
    with training("training"):
        from ..learn.train import train as learn
    tell(f"training {chosen.name} on {data} into {run}")
    show(str(learn(chosen, data, run, resume=resume, watchers=[TrainingBar()])))


def find_recipe(name: str) -> Recipe:
    """A recipe by name, from a Python file of the user's, or from a run's recipe.json."""
    from ..recipe import Recipe
    from ..recipes import get

    file, colon, inside = name.rpartition(":")
    if colon and file.endswith(".py"):
        return recipe_in_file(Path(file), inside)
    if name.endswith(".json"):
        return Recipe.from_json(text_of(Path(name)))
    return get(name)


def recipe_in_file(file: Path, name: str) -> Recipe:
    """Run a user's own Python file and take the recipe of that name out of it."""
    from ..recipe import Recipe

    text_of(file)
    values = runpy.run_path(str(file))
    known = {key: value for key, value in values.items() if isinstance(value, Recipe)}
    if name not in known:
        raise UnknownName(f"recipe in {file}", name, known)
    return known[name]


def text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(
            f"expected a recipe in {str(file)!r}, but could not read it: {error}"
        ) from error
