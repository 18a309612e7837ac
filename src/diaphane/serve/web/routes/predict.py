"""An answer at once, for programs: a file comes in, the answer goes out, nothing is kept."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from ...fast import Room
from ..access import Reader
from ..one_file import one_file
from ..workplace import Place

router = APIRouter(prefix="/api", tags=["results"])

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
    model: Annotated[str, Query(max_length=120, examples=["brain-tumor"])],
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
