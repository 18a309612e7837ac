"""A moving average of the weights, which is what is validated and shipped."""

from __future__ import annotations

import copy

import torch
from torch import nn


class Average:
    """An exponential moving average (Polyak and Juditsky 1992) that warms up.

    The decay at step s is min(decay, (s + 1) / (s + 10)), so that the random first weights are
    forgotten at once. Running statistics of batch norm are averaged as the weights are.
    """

    def __init__(self, net: nn.Module, decay: float) -> None:
        self.net = copy.deepcopy(net).eval().requires_grad_(False)
        self.decay = decay
        self.steps = 0

    @torch.no_grad()
    def follow(self, net: nn.Module) -> None:
        """Take in the weights after one step."""
        self.steps += 1
        keep = min(self.decay, (self.steps + 1) / (self.steps + 10))
        pairs = zip(self.net.state_dict().values(), net.state_dict().values(), strict=True)
        for mine, theirs in pairs:
            if mine.is_floating_point():
                mine.lerp_(theirs, 1 - keep)
            else:
                mine.copy_(theirs)
