"""Who asks, and what each role may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["viewer", "reader", "trainer", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Each may do what the one before may, and more."""


@dataclass(frozen=True)
class Person:
    """Somebody who is known."""

    name: str
    role: Role
    id: str | None = None
    """Of the user; `None` where there are no users."""
    by_token: bool = False
    """A program asks for them."""

    def may(self, role: Role) -> bool:
        return ROLES.index(self.role) >= ROLES.index(role)


LOCAL = Person("local", "admin")
"""Everybody, as long as there are no users and only this machine gets in."""

SYSTEM = "system"
"""Who does what nobody asked for."""
