"""A classifier, from labelled samples to a calibrated ONNX file: read top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import torch

from ..card import Card
from ..nets.classifier import Classifier
from ..recipe import Recipe
from . import checkpoint, supervised
from .batches import Pictures, counts
from .build import accelerator_of, batches_of, fresh_net
from .calibrate import calibrated, fit_novelty, unfitted, validate
from .distill import guided
from .examine import examine
from .export import EXACT_FILE, SAMPLES, export, put_card, store
from .film import Film
from .folds import LeftOut, Told, calibrated_by, judged, left_out
from .freeze import Freezing
from .layerwise import layer_by_layer
from .logs import logs
from .loop import Loop
from .parts import with_classes
from .preflight import preflight
from .provenance import provenance
from .repeatable import repeatable
from .run import Run
from .start import origin_of, start
from .watch import Watcher

SEEN = 256
"""Training images on which the exported file is compared with torch, and which show a quantised
one its ranges."""


def train_classifier(
    recipe: Recipe,
    data: Path,
    out: Path,
    *,
    resume: bool,
    watchers: Sequence[Watcher],
    progress: Told | None,
) -> Path:
    """Train on a folder of class folders or a table; see `train.train`."""
    run = Run.open(out, recipe, resume=resume)
    found = preflight(recipe, data, run)
    card = with_classes(recipe.card, found.parts["train"])
    pictures = {name: Pictures(samples, card.input) for name, samples in found.parts.items()}
    held_out = pictures.get("validation")
    film = Film.of(held_out, card, run, epochs=recipe.epochs)
    with repeatable(recipe.deterministic):
        loop = loop_of(recipe, card, pictures["train"], run, [film, *watchers])
        run.begin(recipe)
        run.note_data(found.parts, found.sha256, found.facts)
        if resume and run.last.exists():
            loop.resume()
        told = left_out(recipe, card, found.alike, run.folds, progress=progress)
        batches = batches_of(recipe, card, pictures["train"], loop.accelerator)
        judge = partial(
            validate, pictures=held_out, card=card, device=loop.accelerator.device, see=film.saw
        )
        loop.fit(batches, judge)
    if loop.accelerator.is_main_process:
        finish(recipe, card, loop, pictures, run, told)
    return run.model


def loop_of(
    recipe: Recipe, card: Card, train: Pictures, run: Run, watchers: Sequence[Watcher]
) -> Loop:
    """Network, objective and loop, on whatever device is there."""
    torch.manual_seed(recipe.seed)
    accelerator = accelerator_of(recipe)
    net = fresh_net(recipe, card, train)
    origin = origin_of(run, lambda: start(net, recipe, card.names))
    if recipe.layerwise and not run.last.exists():
        layer_by_layer(net, batches_of(recipe, card, train, accelerator), recipe, accelerator)
    freezing = Freezing(net, freeze=recipe.freeze, thaw=recipe.thaw)
    size = sum(weight.numel() for weight in net.parameters())
    net = accelerator.prepare(net.to(memory_format=torch.channels_last))
    own = logs(run, parameters=size, moved=freezing.moved, weights=origin)
    seen = counts(train.samples, card)
    alone = supervised.build(recipe.objective, net, freezing, counts=seen)
    return Loop(
        guided(alone, recipe, card),
        recipe,
        accelerator,
        folder=run.folder,
        watchers=[*own, *watchers] if accelerator.is_main_process else [],
    )


def finish(
    recipe: Recipe,
    card: Card,
    loop: Loop,
    pictures: dict[str, Pictures],
    run: Run,
    told: LeftOut | None,
) -> None:
    """The best weights become a file, the file is calibrated, and the card goes into it."""
    net = loop.net.cpu().eval()
    assert isinstance(net, Classifier)
    train = pictures["train"]
    samples = train[range(0, len(train), 1 + len(train) // SEEN)]
    checkpoint.write_tensors(run.folder / SAMPLES, {"samples": train.packed(samples)})
    score, exact = unfitted(net, train), run.folder / EXACT_FILE
    unfinished = run.folder / "uncalibrated.onnx"
    for fitted in (False, True):  # novelty is fitted to what the file sees, and becomes part of it
        if fitted:
            fit_novelty(score, unfinished, train, pictures.get("validation", train))
        export(net, score, samples, exact)
        store(exact, samples, unfinished, storage=recipe.export)
    card = card.but(network=str(recipe.net), trained=provenance(recipe, run))
    if told:
        card = calibrated_by(card, told, recipe.trust)
        figures = judged(card, told, run.folds)
        card = card if "test" in pictures else figures  # a test part says more
    else:
        card = calibrated(card, unfinished, pictures["calibration"], recipe.trust)
    put_card(unfinished, card)
    if "test" in pictures:
        examine(unfinished, pictures["test"].samples, run, training=pictures["train"].samples)
    unfinished.replace(run.model)
