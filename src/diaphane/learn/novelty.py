"""A score for how unlike the training images an input is, computed inside the model file.

Two views are compared with the training images: the picture itself in 16 by 16 averages (of a row
of a table its columns, standardised), and what the network makes of it. For each, the mean and the
main directions of the training images are kept; the score is the Mahalanobis distance along those
directions and what lies off them (Lee et al. 2018; the residual as in ViM, Wang et al. 2022). The
two views are put on one scale by held-out images, and the larger counts.

Legend: `N` images, `D` numbers an image, `R` directions.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from ..nets.standardise import Standardise

GRID = 16
RANK = 64
"""Directions kept in each view."""
USUAL = 0.9
"""Share of held-out images that score below 1 in each view."""


class View(nn.Module):
    """Distance from a Gaussian of low rank."""

    mean: Tensor
    directions: Tensor
    deviations: Tensor
    rest: Tensor
    unit: Tensor

    def __init__(self, inside: int, rank: int) -> None:
        super().__init__()
        rank = min(rank, inside // 2)
        self.register_buffer("mean", torch.zeros(inside))
        self.register_buffer("directions", torch.zeros(inside, rank))
        self.register_buffer("deviations", torch.ones(rank))
        self.register_buffer("rest", torch.ones(()))
        self.register_buffer("unit", torch.ones(()))

    def fit(self, train: Tensor, held_out: Tensor) -> None:
        """`train` (N, D) sets mean and directions, `held_out` (M, D) the scale."""
        self.mean.copy_(train.mean(0))
        centred = (train - self.mean).double()
        _, singular, directions = torch.linalg.svd(centred, full_matrices=False)
        rank = self.deviations.numel()
        self.directions.copy_(directions[:rank].T)
        self.deviations.copy_(singular[:rank] / len(train) ** 0.5)
        off = held_out - self.mean
        off = off - off @ self.directions @ self.directions.T
        self.rest.copy_(off.square().sum(1).median().clamp_min(1e-12))
        self.unit.copy_(self(held_out).quantile(USUAL))

    def forward(self, values: Tensor) -> Tensor:
        """(N, D) to (N,): below 1 for most images like the held-out ones, more for others."""
        centred = values - self.mean
        along = centred @ self.directions
        off = centred - along @ self.directions.T
        near = (along / self.deviations.clamp_min(1e-6)).square().mean(1)
        far = off.square().sum(1) / self.rest
        return (near + far) / 2 / self.unit


class Novelty(nn.Module):
    """The larger of the scores of the two views; below 1 is usual, higher is stranger."""

    def __init__(self, channels: int, features: int, *, columns: int = 0, rank: int = RANK) -> None:
        """`columns` is how many numbers a row of a table has; 0 for images."""
        super().__init__()
        inside = channels * (columns or GRID * GRID)
        self.look = Standardise(inside) if columns else Thumbnails()
        self.picture = View(inside, rank)
        self.content = View(features, rank)

    def fit(self, train: tuple[Tensor, Tensor], held_out: tuple[Tensor, Tensor]) -> None:
        """Each is images (N, C, *space) and their penultimate features (N, D)."""
        if isinstance(self.look, Standardise):
            self.look.fit(train[0])
        self.picture.fit(self.look(train[0]), self.look(held_out[0]))
        self.content.fit(normal(train[1]), normal(held_out[1]))

    def forward(self, images: Tensor, features: Tensor) -> Tensor:
        return torch.maximum(self.picture(self.look(images)), self.content(normal(features)))


class Thumbnails(nn.Module):
    """(N, C, Y, X) to (N, C * 256)."""

    def forward(self, images: Tensor) -> Tensor:
        return F.adaptive_avg_pool2d(images, GRID).flatten(1)


def normal(features: Tensor) -> Tensor:
    """Features on the unit sphere, so that a bright picture is no strange one by that alone."""
    return F.normalize(features, dim=1)
