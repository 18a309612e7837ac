"""From a recipe and a data folder to a calibrated ONNX file: read top to bottom."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import torch
from accelerate import Accelerator
from accelerate.utils import DistributedDataParallelKwargs

from .. import nets
from ..card import Card
from ..nets.classifier import Classifier
from ..recipe import Recipe
from . import augment, checkpoint, supervised
from .batches import Batches, Pictures
from .calibrate import calibrated, fit_novelty, unfitted, validate
from .curves import Curves
from .effort import EffortLog, read_effort
from .examine import examined
from .export import EXACT_FILE, SAMPLES, export, put_card, store
from .film import Film
from .freeze import Freezing
from .loop import Loop
from .parts import with_classes
from .preflight import preflight
from .repeatable import repeatable
from .run import Run, versions
from .start import start
from .watch import CsvLog, JsonLog, TensorBoard, Watcher

SEEN = 256
"""Training images on which the exported file is compared with torch, and which show a quantised
one its ranges."""


def train(
    recipe: Recipe,
    data: Path,
    out: Path,
    *,
    resume: bool = False,
    watchers: Sequence[Watcher] = (),
) -> Path:
    """Train `recipe` on the folder `data`, leave everything in the folder `out`, and return the
    model file in it. With `resume` a run that was killed goes on where it was, and ends with the
    same weights.

    Raises `BadData`, `BadSetting` and `UnknownName` for what a caller can get wrong.
    """
    run = Run.open(out, recipe, resume=resume)
    found = preflight(recipe, data, run)
    card = with_classes(recipe.card, found.parts["train"])
    pictures = {name: Pictures(samples, card.input) for name, samples in found.parts.items()}
    held_out = pictures.get("validation")
    film = Film.of(held_out, card, run, epochs=recipe.epochs)
    with repeatable(recipe.deterministic):
        loop = loop_of(recipe, card, run, [film, *watchers])
        run.begin(recipe)
        run.note_data(found.parts, found.sha256, found.facts)
        if resume and run.last.exists():
            loop.resume()
        batches = Batches(
            pictures["train"],
            card,
            batch=recipe.batch,
            how=augment.build(recipe.augment),
            seed=recipe.seed,
            process=loop.accelerator.process_index,
            processes=loop.accelerator.num_processes,
        )
        judge = partial(
            validate, pictures=held_out, card=card, device=loop.accelerator.device, see=film.saw
        )
        loop.fit(batches, judge if held_out else lambda net: {})
    if loop.accelerator.is_main_process:
        finish(recipe, card, loop, pictures, run)
    return run.model


def loop_of(recipe: Recipe, card: Card, run: Run, watchers: Sequence[Watcher]) -> Loop:
    """Network, objective and loop, on whatever device is there."""
    torch.manual_seed(recipe.seed)
    accelerator = Accelerator(
        cpu=not torch.cuda.is_available(),
        mixed_precision="bf16" if recipe.precision == "bf16" else "no",
        # What thaws later has no gradient yet, which several processes must be told.
        kwargs_handlers=[DistributedDataParallelKwargs(find_unused_parameters=recipe.thaw > 0)],
    )
    net = nets.build(recipe.net, inputs=card.input.channels, outputs=len(card.classes))
    if run.last.exists() and run.training.exists():  # what it began with may be gone by now
        origin = read_effort(run.training).weights
    else:
        origin = start(net, recipe, card.names)
    freezing = Freezing(net, freeze=recipe.freeze, thaw=recipe.thaw)
    size = sum(weight.numel() for weight in net.parameters())
    net = accelerator.prepare(net.to(memory_format=torch.channels_last))
    own: list[Watcher] = [
        JsonLog(run.log),  # first: the next three read it
        EffortLog(run.log, run.training, parameters=size, moved=freezing.moved, weights=origin),
        CsvLog(run.log, run.table),
        Curves(run.log, run.curves),
        TensorBoard(run.events),
    ]
    return Loop(
        supervised.build(recipe.objective, net, freezing),
        recipe,
        accelerator,
        folder=run.folder,
        watchers=[*own, *watchers] if accelerator.is_main_process else [],
    )


def finish(recipe: Recipe, card: Card, loop: Loop, pictures: dict[str, Pictures], run: Run) -> None:
    """The best weights become a file, the file is calibrated, and the card goes into it."""
    net = loop.net.cpu().eval()
    assert isinstance(net, Classifier)
    train = pictures["train"]
    samples = train[range(0, len(train), 1 + len(train) // SEEN)]
    checkpoint.write_tensors(run.folder / SAMPLES, {"samples": samples.half()})
    score, exact = unfitted(net, train), run.folder / EXACT_FILE
    unfinished = run.folder / "uncalibrated.onnx"
    for fitted in (False, True):  # novelty is fitted to what the file sees, and becomes part of it
        if fitted:
            fit_novelty(score, unfinished, train, pictures["validation"])
        export(net, score, samples, exact)
        store(exact, samples, unfinished, storage=recipe.export)
    card = calibrated(card, unfinished, pictures["calibration"])
    put_card(unfinished, card.but(network=str(recipe.net), trained=provenance(recipe, run)))
    if "test" in pictures:
        tested = pictures["test"].samples
        put_card(unfinished, examined(unfinished, tested, run.folder / "test"))
    unfinished.replace(run.model)


def provenance(recipe: Recipe, run: Run) -> dict[str, str]:
    """What the card says of how the weights came to be."""
    now = datetime.datetime.now(datetime.UTC)
    return {
        "date": now.date().isoformat(),
        "recipe_sha256": hashlib.sha256(recipe.to_json().encode()).hexdigest(),
        "data_sha256": json.loads(run.data.read_text())["sha256"],
        **read_effort(run.training).weights,
        **versions(),
    }
