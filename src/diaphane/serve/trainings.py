"""Trainings that are started, watched, stopped and gone on with. Each is a process of its own, for
the server never loads torch, and lives on where the server does not.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from ..errors import BadSetting
from ..recipe import Recipe
from ..recipes import RECIPES, get
from .audit import Log
from .child import Child, spawn
from .datasets import Datasets
from .keep import Places, make
from .missing import Missing
from .run_folder import RunFolder
from .store import Store, iso, new_id
from .tables import trainings
from .workers import tell_fault

MOST = 2
"""Trainings that run at a time."""

PATIENCE = 20.0
"""Seconds that a training has to end once it is asked to."""

LOOK = 1.0
"""Seconds between two looks at what runs."""

ALIVE = ("starting", "running")
RESUMABLE = ("stopped", "interrupted", "failed")
DONE = select(trainings.c.id).where(trainings.c.state == "done").order_by(trainings.c.created)
"""Asked with each image that is told; to build a question takes longer than to put it."""

PREFIX = "training-"
"""Of the names of finished models, before the id."""

KEY = re.compile(r"[a-z][a-z0-9_.]{0,60}")
VALUE = re.compile(r"[\w +\-.,:\[\]\"]{0,200}")
"""No path: settings that name files would read those of the server."""

COMMAND = (sys.executable, "-P", "-c", "from diaphane.cli.main import main; main()", "train")
"""-P: a file in the folder one is in is never imported."""

LAYOUTS = {
    "classify": "one folder a class, or labels.csv; below train and test where both exist",
    "segment": "images and masks with equal stems; below train and test where both exist",
    "enhance": "a folder of pictures, or HR with LRx4; below train and test where both exist",
    "translate": "two folders of pictures, or both below train and test",
}
USUAL = ("epochs", "batch", "seed", "freeze", "precision")
"""Settings that people change most."""

ROWS = "a table of numbers, CSV, with the label in the last column"


@dataclass
class Trainings:
    """The trainings of one workplace."""

    store: Store
    log: Log
    places: Places
    datasets: Datasets
    command: Sequence[str] = COMMAND
    _ending: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _watching: threading.Thread | None = None

    def begin(self) -> None:
        """Find again what runs since another server started it, and look after it."""
        self.look()
        self._watching = threading.Thread(target=self._watch, name="trainings", daemon=True)
        self._watching.start()

    def end(self) -> None:
        """Look no more. What runs goes on; the next server finds it."""
        self._ending.set()
        if self._watching:
            self._watching.join(2 * LOOK)

    def start(self, recipe: str, folder: str, settings: Mapping[str, str], *, owner: str) -> str:
        """Start one; its id. Raises `UnknownName` and `BadSetting` for what the recipe does not
        take, `Missing` for a folder that is not on the list."""
        checked(recipe, settings)
        data = self.datasets.path(folder)
        name = new_id()
        with self._lock:
            self.refuse_too_many()
            with self.store.begin() as connection:
                row = {
                    "id": name,
                    "owner": owner,
                    "recipe": recipe,
                    "data": folder,
                    "settings": dict(settings),
                    "state": "starting",
                    "created": self.store.now(connection),
                }
                connection.execute(insert(trainings).values(row))
                details = {"recipe": recipe, "folder": folder, "settings": dict(settings)}
                self.log.write(
                    connection, actor=owner, action="train-start", subject=name, details=details
                )
            self._spawn(name, recipe, data, settings)
        return name

    def resume(self, name: str, *, actor: str) -> None:
        """Go on with one that was stopped, failed or was interrupted. Raises `Missing`,
        `BadSetting`."""
        with self._lock:
            row = self.row(name)
            if row.state not in RESUMABLE:
                raise BadSetting(
                    f"expected a training that was stopped, got one that is {row.state}"
                )
            data = self.datasets.path(row.data)
            self.refuse_too_many()
            with self.store.begin() as connection:
                values = {"state": "starting", "error": None, "ended": None}
                connection.execute(update(trainings).where(trainings.c.id == name).values(values))
                self.log.write(
                    connection,
                    actor=actor,
                    action="train-start",
                    subject=name,
                    details={"resumed": True},
                )
            self._spawn(name, row.recipe, data, row.settings)

    def stop(self, name: str, *, actor: str) -> None:
        """As Ctrl-C does; one that does not end is killed. What it learned up to its last epoch is
        kept. Raises `Missing`, `BadSetting`."""
        with self._lock:
            row = self.row(name)
            if row.state not in ALIVE:
                raise BadSetting(f"expected a training that runs, got one that is {row.state}")
            child = child_of(row)
            if child:
                child.interrupt()
                if not child.wait(PATIENCE):
                    child.kill()
                    child.wait(PATIENCE)
            with self.store.begin() as connection:
                values = {"state": "stopped", "pid": None, "ended": self.store.now(connection)}
                connection.execute(update(trainings).where(trainings.c.id == name).values(values))
                self.log.write(connection, actor=actor, action="train-stop", subject=name)

    def look(self) -> None:
        """Note what has become of those that run."""
        with self._lock:
            for row in self.rows(alive=True):
                self._look_at(row)

    def row(self, name: str) -> Any:
        """Raises `Missing`."""
        with self.store.read() as connection:
            row = connection.execute(select(trainings).where(trainings.c.id == name)).first()
        if row is None:
            raise Missing("training")
        return row

    def rows(self, *, alive: bool = False) -> list[Any]:
        """The newest first."""
        chosen = select(trainings).order_by(trainings.c.created.desc(), trainings.c.id)
        if alive:
            chosen = chosen.where(trainings.c.state.in_(ALIVE))
        with self.store.read() as connection:
            return list(connection.execute(chosen))

    def listed(self) -> list[dict[str, Any]]:
        """The newest first, each with how far it came and how good it was."""
        return [self.listed_one(row) for row in self.rows()]

    def listed_one(self, row: Any) -> dict[str, Any]:
        lines = self.folder(row.id).lines()
        progress = {"epochs": self.epochs(row), "done": len(lines), "best": best_of(lines)}
        return {**line_of(row), **progress}

    def epochs(self, row: Any) -> int:
        """As many as are planned."""
        planned = self.folder(row.id).epochs()
        return planned or checked(row.recipe, row.settings).epochs

    def told(self, name: str) -> dict[str, Any]:
        """All of a training, as the interface tells it. Raises `Missing`."""
        row = self.row(name)
        run = self.folder(name)
        return {
            **line_of(row),
            "epochs": self.epochs(row),
            "lines": run.lines(),
            "pictures": run.pictures(),
            "figures": run.figures() if row.state == "done" else {},
            "model": f"{PREFIX}{name}" if row.state == "done" else None,
        }

    def folder(self, name: str) -> RunFolder:
        return RunFolder(self.places.training(name))

    def models(self) -> dict[str, Path]:
        """The files of the finished ones, by the names that the shelf gives them."""
        with self.store.read() as connection:
            names = connection.execute(DONE).scalars()
            files = {f"{PREFIX}{name}": self.folder(name).model for name in names}
        return {name: path for name, path in files.items() if path.is_file()}

    def refuse_too_many(self) -> None:
        if (running := len(self.rows(alive=True))) >= MOST:
            raise BadSetting(
                f"expected fewer than {MOST} trainings at a time, {running} run already; stop one "
                "or wait"
            )

    def _spawn(self, name: str, recipe: str, data: Path, settings: Mapping[str, str]) -> None:
        run = RunFolder(make(self.places.training(name)))
        sets = [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
        again = ["--resume"] if run.begun else []
        call = [*self.command, recipe, str(data.resolve()), "-o", str(run.path.resolve())]
        child = spawn([*call, *again, *sets], said=run.said, printed=run.printed)
        values = {"pid": child.pid, "pid_started": child.started}
        with self.store.begin() as connection:
            connection.execute(update(trainings).where(trainings.c.id == name).values(values))

    def _watch(self) -> None:
        while not self._ending.wait(LOOK):
            try:
                self.look()
            except Exception as error:  # the next time, perhaps
                tell_fault("the trainings could not be looked at", error)

    def _look_at(self, row: Any) -> None:
        """Note a change of one that was alive when last looked at."""
        run, child = self.folder(row.id), child_of(row)
        if child and child.alive():
            if row.state == "starting" and run.lines():
                self._note(row.id, "running", None)
            return
        if run.done:
            self._note(row.id, "done", None)
        elif fault := run.fault():
            self._note(row.id, "failed", fault)
        else:
            self._note(row.id, "interrupted", None)

    def _note(self, name: str, state: str, error: str | None) -> None:
        with self.store.begin() as connection:
            values: dict[str, Any] = {"state": state, "error": error}
            if state not in ALIVE:
                values |= {"pid": None, "ended": self.store.now(connection)}
            connection.execute(update(trainings).where(trainings.c.id == name).values(values))


def recipes() -> list[dict[str, Any]]:
    """What can be trained, and on data laid out how."""
    return [recipe_line(name, recipe) for name, recipe in RECIPES.items()]


def recipe_line(name: str, recipe: Recipe) -> dict[str, Any]:
    card = recipe.card
    rows = len(card.input.size or ()) == 1
    return {
        "name": name,
        "task": card.task,
        "summary": card.summary,
        "wants": recipe.wants,
        "layout": ROWS if rows else LAYOUTS[card.task],
        "network": str(recipe.net),
        "classes": [one.title or one.name for one in card.classes],
        "settings": {
            **{key: getattr(recipe, key) for key in USUAL},
            **{f"optimiser.{key}": value for key, value in recipe.optimiser.settings.items()},
        },
        "recipe": asdict(recipe),
    }


def checked(recipe: str, settings: Mapping[str, str]) -> Recipe:
    """The recipe with the settings. Raises `UnknownName`, `BadSetting`, `Several`."""
    for key, value in settings.items():
        if not KEY.fullmatch(key) or not VALUE.fullmatch(value) or ".." in value:
            raise BadSetting(
                f"expected a setting like epochs=3, got {key[:60]!r}; a setting may not name a "
                "file of the server"
            )
    return get(recipe).with_settings([f"{key}={value}" for key, value in settings.items()])


def line_of(row: Any) -> dict[str, Any]:
    """A training as lists tell it."""
    return {
        "id": row.id,
        "recipe": row.recipe,
        "folder": row.data,
        "settings": row.settings,
        "state": row.state,
        "error": row.error,
        "owner": row.owner,
        "created": iso(row.created),
        "ended": iso(row.ended),
    }


def best_of(lines: Sequence[Mapping[str, Any]]) -> dict[str, float | None]:
    """The validation figures of the epoch whose weights are kept; none before the first ended."""
    best = lines[-1].get("best_epoch") if lines else None
    line = next((one for one in lines if one["epoch"] == best), {})
    start = "val_"
    return {key.removeprefix(start): value for key, value in line.items() if key.startswith(start)}


def child_of(row: Any) -> Child | None:
    return Child(row.pid, row.pid_started) if row.pid else None
