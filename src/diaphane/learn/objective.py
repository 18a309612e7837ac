"""What is to be minimised, and by moving which weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from torch import Tensor, nn

Batch = dict[str, Tensor]
"""`image` (N, C, *space) as the network eats it, `truth` as the task has it."""


@dataclass(frozen=True)
class Phase:
    """One optimiser step: these weights, to lower this loss."""

    name: str
    moves: nn.Module
    loss: Callable[[Batch], Tensor]


class Objective(Protocol):
    """Supervised objectives have one phase; adversarial ones have two."""

    @property
    def net(self) -> nn.Module:
        """What is exported in the end."""
        ...

    @property
    def phases(self) -> Sequence[Phase]: ...

    def begin(self, epoch: int) -> None:
        """Before the first batch of an epoch: into training mode, what is frozen held still."""
        ...
