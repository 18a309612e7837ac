"""The record: who did what, and whether it is as it was written."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from ..access import Admin
from ..asked import PLAIN
from ..workplace import Place

router = APIRouter(prefix="/api/audit", tags=["record"])

Limit = Annotated[int, Query(ge=1, le=1000)]
Word = Annotated[str | None, Query(max_length=80, pattern=PLAIN)]
Number = Annotated[int | None, Query(ge=1, le=2**53)]


class Entry(BaseModel):
    """One thing that somebody did."""

    number: int
    time: str
    actor: str
    action: str
    subject: str
    details: dict[str, Any]


class Entries(BaseModel):
    entries: list[Entry]
    next: int | None


class Verdict(BaseModel):
    """What became of the check."""

    sound: bool
    entries: int
    fault: str | None
    number: int | None
    seal: str


@router.get("")
def entries(
    place: Place,
    _: Admin,
    before: Number = None,
    limit: Limit = 100,
    actor: Word = None,
    action: Word = None,
) -> Entries:
    """The last first."""
    found = place.log.entries(before=before, limit=limit, actor=actor, action=action)
    after = found[-1]["number"] if len(found) == limit else None
    return Entries(entries=[Entry(**entry) for entry in found], next=after)


@router.post("/verify")
def verify(place: Place, person: Admin) -> Verdict:
    """Look at every entry: was one changed, taken out, put in, moved? Takes seconds for a
    million."""
    found = place.log.verify()
    with place.store.begin() as connection:
        place.log.write(
            connection, actor=person.name, action="verify", details={"sound": found.sound}
        )
    return Verdict(**found.to_plain())
