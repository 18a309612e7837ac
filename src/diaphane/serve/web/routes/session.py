"""Log in, log out, and who is logged in."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel

from .... import __version__
from ..access import Role, asking
from ..workplace import Place

router = APIRouter(prefix="/api/session")


class Limits(BaseModel):
    upload_bytes: int
    files: int


class Who(BaseModel):
    name: str
    role: Role


class Session(BaseModel):
    """Who is there, and how the workplace is set."""

    person: Who | None
    users: bool
    version: str
    blind: bool
    limits: Limits


@router.get("")
async def session(request: Request, place: Place) -> Session:
    """Who asks; of a stranger no more than that there are users."""
    person = await asking(request)
    limits = Limits(upload_bytes=place.settings.upload_bytes, files=place.settings.upload_files)
    return Session(
        person=Who(name=person.name, role=person.role) if person else None,
        users=not place.settings.local,
        version=__version__ if person else "",
        blind=False,
        limits=limits,
    )
