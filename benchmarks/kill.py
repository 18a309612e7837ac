"""Kill a short training at random moments, go on with it, and compare what it ends with.

    python benchmarks/kill.py --kills 20

A training is run whole once. Then, once for each kill, it is started anew in a process of its own,
killed with SIGKILL, and gone on with (`resume`). One in three kills comes at a moment drawn evenly
from the whole run, most of which is making the model file; one at a moment drawn from the epochs;
one at the instant when a file is being written (a `.part` is there), drawn from all such instants.
One JSON document is printed: for each kill the moment, what was
going on, epochs logged and epochs saved at that moment, and whether weights, figures and model
came out the same; `failed` counts those where not, or where more than one epoch was lost.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import os
import random
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from diaphane.card import Card, Class, Input
from diaphane.data import phantom
from diaphane.learn import checkpoint
from diaphane.learn.train import train
from diaphane.learn.watch import read_log
from diaphane.recipe import Recipe, Split, Stop, named

POLL = 2e-4
"""Seconds between two looks at the run."""
EPOCHS = 6
TINY = Recipe(
    card=Card(
        name="killed",
        task="classify",
        input=Input(size=(24, 24), mean=(0.5,), std=(0.25,)),
        classes=(Class("notumor"), Class("glioma"), Class("meningioma"), Class("pituitary")),
    ),
    net=named("small-cnn", width=4, depth=2, dropout=0.2),
    augment=named("picture", shift=0.1, noise=0.05, mix=0.2),
    optimiser=named("adamw", lr=1e-2),
    schedule=named("plateau", patience=1),
    split=Split(validation=0.25, calibration=0.25, similarity=0.9999, allow_leaks=True),
    stop=Stop("loss", 0),
    epochs=EPOCHS,
    batch=4,
    average=0.9,
)

TOO_LATE = "ended before its moment; drawn anew"

Figures = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        phantom.write_classes(data, 6)
        whole, seconds, epoch, parts = whole_run(data, Path(folder, "whole"))
        kills: list[Figures] = []
        for number in count():
            if len(kills) == asked.kills:
                break
            moments: tuple[Callable[[Path], str], ...] = (
                after(chance.uniform(0, seconds)),
                in_epoch(chance.randrange(EPOCHS), chance.uniform(0, epoch)),
                at_part(chance.randrange(parts)),
            )
            kill = killed(data, Path(folder, f"run-{number}"), moments[len(kills) % 3], whole)
            print(json.dumps(kill), file=sys.stderr, flush=True)
            if kill["moment"] == TOO_LATE:  # the machine has become faster
                seconds *= 0.8
            else:
                kills.append(kill)
    failed = [kill for kill in kills if not kill["sound"]]
    document = {"seconds": round(seconds, 2), "kills": kills, "failed": len(failed)}
    print(json.dumps(document, indent=1))
    sys.exit(bool(failed))


def whole_run(data: Path, run: Path) -> tuple[Figures, float, float, int]:
    """What a training that nobody kills ends with, its seconds and those of an epoch, and how many
    files it wrote as parts. Modules that a first one came to need are imported here, for all that
    follow."""
    listing = run.with_name("modules.json")
    wait(child(lambda: listed(data, run.with_name("warm"), listing)))
    for module in json.loads(listing.read_text()):
        with suppress(Exception):  # some can only be imported by others
            import_module(module)
    began = time.monotonic()
    pid = child(lambda: trained(data, run, resume=False))
    parts, there, epochs = 0, set[str](), dict[int, float]()
    while not ended(pid):
        done = len(read_log(run / "log.jsonl"))
        epochs.setdefault(done, time.monotonic() - began)
        now = {part.name for part in run.glob("*.part")}
        parts += len(now - there)
        there = now
        time.sleep(POLL)
    logged = [moment for done, moment in epochs.items() if done]
    epoch = (max(logged) - min(logged)) / (EPOCHS - 1)
    return ending(run), time.monotonic() - began, epoch, max(parts, 1)


def killed(data: Path, run: Path, when: Callable[[Path], str], whole: Figures) -> Figures:
    """Start, kill when it is time, go on, and say how it went."""
    pid = child(lambda: trained(data, run, resume=False))
    waiting = watched(pid, run, when)
    logged, done = len(read_log(run / "log.jsonl")), saved(run)
    parts = len(list(run.glob("*.part")))
    at_kill = {"moment": waiting, "logged": logged, "saved": done, "parts": parts}
    wait(child(lambda: trained(data, run, resume=True)))
    end = ending(run)
    same = {f"same_{name}": end[name] == whole[name] for name in whole}
    clean = not list(run.glob("*.part"))
    sound = all(same.values()) and clean and logged - done <= 1
    return {**at_kill, **same, "clean": clean, "sound": sound}


def watched(pid: int, run: Path, when: Callable[[Path], str]) -> str:
    """Kill the process at its moment; says which that was."""
    while not (moment := when(run)):
        if ended(pid):
            return TOO_LATE
        time.sleep(POLL)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return moment


def after(seconds: float) -> Callable[[Path], str]:
    end = time.monotonic() + seconds

    def due(run: Path) -> str:
        return f"after {seconds:.2f} s" if time.monotonic() >= end else ""

    return due


def in_epoch(number: int, seconds: float) -> Callable[[Path], str]:
    """So long after the epochs before that number were logged."""
    since = 0.0

    def due(run: Path) -> str:
        nonlocal since
        begun = (run / "recipe.json").exists() and len(read_log(run / "log.jsonl")) >= number
        since = since or begun * time.monotonic()
        late = since and time.monotonic() >= since + seconds
        return f"{seconds:.2f} s into epoch {number}" if late else ""

    return due


def at_part(number: int) -> Callable[[Path], str]:
    """While the file of that number is being written."""
    seen, there = -1, set[str]()

    def due(run: Path) -> str:
        nonlocal seen, there
        now = {part.name for part in run.glob("*.part")}
        seen += len(now - there)
        new, there = now - there, now
        return f"writing {min(new)}, file {number}" if new and seen >= number else ""

    return due


def child(what: Callable[[], object]) -> int:
    """A process of its own that has torch in memory already."""
    pid = os.fork()
    if pid:
        return pid
    try:
        what()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def trained(data: Path, run: Path, *, resume: bool) -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    train(TINY, data, run, resume=resume)


def listed(data: Path, run: Path, listing: Path) -> None:
    """Train, and leave a list of the modules that took."""
    trained(data, run, resume=False)
    listing.write_text(json.dumps(list(sys.modules)))


def ended(pid: int) -> bool:
    return os.waitpid(pid, os.WNOHANG)[0] == pid


def wait(pid: int) -> None:
    if status := os.waitpid(pid, 0)[1]:
        sys.exit(f"a training failed with status {status}")


def saved(run: Path) -> int:
    """Epochs in the last checkpoint; it must be whole at any moment."""
    last = run / "last.safetensors"
    return int(checkpoint.load(last)["progress"]["done"]) if last.exists() else 0


def ending(run: Path) -> Figures:
    """What two runs that are the same have in common. Times differ, and the card has the date."""
    lines = [{k: v for k, v in x.items() if k != "seconds"} for x in read_log(run / "log.jsonl")]
    hashes = {
        name: hashlib.sha256((run / name).read_bytes()).hexdigest()
        for name in ("last.safetensors", "best.safetensors", "exact.onnx", "samples.jsonl")
    }
    return {"log": lines, **hashes, "model": (run / "model.onnx").exists()}


if __name__ == "__main__":
    main()
