"""Log in, log out, and who is logged in."""

from __future__ import annotations

from math import ceil
from unicodedata import normalize

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from .... import __version__
from ...people import Person, Role
from ...users import User
from ..access import asking, cookie_name, proof_of
from ..asked import PLAIN
from ..quick import quick
from ..refused import Refused
from ..workplace import Place, Workplace

router = APIRouter(prefix="/api/session", tags=["session"])

WRONG = "expected a user's name and password, got others; try again, or ask an admin for a new one"

AT_ONCE = 2
"""Passwords that are looked at; others wait, and take no thread from what else is asked."""


class Limits(BaseModel):
    """What one upload may bring."""

    upload_bytes: int
    files: int


class Who(BaseModel):
    name: str
    role: Role


class Session(BaseModel):
    """Who is there, and how the workplace is set."""

    person: Who | None
    users: bool = Field(description="false: nobody has to log in, everybody is an admin")
    version: str
    blind: bool
    limits: Limits


class LogIn(BaseModel):
    """Who wants to come in."""

    name: str = Field(max_length=200, pattern=PLAIN, examples=["anna"])
    password: str = Field(max_length=1000, examples=["three words of mine"])


@router.get("")
async def session(request: Request, place: Place) -> Session:
    """Who asks; of a stranger no more than that there are users."""
    return await session_of(place, await asking(request))


@router.post("")
async def log_in(request: Request, response: Response, place: Place, asked: LogIn) -> Session:
    """Log in: the answer sets a cookie."""
    address = request.client.host if request.client else "-"
    # The limiter belongs to the loop that runs.
    limiter = request.app.state.__dict__.setdefault("logging_in", CapacityLimiter(AT_ONCE))
    user, word = await to_thread.run_sync(try_in, place, asked, address, limiter=limiter)
    response.set_cookie(
        cookie_name(secure=place.settings.secure),
        word,
        httponly=True,
        samesite="strict",
        secure=place.settings.secure,
        path="/",
    )
    return await session_of(place, Person(user.name, user.role, user.id))


@router.delete("", status_code=204)
async def log_out(request: Request, response: Response, place: Place) -> None:
    """Log out: the cookie is worth nothing any more."""
    proof = proof_of(request)
    if proof is not None and proof[0] == "session":
        await to_thread.run_sync(place.sessions.end, proof[1])
        place.known.forget()
    response.delete_cookie(
        cookie_name(secure=place.settings.secure), secure=place.settings.secure, httponly=True
    )


async def session_of(place: Workplace, person: Person | None) -> Session:
    return Session(
        person=Who(name=person.name, role=person.role) if person else None,
        users=await place.known.has_users(),
        version=__version__ if person else "",
        blind=await quick(place.store, place.blind.on),
        limits=Limits(upload_bytes=place.settings.upload_bytes, files=place.settings.upload_files),
    )


def try_in(place: Workplace, asked: LogIn, address: str) -> tuple[User, str]:
    """The user and the word of the cookie. Raises `Refused`."""
    asked.name = normalize("NFKC", asked.name)  # as it is looked for, however it was written
    keys = (f"name {asked.name.casefold()}", f"address {address}")
    seconds = place.slowdown.enter(*keys)
    if seconds > 0:
        raise Refused(
            429,
            f"expected fewer wrong passwords, got many; try again in {ceil(seconds)} s",
            headers={"Retry-After": str(ceil(seconds))},
        )
    user = place.users.check(asked.name, asked.password)
    if user is None:
        # What was typed may be a password in the wrong place: only the name of a user is noted.
        name = asked.name if place.users.known(asked.name) else "nobody"
        place.log.write_soon(actor=name, action="login-failed", details={"address": address})
        raise Refused(401, WRONG)
    place.slowdown.passed(*keys)
    return user, place.sessions.begin(user)
