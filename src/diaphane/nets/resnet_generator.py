"""The generator of CycleGAN (Zhu et al. 2017, appendix 7.2; Johnson et al. 2016): sizes are halved
twice, residual blocks change the maps, sizes are doubled twice."""

from __future__ import annotations

from torch import Tensor, nn

from .enhancer import refuse_unless_sized
from .translator import Translator, instance
from .unet_generator import doubled


def resnet_generator(*, channels: int, width: int = 64, blocks: int = 9) -> ResNetGenerator:
    """A network that translates; as published for 256 px with the settings left alone, but for
    doubling, which leaves no checkerboard.

    Args:
      channels: of a picture, going in and coming out.
      width: maps at full size, two and four times as many at half and at a quarter of it.
      blocks: residual blocks at a quarter of the size.

    Raises `BadSetting`.
    """
    refuse_unless_sized(width=width, blocks=blocks)
    return ResNetGenerator(channels, width, blocks)


class ResNetGenerator(Translator):
    """See `resnet_generator`."""

    stride = 4

    def __init__(self, channels: int, width: int, blocks: int) -> None:
        super().__init__()
        a, b, c = width, 2 * width, 4 * width
        self.layers = nn.Sequential(
            *normed(mirrored(channels, a, 7), a),
            *normed(nn.Conv2d(a, b, 3, 2, 1), b),
            *normed(nn.Conv2d(b, c, 3, 2, 1), c),
            *(Residual(c) for _ in range(blocks)),
            *normed(doubled(c, b), b),
            *normed(doubled(b, a), a),
            mirrored(a, channels, 7),
        )

    def drawn(self, values: Tensor) -> Tensor:
        drawn: Tensor = self.layers(values)
        return drawn


class Residual(nn.Module):
    """What two convolutions make of the maps is added to them."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            *normed(mirrored(width, width, 3), width), mirrored(width, width, 3), instance(width)
        )

    def forward(self, maps: Tensor) -> Tensor:
        added: Tensor = self.layers(maps)
        return maps + added


def mirrored(inputs: int, outputs: int, size: int) -> nn.Module:
    """A convolution that takes the picture to go on as its mirror image: no dark rim is drawn."""
    return nn.Conv2d(inputs, outputs, size, padding=size // 2, padding_mode="reflect")


def normed(layer: nn.Module, width: int) -> tuple[nn.Module, ...]:
    return layer, instance(width), nn.ReLU()
