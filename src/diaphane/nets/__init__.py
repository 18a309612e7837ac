"""Networks, by name. From here on torch is allowed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import nn

from ..errors import BadSetting, UnknownName
from ..recipe import Named
from . import backbone
from .cnn import cnn
from .compact import compact
from .conv_dense import conv_dense
from .dense import dense
from .enhancer import Enhancer
from .resnet_generator import resnet_generator
from .rrdb import rrdb
from .segmenter import Segmenter
from .small_cnn import small_cnn
from .translator import Translator
from .unet import unet
from .unet_generator import unet_depthwise, unet_generator
from .unet_variants import attention_unet, res_unet

NETS: dict[str, Callable[..., nn.Module]] = {
    "small-cnn": small_cnn,
    "cnn": cnn,
    "dense": dense,
}
"""Our own; every other name is looked up among timm's backbones. Each takes `inputs`, `outputs`
and `size`, as `build` does, and settings of its own."""
SEGMENTERS: dict[str, Callable[..., Segmenter]] = {
    "unet": unet,
    "res-unet": res_unet,
    "attention-unet": attention_unet,
    "conv-dense": conv_dense,
}
"""Networks that answer for each pixel. `size` is what they see at once, and says by its length
whether they look at planes or at volumes."""
ENHANCERS: dict[str, Callable[..., Enhancer]] = {"compact": compact, "rrdb": rrdb}
"""Networks that make a picture larger. Each takes `channels` and `scale`, as `enhancer` does, and
settings of its own."""
TRANSLATORS: dict[str, Callable[..., Translator]] = {
    "unet": unet_generator,
    "unet-depthwise": unet_depthwise,
    "resnet": resnet_generator,
}
"""Networks that make another picture of the same size. Each takes `channels` and settings of its
own."""


def build(
    part: Named, *, inputs: int, outputs: int, size: tuple[int, ...] | None = None
) -> nn.Module:
    """A fresh network with `inputs` channels and `outputs` classes, for images of `size` (rows,
    columns), None where they differ, or for rows of a table, (numbers,); one that segments for
    tiles of `size`, (Y, X) or (Z, Y, X).

    Raises `UnknownName` for a name neither we nor timm know, `BadSetting` for a setting that
    the network does not take.
    """
    own = {**NETS, **SEGMENTERS}
    if part.name not in own and not backbone.known(part.name):
        raise UnknownName("network", part.name, [*own, *backbone.names()])
    if size is not None and len(size) == 1 and part.name != "dense":
        raise BadSetting(
            f"expected a network for rows of a table, got {part.name!r}, which takes images; set "
            "net=dense"
        )
    sizes: dict[str, Any] = {"inputs": inputs, "outputs": outputs, "size": size}
    try:
        if part.name in own:
            return own[part.name](**sizes, **part.settings)
        return backbone.backbone(part.name, **sizes, **part.settings)
    except (TypeError, ValueError) as error:
        raise BadSetting(f"network {part.name!r} does not take these settings: {error}") from error


def enhancer(part: Named, *, channels: int, scale: int) -> Enhancer:
    """A fresh network that makes pictures of so many channels `scale` times as large.

    Raises `UnknownName`, or `BadSetting` for a setting that the network does not take.
    """
    if part.name not in ENHANCERS:
        raise UnknownName("network that enhances", part.name, ENHANCERS)
    try:
        return ENHANCERS[part.name](channels=channels, scale=scale, **part.settings)
    except (TypeError, ValueError) as error:
        raise BadSetting(f"network {part.name!r} does not take these settings: {error}") from error


def translator(part: Named, *, channels: int) -> Translator:
    """A fresh network that makes other pictures of pictures of so many channels.

    Raises `UnknownName`, or `BadSetting` for a setting that the network does not take.
    """
    if part.name not in TRANSLATORS:
        raise UnknownName("network that translates", part.name, TRANSLATORS)
    try:
        return TRANSLATORS[part.name](channels=channels, **part.settings)
    except (TypeError, ValueError) as error:
        raise BadSetting(f"network {part.name!r} does not take these settings: {error}") from error
