"""What a training needs before its first step, for the whole data as for a fold of them."""

from __future__ import annotations

import torch
from accelerate import Accelerator
from accelerate.state import AcceleratorState
from accelerate.utils import DistributedDataParallelKwargs
from torch import nn

from .. import nets
from ..card import Card
from ..nets.standardise import Standardise
from ..recipe import Recipe
from . import augment
from .batches import Batches, Pictures
from .sampling import SAMPLINGS


def accelerator_of(recipe: Recipe) -> Accelerator:
    """The device that is there, in the recipe's arithmetic.

    Accelerate keeps the arithmetic of the first for all; a process may train several recipes.
    """
    AcceleratorState._reset_state()
    return Accelerator(
        cpu=not torch.cuda.is_available(),
        mixed_precision="bf16" if recipe.precision == "bf16" else "no",
        # What thaws later has no gradient yet, which several processes must be told.
        kwargs_handlers=[DistributedDataParallelKwargs(find_unused_parameters=recipe.thaw > 0)],
    )


def fresh_net(recipe: Recipe, card: Card, train: Pictures) -> nn.Module:
    """The recipe's network, with what it must know of the training part before it learns.

    Raises `UnknownName`, `BadSetting`.
    """
    need = card.input
    net = nets.build(recipe.net, inputs=need.channels, outputs=len(card.classes), size=need.size)
    for part in net.modules():
        if isinstance(part, Standardise):
            part.fit(train[range(len(train))])
    return net


def batches_of(recipe: Recipe, card: Card, train: Pictures, accelerator: Accelerator) -> Batches:
    """The training part's batches for this process."""
    return Batches(
        train,
        card,
        batch=recipe.batch,
        how=augment.build(recipe.augment),
        sampling=SAMPLINGS[recipe.sampling],
        seed=recipe.seed,
        process=accelerator.process_index,
        processes=accelerator.num_processes,
        device=accelerator.device,
    )
