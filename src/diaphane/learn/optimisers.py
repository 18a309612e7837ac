"""Optimisers by name. Biases and normalisations are not decayed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from ..errors import BadSetting, UnknownName
from ..recipe import Named

OPTIMISERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "sgd": torch.optim.SGD,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
}


def build(part: Named, net: nn.Module) -> torch.optim.Optimizer:
    """The optimiser of that name over the weights of `net` that are free to move.

    Raises `UnknownName`, or `BadSetting` for a setting it does not take.
    """
    if part.name not in OPTIMISERS:
        raise UnknownName("optimiser", part.name, OPTIMISERS)
    free = [weight for weight in net.parameters() if weight.requires_grad]
    groups: list[dict[str, Any]] = [
        {"params": [weight for weight in free if weight.ndim > 1]},
        {"params": [weight for weight in free if weight.ndim <= 1], "weight_decay": 0.0},
    ]
    try:
        return OPTIMISERS[part.name](groups, **part.settings)
    except TypeError as error:
        raise BadSetting(f"optimiser {part.name!r}: {error}") from error
