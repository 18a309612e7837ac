"""The description of the interface (OpenAPI 3.1), with what the framework cannot know put right."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

BINARY = {"type": "string", "format": "binary"}
EVENT = {
    "type": "object",
    "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
}
"""One of a stream: its data is JSON."""

BODIES = {"text/event-stream": EVENT, "application/octet-stream": BINARY, "image/png": BINARY}


def described(app: FastAPI) -> dict[str, Any]:
    """Errors are JSON whatever else an address answers with; what is no JSON is bytes or events."""
    plain: dict[str, Any] = app.openapi()
    for place in plain["paths"].values():
        for operation in place.values():
            for status, response in operation["responses"].items():
                put_right(status, response)
    return plain


def put_right(status: str, response: dict[str, Any]) -> None:
    content = response.get("content", {})
    if int(status) >= 400:
        (schema,) = {str(body): body for body in content.values()}.values()
        response["content"] = {"application/json": schema}
        return
    for kind, schema in BODIES.items():
        if kind in content:
            content[kind] = {"schema": schema}
