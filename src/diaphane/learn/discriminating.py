"""What objectives with a discriminator are told: how much each part of the loss counts, and which
discriminator it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from torch import nn

from ..errors import BadSetting
from ..nets.discriminators import discriminator
from ..recipe import Named

DISCRIMINATOR = "discriminator"
"""The setting that names it; its own settings stand under `discriminator.`."""
OWN = f"{DISCRIMINATOR}."

Shares = TypeVar("Shares")


def shares_of(part: Named, kind: type[Shares], *, beside: Sequence[str] = ()) -> Shares:
    """The numbers among the settings, as `kind`, a dataclass of numbers with defaults, has them.

    `beside` are other settings that it takes. Raises `BadSetting` for a misspelt one and for a
    number below 0.
    """
    known = list(vars(kind()))
    rest = {name: value for name, value in part.settings.items() if not name.startswith(OWN)}
    refuse_unknown(Named(part.name, rest), [*known, *beside, DISCRIMINATOR])
    numbers = {name: value for name, value in rest.items() if name in known}
    for name, value in numbers.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise BadSetting(f"expected {name} of at least 0, got {value!r}")
    return kind(**numbers)


def discriminator_of(
    part: Named, *, channels: int, usual: Mapping[str, Any] | None = None
) -> nn.Module:
    """A fresh one; `usual` are settings of it that hold where none are given. Raises
    `UnknownName`, `BadSetting`."""
    own = {k.removeprefix(OWN): v for k, v in part.settings.items() if k.startswith(OWN)}
    kind = str(part.settings.get(DISCRIMINATOR, "patch"))
    return discriminator(Named(kind, {**(usual or {}), **own}), channels=channels)


def refuse_unknown(part: Named, known: Sequence[str]) -> None:
    """Raise `BadSetting` for a setting that is not among the known ones."""
    if unknown := sorted(set(part.settings) - set(known)):
        raise BadSetting(
            f"objective {part.name!r} has no setting {unknown[0]!r}; known: "
            f"{', '.join(known) or 'none'}"
        )
