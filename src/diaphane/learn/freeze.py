"""Which weights move and how fast: a classifier's blocks in order, freezing and thawing them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from timm.models import group_parameters
from torch import nn

from ..errors import BadSetting
from ..nets.backbone import Convolutions
from ..nets.classifier import Classifier

Weights = tuple[nn.Parameter, ...]

MODES = "head, partial:N, stage:K or all"
EVERYTHING = ("all", "all-trainable")

POOLINGS = (nn.MaxPool2d, nn.AvgPool2d)
NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.SyncBatchNorm)
"""Those that keep statistics of what they saw."""


@dataclass(frozen=True)
class Block:
    """Convolutions that freeze and thaw together."""

    stage: int
    """0 is the stem, where a network has one; stages count from 1."""
    weights: Weights


def blocks(net: Classifier) -> tuple[Block, ...]:
    """The blocks of the convolutions, the one that sees the image first in front.

    A chain of layers (VGG, networks of one's own) is cut after each pooling: these are the blocks
    of the paper, and stages too. Any other backbone is cut as timm cuts it for rates by layer:
    a residual, inverted bottleneck, inception or dense layer is a block, and what works at one
    resolution is a stage.
    """
    inside = net.convolutions
    backbone = inside.net if isinstance(inside, Convolutions) else inside
    chain: nn.Module = getattr(backbone, "features", backbone)
    if isinstance(chain, nn.Sequential) and (chain is backbone or flat(chain)):
        return tuple(Block(i, weights) for i, weights in enumerate(chained(chain), 1))
    return grouped(backbone)


def flat(chain: nn.Sequential) -> bool:
    """Is it made of single layers?"""
    return not any(has_parts(layer) for layer in chain.children())


def has_parts(layer: nn.Module) -> bool:
    return next(layer.children(), None) is not None


def chained(chain: nn.Sequential) -> Iterator[Weights]:
    """The weights up to each pooling, or of each part that is a chain itself."""
    gathered: list[nn.Parameter] = []
    for layer in chain.children():
        gathered += layer.parameters()
        if gathered and (isinstance(layer, POOLINGS) or has_parts(layer)):
            yield tuple(gathered)
            gathered = []
    if gathered:
        yield tuple(gathered)


def grouped(backbone: nn.Module) -> tuple[Block, ...]:
    """Blocks by timm's own `group_matcher`; one without a convolution joins the one before it.

    Raises `BadSetting` for a network that has no such thing.
    """
    matcher: Callable[..., Any] | None = getattr(backbone, "group_matcher", None)
    if matcher is None:
        raise BadSetting(
            f"expected a network whose blocks are known, got a {type(backbone).__name__}; set "
            "freeze=all, thaw=0 and layer_decay=1"
        )
    known = dict(backbone.named_parameters())
    fine, coarse = (group_parameters(backbone, matcher(coarse=coarse)) for coarse in (False, True))
    stage = {name: number for number, names in coarse.items() for name in names}
    found: list[Block] = []
    for names in fine.values():
        weights = tuple(known[name] for name in names)
        if found and not any(weight.ndim > 2 for weight in weights):
            found[-1] = Block(found[-1].stage, found[-1].weights + weights)
        else:
            found.append(Block(min(stage[name] for name in names), weights))
    return tuple(found)


def layers(net: nn.Module) -> tuple[Weights, ...]:
    """The weights of the head, then of each block from the last to the first.

    Raises `BadSetting` for a network without convolutions.
    """
    if not isinstance(net, Classifier):
        raise BadSetting(
            f"expected a network with convolutions and a head, got a {type(net).__name__}; set "
            "freeze=all, thaw=0 and layer_decay=1"
        )
    inside = {id(weight) for weight in net.convolutions.parameters()}
    head = tuple(weight for weight in net.parameters() if id(weight) not in inside)
    return (head, *(block.weights for block in reversed(blocks(net))))


class Freezing:
    """Holds still what must not move, and lets go of more of it as epochs pass."""

    def __init__(self, net: nn.Module, *, freeze: str, thaw: int) -> None:
        """After this what `freeze` lets move is all that can; raises `BadSetting`."""
        self.net, self.thaw = net, thaw
        if freeze in EVERYTHING and not thaw:
            self.moving: tuple[Weights, ...] = (tuple(net.parameters()),)
        else:
            self.moving = layers(net)[: 1 + moving_blocks(net, freeze)]
        refuse_thaw(freeze, thaw, len(self.moving))
        free = {id(weight) for layer in self.moving for weight in layer}
        for weight in net.parameters():
            weight.requires_grad_(id(weight) in free)

    def begin(self, epoch: int) -> None:
        """Before an epoch, with the network in training mode: the statistics of a frozen batch
        norm stand still as its weights do."""
        now = self.joined(epoch)
        for place, layer in enumerate(self.moving):
            for weight in layer:
                weight.requires_grad_(place < now)
        for norm in self.net.modules():
            own = list(norm.parameters(recurse=False)) if isinstance(norm, NORMS) else []
            if own and not any(weight.requires_grad for weight in own):
                norm.eval()

    def joined(self, epoch: int) -> int:
        """How many of the layers move in that epoch."""
        every = len(self.moving)
        return min(1 + epoch // self.thaw, every) if self.thaw else every

    def moved(self, epochs: int) -> int:
        """How many weights have moved after so many epochs."""
        layers = self.moving[: self.joined(max(0, epochs - 1))]
        return sum(weight.numel() for layer in layers for weight in layer)


def moving_blocks(net: nn.Module, freeze: str) -> int:
    """How many of the last blocks `freeze` lets move; raises `BadSetting`."""
    assert isinstance(net, Classifier)
    every = blocks(net)
    if freeze in (*EVERYTHING, "head"):
        return 0 if freeze == "head" else len(every)
    kind, number = read(freeze)
    if kind == "stage":
        stages = [block.stage for block in every]
        refuse_outside(freeze, number, stages[0], stages[-1])
        return sum(stage >= number for stage in stages)
    refuse_outside(freeze, number, 1, len(every))
    return number


def read(freeze: str) -> tuple[str, int]:
    """`partial:2` as ("partial", 2); raises `BadSetting`."""
    kind, _, number = freeze.partition(":")
    if kind not in ("partial", "stage") or not number.isdecimal():
        raise BadSetting(f"expected freeze={MODES}, got {freeze!r}")
    return kind, int(number)


def refuse_outside(freeze: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        kind = freeze.partition(":")[0]
        raise BadSetting(
            f"expected freeze={kind}:{least} to {kind}:{most} for this network, got {freeze!r}; "
            "freeze=head moves the head alone, freeze=all everything"
        )


def refuse_thaw(freeze: str, thaw: int, layers: int) -> None:
    if thaw < 0 or (thaw and layers == 1):
        raise BadSetting(
            f"expected thaw=0 where freeze={freeze!r} lets nothing but the head move, or epochs "
            f"above 0 between one block and the next, got thaw={thaw}"
        )
