"""Settings of objectives with a discriminator: numbers of the loss, and those of the network."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from torch import nn

from diaphane.errors import BadSetting, UnknownName
from diaphane.learn.discriminating import discriminator_of, shares_of
from diaphane.recipe import named


@dataclass(frozen=True)
class Loss:
    cycle: float = 10.0
    pool: int = 50


def test_numbers_are_taken_and_others_passed_over() -> None:
    part = named("any", cycle=3, features="run", **{"discriminator.width": 8})
    assert shares_of(part, Loss, beside=["features"]) == Loss(cycle=3)


def test_what_it_does_not_take_is_told() -> None:
    with pytest.raises(
        BadSetting, match="no setting 'features'; known: cycle, pool, discriminator"
    ):
        shares_of(named("any", features="run"), Loss)
    with pytest.raises(BadSetting, match="expected cycle of at least 0, got True"):
        shares_of(named("any", cycle=True), Loss)
    with pytest.raises(UnknownName):
        discriminator_of(named("any", discriminator="vgg"), channels=1)


def test_what_is_usual_holds_unless_told() -> None:
    def norms(**settings: object) -> int:
        part = named("any", **{"discriminator.width": 4, **settings})
        made = discriminator_of(part, channels=1, usual={"norm": "instance"})
        return sum(isinstance(layer, nn.InstanceNorm2d) for layer in made.modules())

    assert norms() > 0
    assert norms(**{"discriminator.norm": "none"}) == 0
