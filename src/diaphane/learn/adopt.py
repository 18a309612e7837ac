"""Weights that others trained, of ESRGAN and its kin, become a model's file of ours.

Which network a file of weights belongs to, spandrel tells from the weights' names and shapes. No
pickle is ever run: of a .pth file tensors are read and nothing else.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ..card import Card, Input, Scaling
from ..errors import BadModel, first_line
from .export import EXACT_FILE, checked, put_card, store, traced
from .safe_weights import safe_load_weights
from .start import hash_of
from .storage import Storage

TILE, MARGIN = 192, 16
"""Of the tiles that pictures are cut into: what lies further away hardly changes a pixel."""
LEAST = 32
"""Pixels of the random pictures that the file is checked on, at least."""
SHOWN = 4
"""Names of weights that a message lists."""


def adopt(file: Path, path: Path, *, storage: Storage) -> None:
    """Write a model with the weights in `file`.

    Raises `BadModel` where it holds no plain weights, or those of an architecture that is not known
    or does not map pictures to pictures of the same colours.
    """
    found = described(safe_load_weights(file), file)
    card = card_of(found, file)
    net = Foreign(found.model).float().eval()
    samples = torch.rand(2, card.input.channels, *[side_of(card)] * 2)
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / EXACT_FILE
        graph = exported(net, samples, card, found.architecture.name)
        checked(graph, net, samples, exact)
        store(exact, samples, path, storage=storage)
    put_card(path, card)


class Foreign(nn.Module):
    """A network with its picture in a tuple, as all of ours have them."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, image: Tensor) -> tuple[Tensor]:
        return (self.net(image),)


def described(weights: dict[str, Any], file: Path) -> Any:
    """What spandrel knows of the network: its `ImageModelDescriptor`."""
    from spandrel import (
        MAIN_REGISTRY,
        ImageModelDescriptor,
        ModelLoader,
        UnsupportedModelError,
        canonicalize_state_dict,
    )

    try:
        plain = canonicalize_state_dict(weights)
        found = ModelLoader("cpu").load_from_state_dict(plain)
    except (UnsupportedModelError, RuntimeError, KeyError, ValueError, TypeError) as error:
        known = ", ".join(sorted(one.architecture.name for one in MAIN_REGISTRY.architectures()))
        seen = ", ".join(list(map(str, weights))[:SHOWN]) or "none"
        raise BadModel(
            f"expected weights of an architecture that spandrel knows in {file.name!r}, got "
            f"{len(weights)} by the names of {seen} and so on; known: {known}"
        ) from error
    if not isinstance(found, ImageModelDescriptor) or found.size_requirements.square:
        raise BadModel(
            f"expected a network that maps a picture of any size to one picture, got "
            f"{found.architecture.name} in {file.name!r}; take one that enhances"
        )
    if found.input_channels != found.output_channels or found.input_channels not in (1, 3):
        raise BadModel(
            f"expected a network of as many colours going in as coming out, 1 or 3, got "
            f"{found.input_channels} and {found.output_channels} in {file.name!r}"
        )
    return found


def card_of(found: Any, file: Path) -> Card:
    """What can be known of such weights."""
    multiple = max(1, found.size_requirements.multiple_of)
    return Card(
        name=re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-") or "enhance",
        task="enhance",
        input=Input(
            channels=found.input_channels,
            tile=(TILE + -TILE % multiple,) * 2,
            overlap=0.1,
            margin=MARGIN,
            multiple=multiple,
            scaling=Scaling("depth"),
        ),
        scale=found.scale,
        summary=f"A picture {found.scale} times as large, by {found.architecture.name} weights "
        "that were trained elsewhere",
        data="Not known: its makers may say.",
        licence="Not known: its makers may say.",
        limits=("It was trained elsewhere, on what is not known, and not measured here.",),
        network=f"{found.architecture.name} of {file.name}",
        trained={"weights": file.name, "weights_sha256": hash_of(file)},
    )


def side_of(card: Card) -> int:
    return LEAST + -LEAST % card.input.multiple


def exported(net: nn.Module, samples: Tensor, card: Card, architecture: str) -> Any:
    """The ONNX graph, free in size; raises `BadModel` where there is none of such a network."""
    sizes: dict[int, Any] = {0: torch.export.Dim("n")}
    for axis, name in enumerate(("y", "x"), 2):
        length: Any = torch.export.Dim(name)
        sizes[axis] = card.input.multiple * length if card.input.multiple > 1 else length
    try:
        return traced(net, samples, ("picture",), sizes=sizes)
    except torch.onnx.OnnxExporterError as error:
        raise BadModel(
            f"expected a network that can be written as ONNX for pictures of any size, but "
            f"{architecture} cannot ({first_line(error)}); take ESRGAN or another of convolutions "
            "alone"
        ) from error
