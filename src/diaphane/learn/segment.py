"""A network that segments, from images and masks to one ONNX file: read top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path

import torch
from torch import nn

from .. import nets
from ..card import Card
from ..nets.segmenter import Segmenter
from ..recipe import Recipe
from . import checkpoint
from .build import accelerator_of
from .examine_cases import examine_pairs
from .export import EXACT_FILE, SAMPLES, export_dense, written
from .folds import Told
from .gallery import Gallery
from .logs import logs
from .loop import Figures, Loop
from .pairs import GatheredPairs, Parts
from .patches import Patches
from .preflight_pairs import preflight_pairs
from .provenance import provenance
from .repeatable import repeatable
from .run import Run
from .score import hold, score
from .segmenting import build, weigher
from .start import origin_of, start_whole
from .watch import Watcher

SEEN = 2**20
"""Pixels or voxels, in patches, on which the exported file is compared with torch, and which show
a quantised one its ranges: with two patches of retinas its AUROC falls by 0.004, with 21 it stays
(0.0001)."""


def train_segmenter(
    recipe: Recipe,
    data: Path,
    out: Path,
    *,
    resume: bool,
    watchers: Sequence[Watcher],
    progress: Told | None,
) -> Path:
    """Train on images and masks; see `train.train`. There are no folds to tell of."""
    run = Run.open(out, recipe, resume=resume)
    found = preflight_pairs(recipe, data, run)
    card, parts = recipe.card, found.parts
    shown = parts.get("validation") or parts["train"]
    gallery = Gallery.of(shown, card, run, epochs=recipe.epochs)
    with repeatable(recipe.deterministic):
        loop, patches = loop_of(recipe, found, run, [gallery, *watchers])
        run.begin(recipe)
        run.note_data(parts, found.sha256, found.facts)
        if resume and run.last.exists():
            loop.resume()
        loop.fit(patches, judge_of(parts, card, gallery, loop.accelerator.device))
    if loop.accelerator.is_main_process:
        finish(recipe, loop, patches, parts, run)
    return run.model


def judge_of(
    parts: Parts, card: Card, gallery: Gallery, device: torch.device
) -> Callable[[nn.Module], Figures]:
    """What is asked after each epoch: figures of the validation part; where there is none, what the
    gallery shows of the training part, and no figures."""
    ask = partial(score, card=card, device=device)
    if "validation" in parts:
        return partial(ask, pairs=hold(parts["validation"], card), see=gallery.saw)
    shown = hold([parts["train"][number] for number in gallery.pairs], card)

    def looked_at(net: nn.Module) -> Figures:
        ask(net, shown, see=lambda maps: gallery.saw(dict(zip(gallery.pairs, maps, strict=True))))
        return {}

    return looked_at


def loop_of(
    recipe: Recipe, found: GatheredPairs, run: Run, watchers: Sequence[Watcher]
) -> tuple[Loop, Patches]:
    """Network, objective and loop, on whatever device is there, and what they are fed."""
    torch.manual_seed(recipe.seed)
    accelerator = accelerator_of(recipe)
    net = fresh_segmenter(recipe, recipe.card)
    origin = origin_of(run, lambda: start_whole(net, recipe))
    size = sum(weight.numel() for weight in net.parameters())
    if len(recipe.card.input.tile or ()) == 2:
        net = net.to(memory_format=torch.channels_last)
    net = accelerator.prepare(net)
    own = logs(run, parameters=size, moved=lambda _: size, weights=origin)
    loop = Loop(
        build(recipe.objective, net, recipe.card),
        recipe,
        accelerator,
        folder=run.folder,
        watchers=[*own, *watchers] if accelerator.is_main_process else [],
    )
    patches = Patches(
        found.parts["train"],
        recipe.card,
        recipe,
        weigh=weigher(recipe.objective),
        process=accelerator.process_index,
        processes=accelerator.num_processes,
        device=accelerator.device,
    )
    return loop, patches


def fresh_segmenter(recipe: Recipe, card: Card) -> nn.Module:
    """The recipe's network; raises `UnknownName`, `BadSetting`."""
    need = card.input
    return nets.build(recipe.net, inputs=need.channels, outputs=card.outputs, size=need.tile)


def finish(recipe: Recipe, loop: Loop, patches: Patches, parts: Parts, run: Run) -> None:
    """The best weights become a file, the card goes into it, and the test part judges it."""
    net = loop.net.cpu().eval()
    assert isinstance(net, Segmenter)
    samples = some(patches)
    checkpoint.write_tensors(run.folder / SAMPLES, {"samples": samples})
    card = recipe.card.but(network=str(recipe.net), trained=provenance(recipe, run))
    unfinished = written(
        run.folder / EXACT_FILE,
        samples,
        card,
        storage=recipe.export,
        export=partial(export_dense, net),
    )
    if "test" in parts:
        examine_pairs(unfinished, parts["test"], run)
    unfinished.replace(run.model)


def some(patches: Patches) -> torch.Tensor:
    """(N, C, *patch): as many as `SEEN` asks for, at least two."""
    found: list[torch.Tensor] = []
    for number in count():
        for batch in patches.epoch(number):
            found += batch["image"].cpu()
        n = max(2, SEEN // found[0].numel())
        if len(found) >= n:
            break
    return torch.stack(found[:n])
