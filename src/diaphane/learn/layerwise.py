"""Block after block learns alone before all learn together: greedy layer-wise pretraining.

Each block gets a head of its own, for the while, and learns the task on what the blocks before it
give, which stand still (Bengio et al. 2007, section 5: supervised greedy pretraining). It was a
cure for vanishing gradients before ReLU and batch normalisation were.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from accelerate import Accelerator
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from ..errors import BadSetting
from ..nets.classifier import Classifier
from ..recipe import Recipe
from .batches import Batches
from .freeze import NORMS, Block, blocks

FIRST = 10_000
"""Epochs of pretraining are numbered from here, so that their chances are others than the
training's own."""

log = logging.getLogger(__name__)


class Reached(Exception):
    """No error: the block's output is there, and the forward pass has gone far enough."""


def layer_by_layer(
    net: nn.Module, batches: Batches, recipe: Recipe, accelerator: Accelerator
) -> None:
    """Train each block of `net` for `recipe.layerwise` epochs, the first first, with AdamW at the
    recipe's rate. Raises `BadSetting` for a network without blocks."""
    if not isinstance(net, Classifier):
        raise BadSetting(
            f"expected a network of blocks for layer-wise pretraining, got a "
            f"{type(net).__name__}; set layerwise=0"
        )
    net.to(accelerator.device)
    for number, block in enumerate(blocks(net)):
        with alone(net, block):
            loss = train_block(net, block, number, batches, recipe, accelerator)
        log.info("block %d learnt alone: loss %.3f", number + 1, loss)


def train_block(
    net: Classifier,
    block: Block,
    number: int,
    batches: Batches,
    recipe: Recipe,
    accelerator: Accelerator,
) -> float:
    """The mean loss of the last epoch."""
    last = owner(net, block.weights[-1])
    head = nn.LazyLinear(net.answer.out_features).to(accelerator.device)
    optimiser: torch.optim.Optimizer | None = None
    losses: list[float] = []
    for epoch in range(recipe.layerwise):
        losses = []
        for batch in batches.epoch(FIRST + number * recipe.layerwise + epoch):
            image = batch["image"].to(accelerator.device)
            with accelerator.autocast():
                seen = output(net, last, image).relu().flatten(2).mean(2)
                loss = F.cross_entropy(head(seen), batch["truth"].to(accelerator.device))
            if optimiser is None:  # the head knows its width only now
                rate = float(recipe.optimiser.settings.get("lr", 1e-3))
                optimiser = torch.optim.AdamW([*block.weights, *head.parameters()], rate)
            accelerator.backward(loss)
            optimiser.step()
            optimiser.zero_grad()
            losses.append(float(loss.detach()))
    return sum(losses) / len(losses)


@contextmanager
def alone(net: Classifier, block: Block) -> Iterator[None]:
    """Only `block` moves: other weights, and the statistics of other norms, stand still."""
    moving = {id(weight) for weight in block.weights}
    before = {weight: weight.requires_grad for weight in net.parameters()}
    net.train()
    for weight in net.parameters():
        weight.requires_grad_(id(weight) in moving)
    for norm in net.modules():
        if isinstance(norm, NORMS) and not any(id(w) in moving for w in norm.parameters()):
            norm.eval()
    try:
        yield
    finally:
        for weight, free in before.items():
            weight.requires_grad_(free)
        net.zero_grad()
        net.train()


def owner(net: nn.Module, weight: nn.Parameter) -> nn.Module:
    """The layer that a weight belongs to."""
    return next(
        layer for layer in net.modules() for w in layer.parameters(recurse=False) if w is weight
    )


def output(net: Classifier, layer: nn.Module, images: Tensor) -> Tensor:
    """What `layer` gives for `images`; the layers behind it are not asked."""
    found: list[Tensor] = []

    def take(_layer: nn.Module, _given: object, made: Tensor) -> None:
        found.append(made)
        raise Reached

    hook = layer.register_forward_hook(take)
    try:
        net.convolutions(images)
    except Reached:
        pass
    finally:
        hook.remove()
    return found[0]
