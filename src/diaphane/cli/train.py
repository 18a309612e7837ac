"""`diaphane train`: a recipe and a folder of data become a run folder with a model in it."""

from __future__ import annotations

import runpy
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import BadData, BadSetting, DiaphaneError, UnknownName, attempt, refuse
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
Towards = Annotated[
    Path | None,
    typer.Argument(
        metavar="[TOWARDS]",
        help="For recipes that translate, where DATA are the pictures to translate: those to "
        "translate into.",
        show_default=False,
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
FindRate = Annotated[
    bool,
    typer.Option("--find-rate", help="Train nothing: suggest a learning rate from a short sweep."),
]


def train(
    recipe: RecipeName,
    data: Data,
    towards: Towards = None,
    out: Run = None,
    settings: Settings = None,
    resume: Resume = False,
    find_rate: FindRate = False,
) -> None:
    """Train a model from a recipe and labelled samples.

    Prints the model's file when it is done.
    """
    wrong: list[DiaphaneError] = []
    if resume and out is None:
        wrong.append(
            BadSetting("expected -o RUN beside --resume, got none; say which run to go on with")
        )
    chosen = found_recipe(recipe, settings or [], data, towards, wrong)
    if find_rate:
        suggest_rate(chosen, data, out)
        return
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


def found_recipe(
    name: str, settings: list[str], data: Path, towards: Path | None, wrong: list[DiaphaneError]
) -> Recipe:
    """The recipe with its settings, where nothing is `wrong`. Where something is, what can be seen
    of the data at a glance is told with it."""
    from ..data.record_files import anything_at

    recipe = attempt(lambda: find_recipe(name), wrong)
    chosen = recipe and attempt(lambda: recipe.with_settings(settings), wrong)
    if chosen and towards:
        chosen = attempt(partial(with_towards, chosen, towards), wrong)
    if not anything_at(data):
        wrong.append(
            BadData(f"expected a folder of samples or a table, found none at {str(data)!r}")
        )
    elif wrong and not (recipe and recipe.card.task != "classify"):
        from ..data.folders import read_classes

        attempt(lambda: read_classes(data), wrong)
    refuse(wrong)
    assert chosen
    return chosen


def with_towards(recipe: Recipe, towards: Path) -> Recipe:
    """The recipe with the second of two folders; raises `BadSetting` where it has no use for it."""
    if recipe.card.task != "translate":
        raise BadSetting(
            f"expected one place of data for a recipe to {recipe.card.task}, got {str(towards)!r} "
            "as well; leave it out"
        )
    if not towards.is_dir():
        raise BadData(
            f"expected a folder of pictures to translate into, found none at {str(towards)!r}"
        )
    return recipe.but(towards=str(towards))


def suggest_rate(recipe: Recipe, data: Path, out: Path | None) -> None:
    """Print a learning rate; rate.json and rate.png go to `out`."""
    with training("finding a learning rate"):
        from ..learn.find_rate import find_rate
    tell(f"sweeping the learning rate of {recipe.name} on {data}")
    sweep = find_rate(recipe, data, out)
    tell(
        f"the loss is lowest at {sweep.lowest:.2g} and falls fastest at {sweep.steepest:.2g}; "
        f"suggested is a tenth of the first: --set optimiser.lr={sweep.suggested:.2g}"
    )
    show(f"{sweep.suggested:.2g}")


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
    try:
        values = runpy.run_path(str(file))
    except (TypeError, ValueError, NameError, SyntaxError, ImportError) as error:
        raise BadSetting(
            f"expected a recipe in {str(file)!r}, but it does not run: {error}; correct it"
        ) from error
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
