"""An answer at once, for programs: a file comes in, the answer goes out, nothing is kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.routing import APIRoute

from ...fast import Room
from ..access import May, Reader
from ..one_file import one_file
from ..workplace import Place

LONGEST = 120
"""Letters of a model's name."""

Handler = Callable[[Request], Awaitable[Response]]


class Direct(APIRoute):
    """Where a model is named and nothing else, who asks and what is found without FastAPI's help,
    which takes a quarter of what a request costs beside the network."""

    def get_route_handler(self) -> Handler:  # type: ignore[override]
        usual = super().get_route_handler()
        (guard,) = (d.call for d in self.dependant.dependencies if isinstance(d.call, May))

        async def handle(request: Request) -> Response:
            asked = request.query_params.multi_items()
            if len(asked) != 1 or asked[0][0] != "model" or len(asked[0][1]) > LONGEST:
                return await usual(request)
            person = await guard(request)
            return await predict(request, request.app.state.workplace, person, asked[0][1])

        return handle


router = APIRouter(prefix="/api", tags=["results"], route_class=Direct)

BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
        },
    }
}
ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "As `diaphane predict --json` prints it.",
        "content": {
            "application/json": {
                "schema": {"type": "object"},
                "example": {
                    "task": "classify",
                    "label": "glioma",
                    "probabilities": {"notumor": 0.01, "glioma": 0.97},
                    "set": ["glioma"],
                    "doubts": [],
                    "provenance": {"model": "brain-tumor"},
                },
            }
        },
    }
}


@router.post("/predict", openapi_extra=BODY, responses=ANSWER, response_class=Response)
async def predict(
    request: Request,
    place: Place,
    person: Reader,
    model: Annotated[str, Query(max_length=LONGEST, examples=["brain-tumor"])],
    slice: Annotated[int | None, Query(ge=1, le=10**6)] = None,  # noqa: A002
) -> Response:
    """Ask a model about a file, which is the body or the part `file` of a form."""
    with place.work.fast.room() as room:
        data = await body(request, room)
        answer = place.work.fast.ask(model, data, number=slice)
        result = await asyncio.wrap_future(answer)
    facts = result.provenance
    details = {name: facts[name] for name in ("model", "model_sha256") if name in facts}
    place.log.write_soon(actor=person.name, action="predict", details=details)
    return Response(json.dumps(result.to_plain()), media_type="application/json")


async def body(request: Request, room: Room) -> bytes:
    """The file that came. Raises `Refused`, `Busy`."""
    pieces = []
    async for piece in request.stream():
        room.add(len(piece))
        pieces.append(piece)
    data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
    kind = request.headers.get("content-type", "")
    return one_file(data, kind) if kind.startswith("multipart/") else data
