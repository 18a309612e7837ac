"""The users of the workplace, for admins."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field, StrictBool

from ...people import Role
from ...store import iso
from ...users import User
from ..access import Admin, AdminInPerson
from ..asked import Id
from ..workplace import Place

router = APIRouter(prefix="/api/users", tags=["users"])


class Shown(BaseModel):
    """A user."""

    id: str
    name: str
    role: Role
    disabled: bool
    created: str | None


class Listed(BaseModel):
    users: list[Shown]


class Added(BaseModel):
    """A new user."""

    name: str = Field(max_length=200, examples=["anna"])
    role: Role
    password: str = Field(max_length=1000, examples=["three words of mine"])


class Changed(BaseModel):
    """What is to be another; the rest stays."""

    role: Role | None = None
    disabled: StrictBool | None = None
    password: str | None = Field(None, max_length=1000)


@router.get("")
def users(place: Place, _: Admin) -> Listed:
    """All of them, those without a way in, too."""
    return Listed(users=[shown(user) for user in place.users.all()])


@router.post("", status_code=201)
def add(place: Place, person: AdminInPerson, asked: Added) -> Shown:
    """A new one. The first has to be an admin; from then on everybody logs in."""
    user = place.users.add(asked.name, asked.role, asked.password, by=person.name)
    place.known.forget()
    return shown(user)


@router.patch("/{id}")
def change(place: Place, person: AdminInPerson, id: Id, asked: Changed) -> Shown:  # noqa: A002
    """Another role or password, no way in or one again."""
    user = place.users.change(
        id, by=person.name, role=asked.role, disabled=asked.disabled, password=asked.password
    )
    place.known.forget()
    return shown(user)


def shown(user: User) -> Shown:
    return Shown(
        id=user.id,
        name=user.name,
        role=user.role,
        disabled=user.disabled,
        created=iso(user.created),
    )
