"""One line for each request, without anything that could name a patient; bugs without their words.

A line holds the kind of address (`/api/images/{id}`), never the address itself, nor what follows
its question mark. Of a bug the log gets its type and where it happened: what it says may hold what
stood in a file.
"""

from __future__ import annotations

import logging
import traceback
from time import perf_counter

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..store import new_id

log = logging.getLogger(__name__)


class AccessLog:
    """Around everything but the headers that each answer gets."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = perf_counter(), 0

        async def seen(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self.app(scope, receive, seen)
        except Exception as error:
            number = told(error)
            if status:
                raise Cut from None
            await apology(number)(scope, receive, seen)
        finally:
            log.info(
                "%s %s %s %d %.0f ms",
                client(scope),
                scope["method"],
                place(scope),
                status,
                1000 * (perf_counter() - begun),
            )


class Cut(Exception):
    """An answer that cannot be finished; the log has the reason."""


def told(error: Exception) -> str:
    """Write a bug to the log; the number by which it is found there."""
    number = new_id()[:8]
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("bug %s: %s\n%s", number, type(error).__qualname__, frames)
    return number


def apology(number: str) -> JSONResponse:
    said = f"something went wrong here, and it is a bug; the server's log has it as {number}"
    return JSONResponse({"error": said}, 500)


def client(scope: Scope) -> str:
    return scope["client"][0] if scope.get("client") else "-"


def place(scope: Scope) -> str:
    """The kind of address, or `-` where it is none of ours."""
    route = scope.get("route")
    return str(getattr(route, "path", None) or scope.get("place", "-"))
