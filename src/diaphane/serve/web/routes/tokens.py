"""The tokens by which programs ask for a user: each user sees to their own."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from ...people import Person
from ...store import iso
from ...tokens import Token
from ..access import ViewerInPerson
from ..asked import PLAIN, Id
from ..refused import Refused
from ..workplace import Place

router = APIRouter(prefix="/api/tokens", tags=["users"])

NO_USERS = "expected a user to whom a token belongs, got a workplace without users; add one first"


class Shown(BaseModel):
    """A token, without the word itself."""

    id: str
    label: str
    created: str | None
    expires: str | None


class New(Shown):
    """A token that has just been made."""

    token: str = Field(description="shown this once: keep it where your program finds it")


class Listed(BaseModel):
    tokens: list[Shown]


class Asked(BaseModel):
    """What a token is for, and how long."""

    label: str = Field("", max_length=80, pattern=PLAIN, examples=["the night's batch"])
    days: int | None = Field(None, ge=1, le=3650, strict=True)


@router.get("")
def tokens(place: Place, person: ViewerInPerson) -> Listed:
    """One's own that are good."""
    found = place.tokens.of(person.id) if person.id else []
    return Listed(tokens=[Shown(**shown(token)) for token in found])


@router.post("", status_code=201)
def add(place: Place, person: ViewerInPerson, asked: Asked) -> New:
    """A new one, for programs that ask in one's name."""
    token, word = place.tokens.add(owner(person), asked.label, by=person.name, days=asked.days)
    return New(**shown(token), token=word)


@router.delete("/{id}", status_code=204)
def revoke(place: Place, person: ViewerInPerson, id: Id) -> None:  # noqa: A002
    """From now on it is worth nothing."""
    place.tokens.revoke(id, user=owner(person), by=person.name)
    place.known.forget()


def owner(person: Person) -> str:
    if person.id is None:
        raise Refused(409, NO_USERS)
    return person.id


def shown(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "label": token.label,
        "created": iso(token.created),
        "expires": iso(token.expires),
    }
