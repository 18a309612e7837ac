"""Networks that translate, from two folders of pictures to two ONNX files: read top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import islice
from pathlib import Path

import torch
from torch import Tensor

from ..infer.find import BACK, other_way
from ..recipe import Recipe
from . import checkpoint
from .build import accelerator_of
from .cycle import hold, score
from .domains import GatheredDomains
from .examine_domains import examine_domains
from .export import EXACT_FILE, SAMPLES, export_picture, written
from .folds import Told
from .gallery_domains import TranslationGallery
from .logs import logs
from .loop import Loop
from .preflight_domains import generators, preflight_domains
from .provenance import provenance
from .repeatable import repeatable
from .run import Run
from .start import origin_of, start_whole
from .translating import Both, build
from .unpaired import Unpaired
from .watch import Watcher

SEEN = 2
"""Crops on which the exported files are compared with torch."""


def train_translator(
    recipe: Recipe,
    data: Path,
    out: Path,
    *,
    resume: bool,
    watchers: Sequence[Watcher],
    progress: Told | None,
) -> Path:
    """Train on two domains; see `train.train`. There are no folds to tell of."""
    run = Run.open(out, recipe, resume=resume)
    found = preflight_domains(recipe, data, run)
    a, b = found.of("validation")
    gallery = TranslationGallery(a, b, found.names, run, epochs=recipe.epochs)
    with repeatable(recipe.deterministic):
        loop, crops = loop_of(recipe, found, run, [gallery, *watchers])
        run.begin(recipe)
        run.note_data(found.parts, found.sha256, found.facts)
        if resume and run.last.exists():
            loop.resume()
        held = [hold(pictures, recipe.card) for pictures in (a, b)]
        device = loop.accelerator.device
        loop.fit(crops, partial(score, a=held[0], b=held[1], device=device, see=gallery.saw))
    if loop.accelerator.is_main_process:
        finish(recipe, loop, crops, found, run)
    return run.model


def loop_of(
    recipe: Recipe, found: GatheredDomains, run: Run, watchers: Sequence[Watcher]
) -> tuple[Loop, Unpaired]:
    """Networks, objective and loop, on whatever device is there, and what they are fed."""
    torch.manual_seed(recipe.seed)
    accelerator, card = accelerator_of(recipe), recipe.card
    net = generators(recipe)
    origin = origin_of(run, lambda: start_whole(net, recipe))
    size = sum(weight.numel() for weight in net.forth.parameters())
    own = logs(run, parameters=size, moved=lambda _: size, weights=origin)
    crops = Unpaired(
        *found.of("train"),
        card,
        recipe,
        process=accelerator.process_index,
        processes=accelerator.num_processes,
    )
    y, x = crops.size
    loop = Loop(
        build(
            recipe.objective,
            accelerator.prepare(net.to(memory_format=torch.channels_last)),
            channels=card.input.channels,
            space=(y, x),
            prepare=accelerator.prepare,
        ),
        recipe,
        accelerator,
        folder=run.folder,
        watchers=[*own, *watchers] if accelerator.is_main_process else [],
    )
    return loop, crops


def finish(recipe: Recipe, loop: Loop, crops: Unpaired, found: GatheredDomains, run: Run) -> None:
    """The last weights become two files, one for each direction, with a card each; the test part
    judges them."""
    net = loop.net.cpu().eval()
    assert isinstance(net, Both)
    samples = [torch.cat(part)[:SEEN] for part in zip(*first(crops, SEEN), strict=True)]
    checkpoint.write_tensors(run.folder / SAMPLES, {"samples": samples[0]})
    a, b = found.names
    trained = provenance(recipe, run)
    card = recipe.card.but(network=str(recipe.net), trained=trained, domains=(a, b))
    back = card.but(name=f"{card.name}{BACK}", domains=(b, a), summary=f"Pictures of {b} as {a}")
    exact = run.folder / EXACT_FILE
    ways = [
        (net.forth, samples[0], exact, card),
        (net.back, samples[1], other_way(exact), back),
    ]
    there, here = (
        written(file, seen, said, storage=recipe.export, export=partial(export_picture, way))
        for way, seen, file, said in ways
    )
    if all(found.of("test")):
        examine_domains(there, here, found, run)
    here.replace(other_way(run.model))
    there.replace(run.model)  # last of all: it makes the run a finished one


def first(crops: Unpaired, number: int) -> list[tuple[Tensor, Tensor]]:
    """The crops of so many batches, of both domains."""
    return [(batch["image"], batch["truth"]) for batch in islice(crops.epoch(0), number)]
