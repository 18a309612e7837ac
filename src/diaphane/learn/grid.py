"""A grid of trainings, one cell after the other: which settings, and which layers, are worth it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any, Literal

from accelerate.state import AcceleratorState

from ..card import Figure, TaskName
from ..errors import BadData, BadSetting, CannotWrite, DiaphaneError, attempt, refuse
from ..infer.find import read_card
from ..io.write import make_folder, write_bytes, write_json, write_text
from ..judge.intervals import wilson
from ..recipe import Recipe
from . import preflight_pairs, preflight_pictures
from .cells import Cell, cells
from .effort import read_effort
from .grid_plot import grid_plot
from .hopeless import Hopeless, StopHopeless, validated
from .pairs import GatheredPairs, gather_pairs
from .parts import Gathered, gather, refuse_other_data, with_classes
from .pictures import GatheredPictures, gather_pictures
from .preflight import refuse_parts
from .run import Run, same_training
from .train import train
from .watch import Watcher, read_log

FIGURES: dict[TaskName, str] = {"classify": "accuracy", "segment": "dice", "enhance": "psnr_y"}
"""What the cells of a grid are compared by."""
LOGGED = {"psnr_y": "psnr"}
"""What a figure is called in a training's log, where that is otherwise."""

Found = Gathered | GatheredPairs | GatheredPictures
State = Literal["finished", "stopped", "failed"]
Judged = Literal["test", "folds", "validation", ""]


@dataclass(frozen=True)
class Row:
    """What became of a cell."""

    name: str
    """Of its run's folder."""
    choices: Mapping[str, str]
    state: State
    why: str = ""
    """It did not finish."""
    figure: Figure | None = None
    """With its 95 % interval, on the test part where there is one: accuracy, the Dice of what
    segments, the PSNR on Y of what enhances; None where nothing was measured."""
    judged_on: Judged = ""
    """`folds`: of a cross-validation."""
    validation: Figure | None = None
    """The same of the best epoch on the validation part: what to choose by."""
    moved: int = 0
    """Weights that were trained."""
    parameters: int = 0
    epochs: int = 0
    seconds: float = 0.0
    """Of training, without validation."""


@dataclass(frozen=True)
class Grid:
    """All that `compare.json` says."""

    recipe: str
    data: str
    settings: tuple[str, ...]
    """That hold for every cell."""
    over: tuple[str, ...]
    """The settings that differ."""
    rows: tuple[Row, ...]
    figure: str = "accuracy"
    """What the rows' figures are."""

    def to_plain(self) -> dict[str, Any]:
        return asdict(self)


def grid(
    recipe: Recipe,
    data: Path,
    out: Path,
    *,
    over: Sequence[str],
    settings: Sequence[str] = (),
    stop_hopeless: bool = True,
    watchers: Sequence[Watcher] = (),
    say: Callable[[str], None] = lambda text: None,
) -> Grid:
    """Train every cell of `over` in a folder of its own below `out`, and write compare.json,
    compare.csv and compare.png there.

    The same call goes on where a killed one was: what is finished is not trained again. With
    `stop_hopeless` a cell ends early where it has fallen behind every finished one, see
    `hopeless`. A cell that fails is named in its row, and the others are trained all the same.
    Raises `BadData`, `BadSetting`, `UnknownName` for what can be known before, and `CannotWrite`.
    """
    if recipe.card.task not in FIGURES:
        raise BadSetting(
            f"expected a recipe to {' or '.join(FIGURES)}, got one to {recipe.card.task}; train "
            "its settings one by one"
        )
    every, figure = cells(recipe, over, settings), FIGURES[recipe.card.task]
    refuse_unfit(every, data, out)
    make_folder(out)
    rows: list[Row] = []
    for number, cell in enumerate(every, 1):
        say(f"cell {number} of {len(every)}: {cell.words}")
        done = [Run(out / row.name) for row in rows if row.state == "finished"]
        run = Run(out / cell.name)
        chances = stop_hopeless and figure == "accuracy"  # of others they are not known
        stop = StopHopeless(run, done, cell.recipe.epochs) if chances else None
        rows.append(row_of(cell, data, run, watchers, stop))
        say(rows[-1].why or f"{rows[-1].state}: {cell.words}")
        choices = tuple(every[0].choices)
        whole = Grid(recipe.name, str(data), tuple(settings), choices, tuple(rows), figure)
        write(whole, out)
    return whole


def refuse_unfit(every: Sequence[Cell], data: Path, out: Path) -> None:
    """All that is wrong with the cells, before the first is trained; each sentence once."""
    wrong: dict[str, list[str]] = {}
    read: dict[str, Found] = {}
    for cell in every:
        part = repr((cell.recipe.card, cell.recipe.split, cell.recipe.seed))
        if part not in read:
            read[part] = gathered(cell.recipe, data)
        for error in faults(cell, read[part], Run(out / cell.name)):
            wrong.setdefault(str(error), []).append(cell.words)
    refuse([BadSetting(f"{where(words, len(every))}{text}") for text, words in wrong.items()])


