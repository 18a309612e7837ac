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

from ..card import Figure
from ..errors import BadData, BadSetting, CannotWrite, DiaphaneError, attempt, refuse
from ..infer.find import read_card
from ..io.write import make_folder, write_bytes, write_json, write_text
from ..judge.intervals import wilson
from ..recipe import Recipe
from .cells import Cell, cells
from .effort import read_effort
from .grid_plot import grid_plot
from .hopeless import Hopeless, StopHopeless, accuracies, validated
from .parts import Gathered, gather, refuse_other_data, with_classes
from .preflight import refuse_parts
from .run import Run, same_training
from .train import train
from .watch import Watcher, read_log

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
    accuracy: Figure | None = None
    """With its 95 % interval, on the test part where there is one; None where nothing was
    measured."""
    judged_on: Judged = ""
    """`folds`: of a cross-validation."""
    validation: Figure | None = None
    """Accuracy of the best epoch on the validation part: what to choose by."""
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
    every = cells(recipe, over, settings)
    refuse_unfit(every, data, out)
    make_folder(out)
    rows: list[Row] = []
    for number, cell in enumerate(every, 1):
        say(f"cell {number} of {len(every)}: {cell.words}")
        done = [Run(out / row.name) for row in rows if row.state == "finished"]
        run = Run(out / cell.name)
        stop = StopHopeless(run, done, cell.recipe.epochs) if stop_hopeless else None
        rows.append(row_of(cell, data, run, watchers, stop))
        say(rows[-1].why or f"{rows[-1].state}: {cell.words}")
        whole = Grid(recipe.name, str(data), tuple(settings), tuple(every[0].choices), tuple(rows))
        write(whole, out)
    return whole


def refuse_unfit(every: Sequence[Cell], data: Path, out: Path) -> None:
    """All that is wrong with the cells, before the first is trained; each sentence once."""
    wrong: dict[str, list[str]] = {}
    read: dict[str, Gathered] = {}
    for cell in every:
        part = repr((cell.recipe.card, cell.recipe.split, cell.recipe.seed))
        if part not in read:
            read[part] = gather(cell.recipe, data)
        for error in faults(cell, read[part], Run(out / cell.name)):
            wrong.setdefault(str(error), []).append(cell.words)
    refuse([BadSetting(f"{where(words, len(every))}{text}") for text, words in wrong.items()])


def faults(cell: Cell, found: Gathered, run: Run) -> list[DiaphaneError]:
    """What does not go together in a cell; or how its run is one of other settings or data."""
    wrong: list[DiaphaneError] = []
    attempt(partial(refuse_changed, cell, found, run), wrong)
    if not (wrong or run.model.exists()):
        card = with_classes(cell.recipe.card, found.parts["train"])
        refuse_parts(cell.recipe, card, run, wrong)
    return wrong


def refuse_changed(cell: Cell, found: Gathered, run: Run) -> None:
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
    validation = on_validation(run)
    card = read_card(run.folder) if state == "finished" else cell.recipe.card
    told = card.figures.get("accuracy") if state == "finished" else None
    part: Judged = "folds" if "folds" in card.trained else "test"
    return Row(
        name=cell.name,
        choices=cell.choices,
        state=state,
        why=why,
        accuracy=told or validation,
        judged_on=part if told else "validation" if validation else "",
        validation=validation,
        moved=effort.moved,
        parameters=effort.parameters,
        epochs=effort.epochs,
        seconds=effort.seconds,
    )


def on_validation(run: Run) -> Figure | None:
    """Accuracy at the epoch whose weights were kept, with Wilson's interval."""
    known = accuracies(run)
    if not known:
        return None
    value = known[read_log(run.log)[-1]["best_epoch"]]
    return Figure(value, *wilson(value, validated(run)))


def write(whole: Grid, out: Path) -> None:
    """compare.json, compare.csv and compare.png; raises `CannotWrite`."""
    write_json(out / "compare.json", whole.to_plain())
    write_text(out / "compare.csv", as_csv(whole))
    write_bytes(out / "compare.png", grid_plot(whole))


def as_csv(whole: Grid) -> str:
    """A line for each cell, a column for each setting that differs."""
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    figures = ("accuracy", "validation")
    numbers = ("moved", "parameters", "epochs", "seconds")
    ends = [f"{name}{end}" for name in figures for end in ("", "_low", "_high")]
    table.writerow(["cell", *whole.over, "state", "judged_on", *ends, *numbers, "why"])
    for row in whole.rows:
        values = [part for name in figures for part in three(getattr(row, name))]
        choices = [row.choices[key] for key in whole.over]
        sizes = [getattr(row, name) for name in numbers]
        table.writerow([row.name, *choices, row.state, row.judged_on, *values, *sizes, row.why])
    return text.getvalue()


def three(figure: Figure | None) -> tuple[float | None, ...]:
    return (figure.value, figure.low, figure.high) if figure else (None, None, None)
