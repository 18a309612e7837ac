"""Optimisers by name. Biases and normalisations are not decayed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import signature
from typing import Any

import torch
from torch import nn

from ..errors import BadSetting, UnknownName
from ..recipe import Named
from .freeze import layers

OPTIMISERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "sgd": torch.optim.SGD,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "rmsprop": torch.optim.RMSprop,
    "rprop": torch.optim.Rprop,
}
"""Torch's own, with its settings and defaults; only the rate `lr` has another meaning in Rprop.

Rprop (Riedmiller and Braun 1993) gives each weight a step of its own, which grows while the sign of
its gradient stays and shrinks when it turns. It is made for full batches (`batch` at least the
number of training images), as on small tables: the gradients of small batches turn by chance.
`lr` is only the first step; schedules and `clip` make no difference, and there is no weight decay.
"""


def build(part: Named, net: nn.Module, *, layer_decay: float = 1.0) -> torch.optim.Optimizer:
    """The optimiser of that name over the weights of `net` that are free to move.

    Below a `layer_decay` of 1 each block learns at that factor of the next one's rate, the head at
    the full rate (Howard and Ruder 2018, section 3.2, where it is 1 / 2.6). Raises `UnknownName`,
    or `BadSetting` for a setting it does not take.
    """
    if part.name not in OPTIMISERS:
        raise UnknownName("optimiser", part.name, OPTIMISERS)
    if not 0 < layer_decay <= 1:
        raise BadSetting(f"expected a layer_decay above 0 and at most 1, got {layer_decay}")
    depths = [tuple(net.parameters())] if layer_decay == 1 else layers(net)
    groups = [group for weights in depths for group in decayed(weights)]
    known = list(signature(OPTIMISERS[part.name]).parameters)[1:]
    if unknown := sorted(set(part.settings) - set(known)):
        raise BadSetting(
            f"optimiser {part.name!r} has no setting {unknown[0]!r}; known: {', '.join(known)}"
        )
    try:
        optimiser = OPTIMISERS[part.name](groups, **part.settings)
    except (TypeError, ValueError) as error:
        raise BadSetting(f"optimiser {part.name!r}: {error}") from error
    for place, group in enumerate(optimiser.param_groups):
        group["lr"] *= layer_decay ** (place // 2)
    return optimiser


def decayed(weights: Sequence[nn.Parameter]) -> list[dict[str, Any]]:
    """Two groups: what is decayed, and biases and normalisations."""
    free = [weight for weight in weights if weight.requires_grad]
    return [
        {"params": [weight for weight in free if weight.ndim > 1]},
        {"params": [weight for weight in free if weight.ndim <= 1], "weight_decay": 0.0},
    ]  # Rprop, which decays nothing, passes over the word
