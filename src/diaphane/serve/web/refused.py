"""Every error of the interface is `{"error": sentence}`: no traceback, no path of the server."""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from ...errors import CannotWrite, DiaphaneError, UnknownName
from ..decisions import NoResult, Outdated
from ..fast import Busy
from ..jobs import KeyTaken, QueueFull
from ..sentences import without_paths
from ..store import Unavailable

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What the system says where a disk, a quota or a file is full."""

NO_ROOM = "expected room for the data, got a full disk; what was kept before is whole: make room"
STATUS: Mapping[type[DiaphaneError], int] = {
    UnknownName: 404,
    NoResult: 404,
    Outdated: 409,
    KeyTaken: 409,
}
"""Of what a user can mend; 422 where nothing else is said."""
NO_METHOD = "this address does not take this method; GET /api/openapi.json lists what it takes"
RETRY = {"Retry-After": "2"}
"""Seconds after which what was busy is worth another try."""


class Refused(DiaphaneError):
    """A request that is answered with this status and sentence."""

    def __init__(
        self, status: int, sentence: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.headers = dict(headers or {})


class Error(BaseModel):
    """What is wrong, and what to do."""

    error: str


ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": Error, "description": HTTPStatus(status).phrase}
    for status in (400, 401, 403, 404, 405, 409, 411, 413, 415, 422, 429, 503, 507)
}
"""Statuses that any route may answer with, for the description of the interface."""


def answer(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": sentence}, status, headers)


def of_request(error: Refused) -> JSONResponse:
    return answer(error.status, without_paths(str(error)), error.headers)


def of_input(error: DiaphaneError) -> JSONResponse:
    """What a user can mend, a disk that is full, a queue or a database that takes no more."""
    said = without_paths(str(error))
    if isinstance(error, CannotWrite):
        return answer(507, NO_ROOM)
    if isinstance(error, Unavailable):
        full = "full" in said
        return answer(507 if full else 503, said, {} if full else RETRY)
    if isinstance(error, QueueFull | Busy):
        return answer(429, said, {"Retry-After": str(error.retry_after)})
    return answer(next((s for kind, s in STATUS.items() if isinstance(error, kind)), 422), said)


def of_call(error: RequestValidationError) -> JSONResponse:
    """The first thing that is wrong with a call; what was sent is not repeated."""
    return answer(422, sentence_of(error.errors()))


def sentence_of(errors: Sequence[Any]) -> str:
    first = errors[0]
    place = ".".join(map(str, first["loc"][1:])) or str(first["loc"][0])
    return f"expected another value at {place!r}: {str(first['msg']).lower()}; correct it"


def of_status(error: HTTPException) -> JSONResponse:
    """What the framework refuses by itself: an address or a method that is not there."""
    sentences = {
        400: "expected a body that can be read as the header says, got another; correct it",
        404: "nothing is at this address; GET /api/openapi.json lists what is",
    }
    status = error.status_code
    refused = f"the request was refused: {HTTPStatus(status).phrase.lower()}"
    said = error.detail if status == 413 else sentences.get(status, refused)
    return answer(status, said, error.headers)


def of_system(error: OSError) -> JSONResponse:
    """A full disk; anything else is a bug."""
    if error.errno in FULL:
        return answer(507, NO_ROOM)
    raise error


HANDLERS: Mapping[type[Exception], Callable[[Any], JSONResponse]] = {
    Refused: of_request,
    DiaphaneError: of_input,
    RequestValidationError: of_call,
    HTTPException: of_status,
    OSError: of_system,
}


def handle(app: FastAPI, routers: Sequence[APIRouter]) -> None:
    """Have the app answer each of these errors so."""
    for kind, make in HANDLERS.items():
        app.add_exception_handler(kind, handler(make))

    async def not_so(request: Request, _error: Exception) -> JSONResponse:
        return answer(405, NO_METHOD, {"Allow": methods(routers, request.url.path)})

    app.add_exception_handler(405, not_so)


def methods(routers: Sequence[APIRouter], path: str) -> str:
    """All that an address takes: the framework names those of one of its routes alone."""
    routes = [one for router in routers for one in router.routes if isinstance(one, APIRoute)]
    found = {name for one in routes if one.path_regex.match(path) for name in one.methods or ()}
    return ", ".join(sorted(found))


def handler(make: Callable[[Any], JSONResponse]) -> Callable[[Request, Exception], Any]:
    async def handle(_request: Request, error: Exception) -> JSONResponse:
        return make(error)

    return handle
