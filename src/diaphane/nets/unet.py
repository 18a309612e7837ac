"""The U-Net of Ronneberger, Fischer and Brox 2015, for planes and for volumes.

Legend: `N` images, `C` channels, `K` outputs; a level is what works at one resolution, level 0 at
the image's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from ..errors import UnknownName
from .activations import activation as activation_of
from .cnn import refuse_unless_whole
from .segmenter import Segmenter, axes_of, refuse_unless_halved

KERNEL = 3
"""Of all convolutions but those that enlarge and the last."""
CONVOLUTION = {2: nn.Conv2d, 3: nn.Conv3d}
TRANSPOSED = {2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}
POOL = {2: nn.MaxPool2d, 3: nn.MaxPool3d}
BATCH_NORM = {2: nn.BatchNorm2d, 3: nn.BatchNorm3d}
INSTANCE_NORM = {2: nn.InstanceNorm2d, 3: nn.InstanceNorm3d}

Norm = Literal["batch", "instance", "none"]
Convolution = Literal["plain", "depthwise"]
Padding = Literal["same", "valid"]
Up = Literal["transposed", "resize"]
Layer = Callable[[int, int], nn.Module]
CHOICES: dict[str, tuple[str, ...]] = {
    "norm": ("batch", "instance", "none"),
    "convolution": ("plain", "depthwise"),
    "padding": ("same", "valid"),
    "up": ("transposed", "resize"),
}


def unet(
    *,
    inputs: int,
    outputs: int,
    size: tuple[int, ...] | None = None,
    width: int = 64,
    depth: int = 4,
    widths: Sequence[int] = (),
    convolutions: int = 2,
    activation: str = "relu",
    norm: Norm = "batch",
    convolution: Convolution = "plain",
    padding: Padding = "same",
    up: Up = "transposed",
    dropout: float = 0.5,
) -> UNet:
    """A U-Net; as published with norm='none' and padding='valid' (section 2, figure 1).

    Args:
      inputs: channels of an image.
      outputs: channels of the logits.
      size: what it sees at once, (Y, X) or (Z, Y, X); None: planes of any size.
      width: maps of level 0; they double from level to level.
      depth: how often sizes are halved.
      widths: maps of each level, in the place of `width` and `depth`.
      convolutions: of a level, on the way down as on the way up.
      activation: one of `ACTIVATIONS`.
      norm: batch or instance normalisation between convolution and activation, or none.
      convolution: plain, or depthwise: each map is convolved alone and then a 1 x 1 convolution
        mixes them (Chollet 2017, section 3), which takes about a ninth of the weights.
      padding: same keeps sizes; valid does not pad, so that the answer is short of `margin` pixels
        at each end, and crops what is copied.
      up: the transposed 2 x 2 convolution, or each pixel doubled and then a 2 x 2 convolution.
      dropout: share of the numbers at the bottom that the way up does not see in training.

    Raises `UnknownName` and `BadSetting`.
    """
    refuse_unless_whole("convolutions", (convolutions,))
    widths = doubling(width, depth, widths)
    for kind, choice in zip(CHOICES, (norm, convolution, padding, up), strict=True):
        if choice not in CHOICES[kind]:
            raise UnknownName(kind, choice, CHOICES[kind])
    axes = axes_of(size)
    layer = partial(convolved, axes, padding, convolution, norm, activation)
    enlarge = partial(enlarged, axes, up, activation)
    net = UNet(inputs, outputs, widths, convolutions, layer, enlarge, dropout, axes)
    depth = len(widths) - 1
    net.stride = 2**depth
    if padding == "valid":
        net.margin = margin(depth, convolutions)
        net.rest = shed(depth, convolutions) % net.stride
        net.crops = tuple(2 * margin(below, convolutions) for below in range(depth))
    if size:
        net.refuse_unless_fits(size)
        refuse_unless_halved(size, net.stride)
    return net


def doubling(width: int, depth: int, widths: Sequence[int] = ()) -> Sequence[int]:
    """Maps of each level: `widths` where there are some. Raises `BadSetting`."""
    for name, value in (("width", width), ("depth", depth)):
        refuse_unless_whole(name, (value,))
    refuse_unless_whole("widths", widths)
    return widths or [width << level for level in range(depth + 1)]


def margin(depth: int, convolutions: int = 2) -> int:
    """Pixels that a "valid" net's answer is short of at each end: 92 for the published one.

    Each convolution takes one pixel of its level, which is 2^level of the image's, at each end;
    every level but the lowest is passed twice.
    """
    return convolutions * (KERNEL // 2) * (2 * ((1 << depth) - 1) + (1 << depth))


def shed(depth: int, convolutions: int = 2) -> int:
    """Pixels that a "valid" net loses on the way down, which must leave a multiple of its stride:
    60 for the published one, whose 572 pixels are 32 x 16 + 60."""
    return 2 * convolutions * (KERNEL // 2) * ((1 << depth) - 1)


class UNet(Segmenter):
    """Down through the levels, and up again with what was copied on the way."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        widths: Sequence[int],
        convolutions: int,
        layer: Layer,
        enlarge: Layer,
        dropout: float,
        axes: int,
    ) -> None:
        super().__init__()
        self.axes = axes
        self.crops = (0,) * (len(widths) - 1)
        self.down = nn.ModuleList(
            level([a, *[b] * convolutions], layer) for a, b in pairwise([inputs, *widths])
        )
        self.pool = POOL[axes](2)
        self.dropout = nn.Dropout(dropout)
        upwards = list(pairwise(reversed(widths)))
        self.enlarge = nn.ModuleList(enlarge(a, b) for a, b in upwards)
        self.up = nn.ModuleList(level([2 * b, *[b] * convolutions], layer) for _, b in upwards)
        self.answer = CONVOLUTION[axes](widths[0], outputs, 1)
        for part in self.modules():
            he(part)

    def logits(self, images: Tensor) -> Tensor:
        """(N, C, *space) to (N, K, *space - 2 margin)."""
        *upper, bottom = self.down
        copied, maps = [], images
        for down in upper:
            copied.append(down(maps))
            maps = self.pool(copied[-1])
        maps = self.dropout(bottom(maps))
        for enlarge, up, crop in zip(self.enlarge, self.up, self.crops, strict=True):
            copy = cropped(copied.pop(), crop)
            maps = up(torch.cat([copy, enlarge(maps)], 1))
        said: Tensor = self.answer(maps)
        return said


