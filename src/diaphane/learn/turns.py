"""Whose turn it is in each batch of an epoch: all in turn, in another order each time."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Generator


def turns(
    n: int, *, epoch: int, steps: int, batch: int, seed: int, process: int = 0, processes: int = 1
) -> Iterator[tuple[list[int], Generator]]:
    """For each step the numbers below `n` that this process shows, and the chance that all else of
    the batch is to be drawn from. Epoch and seed alone decide."""
    chance = Generator().manual_seed(seed * 100_003 + epoch)
    each = batch * processes
    rounds = -(-steps * each // n)
    order = torch.cat([torch.randperm(n, generator=chance) for _ in range(rounds)]).tolist()
    chance.manual_seed((seed * 100_003 + epoch) * 31 + process)
    for step in range(steps):
        start = step * each + process * batch
        yield order[start : start + batch], chance
