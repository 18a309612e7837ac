"""The network of a run once more, from its recipe and its best weights."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from .. import nets
from ..card import Card, Class
from ..errors import BadModel
from ..infer.find import read_card
from ..infer.model import Model
from ..infer.provenance import Origin
from ..recipe import Recipe
from . import checkpoint
from .answering import answering

BEST = "best.safetensors"
NEEDED = ("recipe.json", "data.json", BEST)
"""Files that a run's network is made of."""


@dataclass(frozen=True)
class Rebuilt:
    """A network in torch, ready to be asked, and its card."""

    net: nn.Module
    """The weights of the best epoch; their moving average where the recipe keeps one."""
    card: Card
    """That of the run's model; not calibrated where the training has not ended."""

    @property
    def model(self) -> Model:
        """A model that answers with the network itself and not with the run's file."""
        origin = Origin(runtime="torch cpu", versions={"torch": torch.__version__})
        return Model(answering(self.net), self.card, origin=origin)


def rebuilt(run: Path) -> Rebuilt:
    """The network of a run's folder, in evaluation mode, on the CPU.

    Raises `BadModel` where the folder holds no run, or weights of another network.
    """
    if missing := [name for name in NEEDED if not (run / name).is_file()]:
        raise BadModel(
            f"expected a run's folder with {', '.join(NEEDED)}, found no {missing[0]} in "
            f"{str(run)!r}; name the folder of a training that has saved an epoch"
        )
    recipe = Recipe.from_json((run / "recipe.json").read_text(encoding="utf-8"))
    card = _card(run, recipe)
    need = card.input
    net = nets.build(recipe.net, inputs=need.channels, outputs=len(card.classes), size=need.size)
    try:
        net.load_state_dict(checkpoint.load(run / BEST)["net"])
    except RuntimeError as error:
        raise BadModel(
            f"expected weights of the network {recipe.net.name!r} in {BEST}, got others "
            f"({str(error).splitlines()[-1].strip()}); explain with the version that trained it"
        ) from error
    return Rebuilt(net.eval(), card)


def _card(run: Path, recipe: Recipe) -> Card:
    """The model's own card; before there is one the recipe's, with the classes of the data."""
    if (run / "model.onnx").is_file():
        return read_card(run)
    if recipe.card.classes:
        return recipe.card
    counts = json.loads((run / "data.json").read_text(encoding="utf-8"))["counts"]["train"]
    return recipe.card.but(classes=tuple(Class(name) for name in sorted(counts)))
