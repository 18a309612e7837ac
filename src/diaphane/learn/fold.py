"""One fold: train on all samples but some, and ask about these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import Tensor

from ..card import Card
from ..data.folders import Sample
from ..data.split import split
from ..nets.classifier import Classifier
from ..recipe import Recipe
from . import supervised
from .batches import Pictures, counts
from .build import accelerator_of, batches_of, fresh_net
from .calibrate import unfitted, validate
from .export import Shipped
from .freeze import Freezing
from .loop import Loop
from .start import start

Parts = Mapping[str, Pictures]


def answered(
    recipe: Recipe, card: Card, rest: Mapping[Sample, int], held: Sequence[Sample]
) -> dict[str, list[object]]:
    """The `logits` and the `novelty` of each of `held`, from a network trained on `rest`. Samples
    of `rest` with equal numbers stay together where a validation part is taken of it."""
    parts = {"train": tuple(rest)}
    if share := recipe.split.validation:
        shares = {"train": 1 - share, "validation": share}
        parts = split(tuple(rest), shares, groups=[list(rest.values())], seed=recipe.seed)
    pictures = {name: Pictures(samples, card.input) for name, samples in parts.items()}
    asked = Pictures(held, card.input)
    with TemporaryDirectory() as folder:
        net = trained(recipe, card, pictures, Path(folder))
    logits, _, _, novelty = with_novelty(net, pictures)(asked[range(len(held))])
    return {"logits": logits.tolist(), "novelty": novelty.tolist()}


def trained(recipe: Recipe, card: Card, pictures: Parts, folder: Path) -> Classifier:
    """The network a recipe leads to, at work; its checkpoints go to `folder`."""
    torch.manual_seed(recipe.seed)
    accelerator = accelerator_of(recipe)
    net = fresh_net(recipe, card, pictures["train"])
    start(net, recipe, card.names)
    freezing = Freezing(net, freeze=recipe.freeze, thaw=recipe.thaw)
    objective = supervised.build(
        recipe.objective,
        accelerator.prepare(net),
        freezing,
        counts=counts(pictures["train"].samples, card),
    )
    loop = Loop(objective, recipe, accelerator, folder=folder)
    held_out, device = pictures.get("validation"), accelerator.device
    loop.fit(
        batches_of(recipe, card, pictures["train"], accelerator),
        lambda net: validate(net, held_out, card, device),
    )
    finished = loop.net.cpu().eval()
    assert isinstance(finished, Classifier)
    return finished


@torch.no_grad()
def with_novelty(net: Classifier, pictures: Parts) -> Shipped:
    """The network with a novelty score fitted as that of the model that ships."""
    train = pictures["train"]
    score = unfitted(net, train)
    score.fit(view(net, train), view(net, pictures.get("validation", train)))
    return Shipped(net, score).eval()


def view(net: Classifier, pictures: Pictures) -> tuple[Tensor, Tensor]:
    """Images and their features."""
    images = pictures[range(len(pictures))]
    return images, net.explained(images)["features"]
