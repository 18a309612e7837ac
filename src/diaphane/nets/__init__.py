"""Networks, by name. From here on torch is allowed."""

from __future__ import annotations

from collections.abc import Callable

from torch import nn

from ..errors import BadSetting, UnknownName
from ..recipe import Named
from . import backbone
from .small_cnn import small_cnn

NETS: dict[str, Callable[..., nn.Module]] = {
    "small-cnn": small_cnn,
}
"""Our own; every other name is looked up among timm's backbones."""


def build(part: Named, *, inputs: int, outputs: int) -> nn.Module:
    """A fresh network with `inputs` channels and `outputs` classes.

    Raises `UnknownName` for a name neither we nor timm know, `BadSetting` for a setting that
    the network does not take.
    """
    if part.name not in NETS and not backbone.known(part.name):
        raise UnknownName("network", part.name, [*NETS, *backbone.names()])
    try:
        if part.name in NETS:
            return NETS[part.name](inputs=inputs, outputs=outputs, **part.settings)
        return backbone.backbone(part.name, inputs=inputs, outputs=outputs, **part.settings)
    except TypeError as error:
        raise BadSetting(f"network {part.name!r} does not take these settings: {error}") from error
