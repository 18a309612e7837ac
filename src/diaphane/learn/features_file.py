"""A network of timm as a file of features: what it makes of a picture before it names it, for
figures that compare sets of pictures by them (KID, FID)."""

from __future__ import annotations

from pathlib import Path

import timm
import torch
from torch import Tensor, nn

from ..card import Card, Input
from ..errors import BadSetting, UnknownName
from .export import checked, put_card, traced
from .start import hash_of, into_backbone, weights_in

SEEN = 2
"""Random pictures that the file is checked on."""


class Features(nn.Module):
    """A network without its head, with its features in a tuple, as all of ours have them."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, image: Tensor) -> tuple[Tensor]:
        return (self.net(image),)


def features_file(network: str, weights: Path, path: Path) -> None:
    """Write the file `path` from timm's weights of `network`, such as `inception_v3`.

    Pictures are stretched to the size that the network was trained at, and prepared as it was.
    Nothing is downloaded. Raises `UnknownName` for a network that timm does not know, and
    `BadSetting` where the weights are not there or not its own.
    """
    if not timm.is_model(network):
        raise UnknownName("network of timm", network, timm.list_models())
    if weights.suffix != ".safetensors" or not weights.is_file():
        hub = timm.get_pretrained_cfg(network).hf_hub_id or network
        raise BadSetting(
            f"expected the weights of {network!r} as a .safetensors file, found "
            f"{'another file' if weights.is_file() else 'nothing'} at {str(weights)!r}; bring "
            f"'model.safetensors' of {hub!r} from the Hugging Face hub here"
        )
    net = timm.create_model(network, pretrained=False, num_classes=0)
    into_backbone(net, weights_in(weights), weights.name)
    card = card_of(network, weights)
    features = Features(net).float().eval()
    samples = torch.rand(SEEN, card.input.channels, *(card.input.size or ()))
    checked(traced(features, samples, ("features",)), features, samples, path)
    put_card(path, card)


def card_of(network: str, weights: Path) -> Card:
    """What the network was trained on; without classes, since it names none."""
    config = timm.get_pretrained_cfg(network)
    channels, *size = config.input_size
    return Card(
        name=network,
        task="classify",
        input=Input(channels=channels, size=tuple(size), mean=config.mean, std=config.std),
        summary=f"Features of {network}, to compare sets of pictures by",
        intended_use="for `diaphane evaluate --features`; it names nothing",
        data="Not known: its makers may say.",
        licence=config.license or "Not known: its makers may say.",
        limits=(
            "Figures by it compare with those by the same file alone: published KID and FID are by "
            "other weights and another way to make pictures smaller (Parmar et al. 2022).",
        ),
        network=f"{network} of timm {timm.__version__}, without its head",
        trained={"weights": weights.name, "weights_sha256": hash_of(weights)},
    )
