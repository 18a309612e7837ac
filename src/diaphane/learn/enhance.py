"""A network that enhances, from sharp pictures to one ONNX file: read top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import torch
from torch import nn

from .. import nets
from ..card import Card
from ..data.pictures import Sharp
from ..nets.enhancer import Enhancer
from ..recipe import Recipe
from . import checkpoint
from .build import accelerator_of
from .crops import Crops
from .enhancing import build
from .examine_cases import examine_pictures
from .export import EXACT_FILE, SAMPLES, export_picture, written
from .fidelity import hold, score
from .folds import Told
from .gallery_pictures import PictureGallery
from .logs import logs
from .loop import Figures, Loop
from .pictures import GatheredPictures, Parts
from .preflight_pictures import preflight_pictures
from .provenance import provenance
from .repeatable import repeatable
from .run import Run
from .start import origin_of, start_whole
from .watch import Watcher

SEEN = 16
"""Crops, at most, on which the exported file is compared with torch, and which show a quantised one
its ranges."""


def train_enhancer(
    recipe: Recipe,
    data: Path,
    out: Path,
    *,
    resume: bool,
    watchers: Sequence[Watcher],
    progress: Told | None,
) -> Path:
    """Train on sharp pictures; see `train.train`. There are no folds to tell of."""
    run = Run.open(out, recipe, resume=resume)
    found = preflight_pictures(recipe, data, run)
    card, parts = recipe.card, found.parts
    held = parts.get("validation", ())
    gallery = PictureGallery(held, card, run, epochs=recipe.epochs)
    with repeatable(recipe.deterministic):
        loop, crops = loop_of(recipe, found, run, [gallery, *watchers])
        run.begin(recipe)
        run.note_data(parts, found.sha256, found.facts)
        if resume and run.last.exists():
            loop.resume()
        loop.fit(crops, judge_of(held, card, gallery, loop.accelerator.device))
    if loop.accelerator.is_main_process:
        finish(recipe, loop, crops, parts, run)
    return run.model


def judge_of(
    held: Sequence[Sharp], card: Card, gallery: PictureGallery, device: torch.device
) -> Callable[[nn.Module], Figures]:
    """What is asked after each epoch: figures of the validation part, none where there is none."""
    return partial(score, pictures=hold(held), card=card, device=device, see=gallery.saw)


def loop_of(
    recipe: Recipe, found: GatheredPictures, run: Run, watchers: Sequence[Watcher]
) -> tuple[Loop, Crops]:
    """Network, objective and loop, on whatever device is there, and what they are fed."""
    torch.manual_seed(recipe.seed)
    accelerator, need = accelerator_of(recipe), recipe.card.input
    net = nets.enhancer(recipe.net, channels=need.channels, scale=recipe.card.scale)
    origin = origin_of(run, lambda: start_whole(net, recipe))
    size = sum(weight.numel() for weight in net.parameters())
    own = logs(run, parameters=size, moved=lambda _: size, weights=origin)
    loop = Loop(
        build(
            recipe.objective,
            accelerator.prepare(net.to(memory_format=torch.channels_last)),
            channels=need.channels,
            prepare=accelerator.prepare,
        ),
        recipe,
        accelerator,
        folder=run.folder,
        watchers=[*own, *watchers] if accelerator.is_main_process else [],
    )
    crops = Crops(
        found.parts["train"],
        recipe.card,
        recipe,
        process=accelerator.process_index,
        processes=accelerator.num_processes,
    )
    return loop, crops


def finish(recipe: Recipe, loop: Loop, crops: Crops, parts: Parts, run: Run) -> None:
    """The best weights become a file, the card goes into it, and the test part judges it."""
    net = loop.net.cpu().eval()
    assert isinstance(net, Enhancer)
    samples = next(crops.epoch(0))["image"][:SEEN]
    checkpoint.write_tensors(run.folder / SAMPLES, {"samples": samples})
    card = recipe.card.but(network=str(recipe.net), trained=provenance(recipe, run))
    unfinished = written(
        run.folder / EXACT_FILE,
        samples,
        card,
        storage=recipe.export,
        export=partial(export_picture, net),
    )
    if "test" in parts:
        examine_pictures(unfinished, parts["test"], run)
    unfinished.replace(run.model)
