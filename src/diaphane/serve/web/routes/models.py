"""The models on the shelf, and their cards."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from ..access import Viewer
from ..workplace import Place

router = APIRouter(prefix="/api/models", tags=["models"])

JSON = "application/json"


class Model(BaseModel, extra="allow"):
    """A card: what a model is for, its classes, figures, limits, data and licence."""

    name: str
    task: Literal["classify", "segment", "enhance", "translate"]
    summary: str
    classes: list[dict[str, Any]]
    figures: dict[str, Any]
    reliability: list[dict[str, float]]
    sha256: str
    bytes: int


class Listed(BaseModel):
    models: list[Model]


@router.get("", response_model=Listed)
def models(place: Place, _: Viewer) -> Response:
    """Those that ship, then those that were trained here, then methods without training."""
    cards = ",".join(entry.json for entry in place.work.shelf.cards())
    return Response(f'{{"models":[{cards}]}}', media_type=JSON)


@router.get("/{name}", response_model=Model)
def model(place: Place, _: Viewer, name: str) -> Response:
    """The whole card."""
    return Response(place.work.shelf.entry(name).json, media_type=JSON)
