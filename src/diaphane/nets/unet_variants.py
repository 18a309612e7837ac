"""The residual and the attention U-Net, which MONAI keeps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from torch import Tensor, nn

from ..errors import UnknownName
from .cnn import refuse_unless_whole
from .segmenter import Segmenter, axes_of, refuse_unless_halved
from .unet import CHOICES, doubling


class Variant(Segmenter):
    """A network of MONAI's that halves sizes at each level but the lowest."""

    def __init__(self, net: nn.Module, levels: int, size: tuple[int, ...] | None) -> None:
        super().__init__()
        self.net = net
        self.axes, self.stride = axes_of(size), 1 << (levels - 1)
        if size:
            self.refuse_unless_fits(size)
            refuse_unless_halved(size, self.stride)

    def logits(self, images: Tensor) -> Tensor:
        said: Tensor = self.net(images)
        return said


def res_unet(
    *,
    inputs: int,
    outputs: int,
    size: tuple[int, ...] | None = None,
    width: int = 32,
    depth: int = 4,
    widths: Sequence[int] = (),
    units: int = 2,
    norm: Literal["batch", "instance", "none"] = "batch",
    dropout: float = 0.0,
) -> Variant:
    """A U-Net of residual units (Kerfoot et al. 2018): each level adds its input to what its
    convolutions make of it, and sizes are halved by strides.

    Args:
      units: convolutions of a level, each normed and followed by a PReLU.
      dropout: share of the numbers that each convolution's successor does not see in training.

    The other settings are those of `unet`. Raises `UnknownName` and `BadSetting`.
    """
    from monai.networks.nets.unet import UNet

    widths = doubling(width, depth, widths)
    refuse_unless_whole("units", (units,))
    if norm not in CHOICES["norm"]:
        raise UnknownName("norm", norm, CHOICES["norm"])
    net = UNet(
        axes_of(size),
        inputs,
        outputs,
        widths,
        [2] * (len(widths) - 1),
        num_res_units=units,
        norm=None if norm == "none" else norm,
        dropout=dropout,
    )
    return Variant(net, len(widths), size)


def attention_unet(
    *,
    inputs: int,
    outputs: int,
    size: tuple[int, ...] | None = None,
    width: int = 32,
    depth: int = 4,
    widths: Sequence[int] = (),
    dropout: float = 0.0,
) -> Variant:
    """A U-Net whose copied features pass a gate, between 0 and 1 at each pixel, that what comes
    from below opens (Oktay et al. 2018, section 2). The settings are those of `res_unet`."""
    from monai.networks.nets.attentionunet import AttentionUnet

    widths = doubling(width, depth, widths)
    strides = [2] * (len(widths) - 1)
    net = AttentionUnet(axes_of(size), inputs, outputs, widths, strides, dropout=dropout)
    return Variant(net, len(widths), size)
