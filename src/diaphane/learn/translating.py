"""Two generators and two discriminators on pictures without pairs (CycleGAN; Zhu et al. 2017).

Legend: `a` and `b` are pictures (N, C, Y, X) of the two domains in 0..1. Their differences are
those of values in -1..1, as published.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from ..errors import UnknownName
from ..nets.translator import Translator
from ..recipe import Named
from .discriminating import discriminator_of, shares_of
from .objective import Batch, Phase
from .pool import Pool

CYCLE_GAN = "cycle-gan"
RANGE = 2
"""From -1 to 1."""


@dataclass(frozen=True)
class Weights:
    """How much each part of the generators' loss counts (section 3.3, and section 5.2 for the
    identity loss), and how many pictures each pool keeps."""

    cycle: float = 10.0
    identity: float = 0.5
    """As a share of `cycle`."""
    pool: int = 50


class Both(nn.Module):
    """The generator from A to B and the one back."""

    def __init__(self, forth: Translator, back: Translator) -> None:
        super().__init__()
        self.forth, self.back = forth, back

    def forward(self, a: Tensor, b: Tensor) -> dict[str, Tensor]:
        """`b_of_a` and `a_of_b`; `a_again` and `b_again`, those translated back; `same_a` and
        `same_b`, what is made of pictures that lie in the domain already."""
        b_of_a, same_b = self.forth.picture(torch.cat([a, b])).tensor_split([len(a)])
        a_of_b, same_a = self.back.picture(torch.cat([b, a])).tensor_split([len(b)])
        return {
            "b_of_a": b_of_a,
            "a_of_b": a_of_b,
            "a_again": self.back.picture(b_of_a),
            "b_again": self.forth.picture(a_of_b),
            "same_a": same_a,
            "same_b": same_b,
        }


class Critics(nn.Module):
    """A discriminator for each domain, and the pictures they are reminded of."""

    def __init__(self, a: nn.Module, b: nn.Module, pool_a: Pool, pool_b: Pool) -> None:
        super().__init__()
        self.a, self.b, self.pool_a, self.pool_b = a, b, pool_a, pool_b

    def forward(self, a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
        """How true they look, place by place: near 1 for true."""
        return self.a(RANGE * a - 1).float(), self.b(RANGE * b - 1).float()

    def old(self, a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
        """Made pictures, some of them made a while ago."""
        return self.pool_a(a), self.pool_b(b)


class Translating:
    """Two phases: the generators lower adversarial, cycle and identity losses; the discriminators
    learn from what was just made, and from what was made before."""

    def __init__(
        self,
        net: nn.Module,
        critics: nn.Module,
        weights: Weights,
        old: Callable[[Tensor, Tensor], tuple[Tensor, Tensor]],
    ) -> None:
        """`net` is a `Both` and `critics` a `Critics`, ready for the device, `old` the latter's."""
        self.net, self.critics, self.weights, self.old = net, critics, weights, old
        self.made: tuple[Tensor, Tensor] | None = None
        self.phases = (
            Phase("generators", net, self.generators_loss),
            Phase("discriminators", critics, self.discriminators_loss),
        )

    def begin(self, epoch: int) -> None:
        self.net.train()
        self.critics.train()

    def generators_loss(self, batch: Batch) -> Tensor:
        """Of `image` (N, C, Y, X), pictures of A, and `truth` (N, C, Y, X), others of B."""
        a, b = batch["image"], batch["truth"]
        made = {name: picture.float() for name, picture in self.net(a, b).items()}
        self.made = made["a_of_b"].detach(), made["b_of_a"].detach()
        self.critics.requires_grad_(False)  # what they learn is their own phase's affair
        fooled = sum(away(said, 1) for said in self.critics(made["a_of_b"], made["b_of_a"]))
        cycle = apart(made["a_again"], a) + apart(made["b_again"], b)
        same = apart(made["same_a"], a) + apart(made["same_b"], b)
        return fooled + self.weights.cycle * (cycle + self.weights.identity * same)

    def discriminators_loss(self, batch: Batch) -> Tensor:
        """Of the same batch, and what the generators made of it."""
        assert self.made is not None, "the generators' phase comes first"
        self.critics.requires_grad_(True)
        true = self.critics(batch["image"], batch["truth"])
        false = self.critics(*self.old(*self.made))
        # Halved, which slows the discriminators down beside the generators (appendix 7.1).
        return sum((away(said, 1) for said in true), away(false[0], 0) + away(false[1], 0)) / 2


def away(said: Tensor, target: float) -> Tensor:
    """Mean squared distance from what is wanted (least-squares GAN; Mao et al. 2017, eq. 2)."""
    return (said - target).square().mean()


def apart(made: Tensor, truth: Tensor) -> Tensor:
    """Mean absolute difference."""
    return RANGE * F.l1_loss(made, truth)


def build(
    part: Named,
    net: nn.Module,
    *,
    channels: int,
    space: tuple[int, int],
    prepare: Callable[[nn.Module], nn.Module] = lambda net: net,
) -> Translating:
    """The objective of that name for the two generators `net`, on crops of `space` (Y, X);
    `prepare` makes further networks ready for the device.

    Settings: those of `Weights`, `discriminator` by its name, and that one's own settings under
    `discriminator.`. Raises `UnknownName`, or `BadSetting` for a misspelt setting.
    """
    if part.name != CYCLE_GAN:
        raise UnknownName("objective of a network that translates", part.name, [CYCLE_GAN])
    weights = shares_of(part, Weights)
    judges = [discriminator_of(part, channels=channels, usual={"norm": "instance"}) for _ in "ab"]
    pools = [Pool(int(weights.pool), channels, space) for _ in "ab"]
    critics = Critics(judges[0], judges[1], pools[0], pools[1])
    return Translating(net, prepare(critics), weights, critics.old)