def gathered(recipe: Recipe, data: Path) -> Found:
    """The parts of the data, as the recipe's task has them."""
    if recipe.card.task == "segment":
        return gather_pairs(recipe, data)
    if recipe.card.task == "enhance":
        return gather_pictures(recipe, data)
    return gather(recipe, data)


def faults(cell: Cell, found: Found, run: Run) -> list[DiaphaneError]:
    """What does not go together in a cell; or how its run is one of other settings or data."""
    wrong: list[DiaphaneError] = []
    attempt(partial(refuse_changed, cell, found, run), wrong)
    if wrong or run.model.exists():
        return wrong
    if isinstance(found, GatheredPairs):
        preflight_pairs.refuse_parts(cell.recipe, run, wrong)
    elif isinstance(found, GatheredPictures):
        preflight_pictures.refuse_parts(cell.recipe, run, wrong)
    else:
        card = with_classes(cell.recipe.card, found.parts["train"])
        refuse_parts(cell.recipe, card, run, wrong)
    return wrong


def refuse_changed(cell: Cell, found: Found, run: Run) -> None:
    """Raise `BadData` where the cell was begun with other settings or data."""
    if not run.recipe.exists():
        return
    if not same_training(Recipe.from_json(run.recipe.read_text()), cell.recipe):
        raise BadData(
            f"expected the settings that the cells in {str(run.folder.parent)!r} were begun with, "
            "got others; repeat the call that began this comparison, or choose another folder "
            "with -o"
        )
    refuse_other_data(run, found)


def where(words: Sequence[str], of: int) -> str:
    """Which cells a sentence is about."""
    if len(words) == of:
        return ""
    more = f" and {len(words) - 1} more cells" * (len(words) > 1)
    return f"{words[0]}{more}: "


def row_of(
    cell: Cell, data: Path, run: Run, watchers: Sequence[Watcher], stop: StopHopeless | None
) -> Row:
    """Train a cell to its end, unless it stands there already."""
    try:
        if not run.model.exists():
            if stop:
                stop.look()  # it may have been stopped before a kill
                watchers = [*watchers, stop]
            # What a cell before it said of precision holds for a whole process otherwise.
            AcceleratorState._reset_state()
            train(cell.recipe, data, run.folder, resume=True, watchers=watchers)
    except Hopeless as why:
        return measured(cell, run, state="stopped", why=str(why))
    except CannotWrite:
        raise
    except DiaphaneError as error:
        return measured(cell, run, state="failed", why=f"{cell.words}: {error}")
    return measured(cell, run, state="finished")


def measured(cell: Cell, run: Run, *, state: State, why: str = "") -> Row:
    """The row of a run, as far as it came."""
    if not run.training.exists():
        return Row(cell.name, cell.choices, state, why)
    effort = read_effort(run.training)
    name = FIGURES[cell.recipe.card.task]
    validation = on_validation(run, name)
    card = read_card(run.folder) if state == "finished" else cell.recipe.card
    told = card.figures.get(name) if state == "finished" else None
    part: Judged = "folds" if "folds" in card.trained else "test"
    return Row(
        name=cell.name,
        choices=cell.choices,
        state=state,
        why=why,
        figure=told or validation,
        judged_on=part if told else "validation" if validation else "",
        validation=validation,
        moved=effort.moved,
        parameters=effort.parameters,
        epochs=effort.epochs,
        seconds=effort.seconds,
    )


def on_validation(run: Run, name: str) -> Figure | None:
    """The figure at the epoch whose weights were kept, an accuracy with Wilson's interval."""
    lines, key = read_log(run.log), f"val_{LOGGED.get(name, name)}"
    if not lines or key not in lines[-1]:
        return None
    value = lines[lines[-1]["best_epoch"]][key]
    return Figure(value, *(wilson(value, validated(run)) if name == "accuracy" else ()))


def write(whole: Grid, out: Path) -> None:
    """compare.json, compare.csv and compare.png; raises `CannotWrite`."""
    write_json(out / "compare.json", whole.to_plain())
    write_text(out / "compare.csv", as_csv(whole))
    write_bytes(out / "compare.png", grid_plot(whole))


def as_csv(whole: Grid) -> str:
    """A line for each cell, a column for each setting that differs."""
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    figures = ("figure", "validation")
    numbers = ("moved", "parameters", "epochs", "seconds")
    ends = [
        f"{name}{end}" for name in (whole.figure, "validation") for end in ("", "_low", "_high")
    ]
    table.writerow(["cell", *whole.over, "state", "judged_on", *ends, *numbers, "why"])
    for row in whole.rows:
        values = [part for name in figures for part in three(getattr(row, name))]
        choices = [row.choices[key] for key in whole.over]
        sizes = [getattr(row, name) for name in numbers]
        table.writerow([row.name, *choices, row.state, row.judged_on, *values, *sizes, row.why])
    return text.getvalue()


def three(figure: Figure | None) -> tuple[float | None, ...]:
    return (figure.value, figure.low, figure.high) if figure else (None, None, None)
