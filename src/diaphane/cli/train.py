"""`diaphane train`: a recipe and a folder of data become a run folder with a model in it."""

from __future__ import annotations

import runpy
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import BadData, BadSetting, UnknownName
from .models import figure_text
from .needs import training
from .terminal import counter, show, tell
from .training import TrainingBar

if TYPE_CHECKING:
    from ..card import Card
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
    Path,
    typer.Argument(
        metavar="DATA", help="A folder of samples, or a table: a CSV file.", show_default=False
    ),
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
    """Train a model from a recipe and labelled images, or rows of a table.

    Prints the model's file when it is done.
    """
    chosen = find_recipe(recipe).with_settings(settings or [])
    if not data.exists():
        raise BadData(f"expected a folder of samples or a table, found none at {str(data)!r}")
    if resume and out is None:
        raise BadSetting("expected -o RUN beside --resume, got none; say which run to go on with")
    run = out or Path("runs") / f"{chosen.name}-{datetime.now():%Y%m%d-%H%M%S}"
    with training("training"):
        from ..learn.train import train as learn
    from ..infer.find import read_card

    tell(f"training {chosen.name} on {data} into {run}")
    folds = counter("cross-validating")
    file = learn(chosen, data, run, resume=resume, watchers=[TrainingBar()], progress=folds)
    tell_folds(read_card(file))
    show(str(file))


def tell_folds(card: Card) -> None:
    """The figure of a cross-validation, where there was one."""
    if how := card.trained.get("folds"):
        figure = figure_text(card.figures["accuracy"])
        tell(f"cross-validated in {how}: accuracy {figure}, with a 95 % interval")


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
