"""Samplings by name: in which order, and how often, an epoch shows the training images.

All are drawn from the generator they are given and from nothing else, so that an epoch can be
drawn again. An epoch is as long as there are images, whichever is chosen.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Generator, Tensor

Sampling = Callable[[Tensor, Generator], Tensor]
"""From truth, (N,) class numbers, to (N,) numbers of images."""


def shuffled(truth: Tensor, chance: Generator) -> Tensor:
    """Each image once."""
    return torch.randperm(len(truth), generator=chance)


def balanced(truth: Tensor, chance: Generator) -> Tensor:
    """Each class equally often: images of small classes come again and again, of large ones not
    all come (over-sampling, the remedy that Buda et al. 2018, section 6, found best).

    Within a class no image comes again before all others have come as often.
    """
    labels = torch.unique(truth)
    share = -(-len(truth) // len(labels))
    chosen = torch.cat([turns(truth == label, share, chance) for label in labels])
    return chosen[torch.randperm(len(chosen), generator=chance)][: len(truth)]


def turns(members: Tensor, n: int, chance: Generator) -> Tensor:
    """`n` numbers of `members`, a (N,) mask: all in a new order, and again, and again."""
    numbers = members.nonzero().flatten()
    rounds = -(-n // len(numbers))
    orders = [torch.randperm(len(numbers), generator=chance) for _ in range(rounds)]
    return numbers[torch.cat(orders)[:n]]


SAMPLINGS: dict[str, Sampling] = {"shuffled": shuffled, "balanced": balanced}
