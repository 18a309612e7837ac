"""Who asks, and whether a role is enough: a `Viewer`, `Reader`, `Trainer` or `Admin` stands in the
signature of every route."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from time import monotonic
from typing import Annotated, Literal

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from ..people import LOCAL, Role
from ..people import Person as Person
from ..sessions import Sessions
from ..tokens import Tokens
from ..users import Users
from .quick import quick
from .refused import Refused

NOBODY = "expected somebody who is logged in, got nobody; log in, or send a token"
NO_TOKEN = "expected a person who logged in, got a program's token; do this on the page"
REMEMBERED = 1.0
"""Seconds for which an answer of the database is good: of another process that changes users we
learn so late."""
MOST = 10_000
"""Answers that are remembered."""

Proof = tuple[Literal["session", "token"], str]


class Known:
    """Who may be asking, from the database or the last second's memory."""

    def __init__(
        self,
        users: Users,
        sessions: Sessions,
        tokens: Tokens,
        *,
        local: bool,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """`local`: everybody is an admin as long as there are no users."""
        self.users, self.clock = users, clock
        self.look: dict[str, Callable[[str], Person | None]] = {
            "session": sessions.person,
            "token": tokens.person,
        }
        self.closed = not local
        self.asked_until = 0.0
        self.people: dict[Proof, tuple[float, Person]] = {}

    async def who(self, proof: Proof | None) -> Person | None:
        """Who brings this proof, or nobody."""
        if not await self.has_users():
            return LOCAL
        if proof is None:
            return None
        until, person = self.people.get(proof, (0.0, None))
        if self.clock() < until:
            return person
        person = await run_in_threadpool(self.look[proof[0]], proof[1])  # may write
        self._remember(proof, person)
        return person

    async def has_users(self) -> bool:
        """Must one log in? Once so, always so."""
        if not self.closed and self.clock() >= self.asked_until:
            self.closed = await quick(self.users.store, self.users.any)
            self.asked_until = self.clock() + REMEMBERED
        return self.closed

    def forget(self) -> None:
        """Somebody's rights have changed."""
        self.people.clear()
        self.asked_until = 0.0

    def _remember(self, proof: Proof, person: Person | None) -> None:
        if len(self.people) >= MOST:
            self.people.clear()
        if person is None:
            self.people.pop(proof, None)
        else:
            self.people[proof] = self.clock() + REMEMBERED, person


@dataclass(frozen=True)
class May:
    """Lets through who has a role, and says who it is."""

    role: Role
    in_person: bool = False
    """No program with a token: it could make itself another one."""

    async def __call__(self, request: Request) -> Person:
        person = await asking(request)
        if person is None:
            raise Refused(401, NOBODY, headers={"WWW-Authenticate": "Bearer"})
        if not person.may(self.role):
            self.note(request, person)
            raise Refused(
                403, f"expected the role {self.role!r} for this, got {person.role!r}; ask an admin"
            )
        if self.in_person and person.by_token:
            raise Refused(403, NO_TOKEN)
        return person

    def note(self, request: Request, person: Person) -> None:
        """That somebody tried stands in the record."""
        request.app.state.workplace.log.write_soon(
            actor=person.name,
            action="refused",
            subject=person.id or "",
            details={"method": request.method, "address": request.scope["route"].path},
        )


@cache
def may(role: Role, *, in_person: bool = False) -> May:
    """For `Depends`."""
    return May(role, in_person)


async def asking(request: Request) -> Person | None:
    """Who the token or the cookie belongs to."""
    known: Known = request.app.state.workplace.known
    return await known.who(proof_of(request))


async def still(request: Request, role: Role) -> bool:
    """May they who were let in with this request still come in?"""
    person = await asking(request)
    return person is not None and person.may(role)


def proof_of(request: Request) -> Proof | None:
    """What a request brings to say who asks. A token counts before a cookie, since the door let a
    request with one pass unasked."""
    kind, _, word = request.headers.get("authorization", "").partition(" ")
    if kind:
        return ("token", word.strip() if kind.lower() == "bearer" else "")
    cookie = request.cookies.get(cookie_name(secure=request.app.state.workplace.settings.secure))
    return ("session", cookie) if cookie else None


def cookie_name(*, secure: bool) -> str:
    """With its beginning a browser takes it over TLS alone, and from no other name (RFC 6265bis,
    section 4.1.3.2)."""
    return "__Host-diaphane" if secure else "diaphane"


Viewer = Annotated[Person, Depends(may("viewer"))]
Reader = Annotated[Person, Depends(may("reader"))]
Trainer = Annotated[Person, Depends(may("trainer"))]
Admin = Annotated[Person, Depends(may("admin"))]
AdminInPerson = Annotated[Person, Depends(may("admin", in_person=True))]
ViewerInPerson = Annotated[Person, Depends(may("viewer", in_person=True))]
