"""Who asks, and whether a role is enough: `Depends(may("reader"))` stands at every route."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal, get_args

from fastapi import Depends, Request

from .refused import Refused
from .workplace import Workplace

Role = Literal["viewer", "reader", "trainer", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Each may do what the one before may, and more."""


@dataclass(frozen=True)
class Person:
    """Who asks."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        return ROLES.index(self.role) >= ROLES.index(role)


@dataclass(frozen=True)
class May:
    """Lets through who has a role, and says who it is."""

    role: Role

    async def __call__(self, request: Request) -> Person:
        person = await asking(request)
        if person is None:
            raise Refused(401, "expected somebody who is logged in, got nobody; log in")
        if not person.may(self.role):
            raise Refused(
                403,
                f"expected the role {self.role!r} for this, got {person.role!r}; ask an admin",
            )
        return person


@cache
def may(role: Role) -> May:
    """For `Depends`."""
    return May(role)


async def asking(request: Request) -> Person | None:
    """Who the cookie or the token belongs to."""
    place: Workplace = request.app.state.workplace
    return Person("local", "admin") if place.settings.local else None


Viewer = Annotated[Person, Depends(may("viewer"))]
Reader = Annotated[Person, Depends(may("reader"))]
Trainer = Annotated[Person, Depends(may("trainer"))]
Admin = Annotated[Person, Depends(may("admin"))]