def level(widths: Sequence[int], layer: Layer) -> nn.Sequential:
    return nn.Sequential(*(layer(a, b) for a, b in pairwise(widths)))


def convolved(
    axes: int,
    padding: Padding,
    convolution: Convolution,
    norm: Norm,
    activation: str,
    inputs: int,
    outputs: int,
) -> nn.Sequential:
    """A convolution, normed and activated."""
    # A bias would be taken away again by the normalisation.
    kind, bias, edge = CONVOLUTION[axes], norm == "none", KERNEL // 2 * (padding == "same")
    layers: list[nn.Module] = []
    if convolution == "plain":
        layers.append(kind(inputs, outputs, KERNEL, padding=edge, bias=bias))
    else:
        layers.append(kind(inputs, inputs, KERNEL, padding=edge, groups=inputs, bias=False))
        layers.append(kind(inputs, outputs, 1, bias=bias))
    if norm == "batch":
        layers.append(BATCH_NORM[axes](outputs))
    elif norm == "instance":
        layers.append(INSTANCE_NORM[axes](outputs, affine=True))
    return nn.Sequential(*layers, activation_of(activation))


def enlarged(axes: int, up: Up, activation: str, inputs: int, outputs: int) -> nn.Sequential:
    """Twice as long along each axis, activated."""
    if up == "transposed":
        return nn.Sequential(TRANSPOSED[axes](inputs, outputs, 2, 2), activation_of(activation))
    return nn.Sequential(
        nn.Upsample(scale_factor=2, mode="nearest"),
        EdgeAfter(axes),
        CONVOLUTION[axes](inputs, outputs, 2),
        activation_of(activation),
    )


class EdgeAfter(nn.Module):
    """The last pixel of each axis once more, so that a kernel of two keeps sizes; zeros would be
    a dark rim at one side of the image."""

    def __init__(self, axes: int) -> None:
        super().__init__()
        self.axes = axes

    def forward(self, maps: Tensor) -> Tensor:
        return F.pad(maps, [0, 1] * self.axes, mode="replicate")


def cropped(copy: Tensor, crop: int) -> Tensor:
    """The middle of `copy`, without `crop` pixels at each end."""
    inside = [slice(crop, -crop)] * (copy.ndim - 2)
    return copy[:, :, *inside] if crop else copy


def he(layer: nn.Module) -> None:
    """Weights from a normal distribution of variance 2 / inputs of an output (He et al. 2015, eq.
    10), biases 0."""
    if not isinstance(layer, nn.Conv2d | nn.Conv3d | nn.ConvTranspose2d | nn.ConvTranspose3d):
        return
    # Of a transposed convolution whose stride is its kernel, each output sees one pixel of a map.
    transposed = isinstance(layer, nn.ConvTranspose2d | nn.ConvTranspose3d)
    seen = layer.weight.shape[0] if transposed else layer.weight[0].numel()
    # The 2 makes up for what a rectifier takes, and none follows where maps are convolved alone.
    gain = 1 if layer.groups > 1 else 2
    nn.init.normal_(layer.weight, std=(gain / seen) ** 0.5)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
