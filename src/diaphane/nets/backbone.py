"""Any convolutional timm backbone, by its timm name, with our own head on it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import timm
from torch import Tensor, nn

from ..errors import BadSetting
from .classifier import Classifier
from .heads import head as head_of
from .heads import last_maps

HEAD = ("pre_logits", "head", "fc", "classifier")


def known(name: str) -> bool:
    return bool(timm.is_model(name))


@cache
def names() -> tuple[str, ...]:
    return tuple(timm.list_models())


class Convolutions(nn.Module):
    """A timm network up to its last feature maps."""

    def __init__(self, name: str, inputs: int, settings: dict[str, Any]) -> None:
        super().__init__()
        if name == "inception_v3":
            settings = {"aux_logits": False, **settings}
        self.inputs, self.settings = inputs, settings
        self.net = timm.create_model(name, in_chans=inputs, num_classes=0, **settings)
        for part in behind_maps(self.net):
            setattr(self.net, part, nn.Identity())

    def forward(self, images: Tensor) -> Tensor:
        maps: Tensor = self.net.forward_features(images)
        return maps


def behind_maps(net: nn.Module) -> list[str]:
    """The parts of a timm network that its last maps do not pass through: its own head.

    A last convolution of one pixel belongs to it where it comes after the pooling (MobileNetV3).
    """
    parts = [name for name, _ in net.named_children()]
    after = parts[parts.index("global_pool") :] if "global_pool" in parts else []
    return [
        name
        for name in parts
        if name in HEAD or (name in after and name in ("conv_head", "norm_head"))
    ]


def backbone(
    name: str,
    *,
    inputs: int,
    outputs: int,
    size: tuple[int, int] | None = None,
    head: str = "pool",
    dense: Sequence[int] = (),
    dropout: float = 0.0,
    head_activation: str = "relu",
    **settings: Any,
) -> Classifier:
    """A `Classifier` on timm's `name`; `settings` go to timm.

    Raises `BadSetting` for a network without feature maps, such as a vision transformer.
    """
    convolutions, chosen = Convolutions(name, inputs, settings), head_of(head)
    maps = last_maps(convolutions, inputs, size, head=chosen)
    if maps.ndim != 4:
        raise BadSetting(
            f"expected a convolutional network with feature maps, got {name!r} whose features "
            f"are of shape {tuple(maps.shape)}; choose a ResNet, EfficientNet, Inception or VGG"
        )
    return Classifier(
        convolutions,
        chosen(maps).shape[1],
        outputs,
        head=head,
        dense=dense,
        dropout=dropout,
        head_activation=head_activation,
    )
