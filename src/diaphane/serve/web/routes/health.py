"""Whether the server answers, and what it can be asked."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel

from ..access import Viewer
from ..described import described

router = APIRouter()


class Health(BaseModel):
    """Says nothing else: anybody may ask."""

    status: Literal["ok"] = "ok"


@router.get("/health")
async def health() -> Health:
    """Is the server ready?"""
    return Health()


@router.get("/api/openapi.json", include_in_schema=False)
async def openapi(request: Request, _: Viewer) -> dict[str, Any]:
    """The description of this interface."""
    return described(request.app)
