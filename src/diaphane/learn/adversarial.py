"""Two networks against each other: one makes pictures, the other tells them from true ones.

The losses of ESRGAN (Wang et al. 2018, section 3.2 and 3.3). Legend: pictures are (N, C, Y, X) in
0..1; a logit is the discriminator's, above 0 for true.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from .feature_loss import FeatureLoss
from .objective import Batch, Phase


@dataclass(frozen=True)
class Shares:
    """How much each part counts in the generator's loss (ESRGAN, eq. 3)."""

    pixel: float = 1e-2
    feature: float = 1.0
    adversarial: float = 5e-3


class Adversarial:
    """Two phases: the generator lowers pixel, feature and adversarial loss; the discriminator
    learns from what the generator just made."""

    def __init__(
        self,
        net: nn.Module,
        discriminator: nn.Module,
        features: FeatureLoss | None,
        shares: Shares,
    ) -> None:
        """`features` is None where its share is 0."""
        self.net, self.discriminator = net, discriminator
        self.features, self.shares = features, shares
        self.made: Tensor | None = None
        self.phases = (
            Phase("generator", net, self.generator_loss),
            Phase("discriminator", discriminator, self.discriminator_loss),
        )

    def begin(self, epoch: int) -> None:
        self.net.train()
        self.discriminator.train()

    def generator_loss(self, batch: Batch) -> Tensor:
        """Of `image` (N, C, Y, X) and `truth` (N, C, S Y, S X)."""
        truth, made = batch["truth"], self.net(batch["image"]).float()
        self.made = made.detach()
        self.discriminator.requires_grad_(False)  # what it learns is its own phase's affair
        loss = self.shares.pixel * F.l1_loss(made, truth)
        if self.features:
            loss = loss + self.shares.feature * self.features.to(made.device)(made, truth)
        relative = relativistic(self.discriminator, truth, made)
        return loss + self.shares.adversarial * relative

    def discriminator_loss(self, batch: Batch) -> Tensor:
        """Of the same batch, and what the generator made of it."""
        assert self.made is not None, "the generator's phase comes first"
        self.discriminator.requires_grad_(True)
        return relativistic(self.discriminator, self.made, batch["truth"])


def relativistic(judge: Callable[[Tensor], Tensor], lower: Tensor, higher: Tensor) -> Tensor:
    """Low where `higher` looks truer than `lower` does on average, and `lower` less true than
    `higher` (relativistic average loss; Jolicoeur-Martineau 2018; ESRGAN, eq. 1 and 2)."""
    below, above = judge(lower).float(), judge(higher).float()
    return (F.softplus(below.mean() - above).mean() + F.softplus(below - above.mean()).mean()) / 2
