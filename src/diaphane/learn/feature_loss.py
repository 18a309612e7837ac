"""How far two pictures are apart in the eyes of a network that was trained to name what it sees
(perceptual loss; Johnson et al. 2016, section 3.2).

Legend: `N` pictures, `C` channels, `F` feature maps.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import timm
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from ..errors import BadSetting, first_line
from ..nets.backbone import Convolutions
from ..nets.classifier import Classifier
from .rebuilt import rebuilt
from .start import FILE, IMAGENET, Fetch, from_hub, quiet, refuse_unfit, weights_in

TEACHER = "vgg19"
"""As timm calls it."""


class FeatureLoss(nn.Module):
    """Mean absolute difference of feature maps, which a frozen network makes of both pictures."""

    def __init__(self, eye: nn.Module, mean: Sequence[float], std: Sequence[float]) -> None:
        """`eye` maps (N, C, Y, X), from which `mean` was taken and which was divided by `std`, to
        (N, F, y, x)."""
        super().__init__()
        self.eye = eye.eval().requires_grad_(False)
        self.register_buffer("mean", torch.tensor(mean).view(1, -1, 1, 1))
        self.register_buffer("std", torch.tensor(std).view(1, -1, 1, 1))

    def forward(self, made: Tensor, truth: Tensor) -> Tensor:
        """Of pictures (N, C, Y, X) in 0..1; gradients reach `made` alone."""
        with torch.no_grad():
            wanted = self.seen(truth)
        return F.l1_loss(self.seen(made).float(), wanted.float())

    def seen(self, pictures: Tensor) -> Tensor:
        mean, std = self.mean, self.std
        assert isinstance(mean, Tensor)
        assert isinstance(std, Tensor)
        if pictures.shape[1] != mean.shape[1]:  # gray for eyes of colour, or colour for gray ones
            pictures = pictures.mean(1, keepdim=True).expand(-1, mean.shape[1], -1, -1)
        maps: Tensor = self.eye((pictures - mean) / std)
        return maps


def feature_loss(features: str, *, fetch: Fetch = from_hub) -> FeatureLoss:
    """The loss by VGG-19 as ImageNet trained it (`imagenet`, or timm's file of its weights), or by
    the network of a run of ours, whose folder `features` names.

    Raises `BadSetting` where the weights cannot be had or the run's network looks at no pictures,
    `BadModel` where there is no run. Another network never takes the place of the one asked for.
    """
    if features == IMAGENET:
        return vgg(at_hand(fetch))
    if features.endswith(".safetensors"):
        return vgg(Path(features))
    found = rebuilt(Path(features))
    net = found.net
    if not isinstance(net, Classifier):
        raise BadSetting(
            f"expected the run of a classifier with convolutions for features={features!r}, got a "
            f"{type(net).__name__}; name another"
        )
    own = net.convolutions
    eye = bare(own.net) if isinstance(own, Convolutions) else own
    return FeatureLoss(eye, found.card.input.mean, found.card.input.std)


def at_hand(fetch: Fetch) -> Path:
    """Where timm's file of VGG-19 lies now."""
    hub = timm.get_pretrained_cfg(TEACHER).hf_hub_id
    try:
        with quiet("huggingface_hub"):
            return Path(fetch(hub, FILE))
    except OSError as error:
        raise BadSetting(
            f"expected VGG-19 of ImageNet for the loss of features, but it cannot be downloaded "
            f"({first_line(error)}); bring {FILE!r} of {hub!r} from the Hugging Face hub here and "
            "set objective.features=FILE.safetensors, or set it to the folder of a run of ours, "
            "such as one of pneumonia-xray-vgg, or do without by objective.feature=0"
        ) from error


def vgg(path: Path) -> FeatureLoss:
    """With the weights of timm's file; raises `BadSetting` where they are others."""
    config = timm.get_pretrained_cfg(TEACHER)
    with torch.device("meta"):  # its head, which is left behind, has 100 million weights
        net = timm.create_model(TEACHER, pretrained=False, num_classes=0)
    net.features.to_empty(device="cpu")
    weights = {
        name.removeprefix("features."): weight
        for name, weight in weights_in(path).items()
        if name.startswith("features.")
    }
    refuse_unfit(net.features.state_dict(), weights, path.name)
    net.features.load_state_dict(weights)
    return FeatureLoss(bare(net), config.mean, config.std)


def bare(net: nn.Module) -> nn.Module:
    """Of a VGG all up to its last convolution, before the activation (Wang et al. 2018, section
    3.3); of other networks of timm their last maps."""
    layers = getattr(net, "features", None)
    if not isinstance(layers, nn.Sequential):
        return LastMaps(net)
    last = max(k for k, layer in enumerate(layers) if isinstance(layer, nn.Conv2d))
    return layers[: last + 1]


class LastMaps(nn.Module):
    """The convolutions of a network of timm."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, images: Tensor) -> Tensor:
        maps: Tensor = self.net.forward_features(images)  # type: ignore[operator]
        return maps
