"""How answers are reviewed, and what comes of it: a folder to train on."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse
from pydantic import BaseModel, StrictBool
from starlette.background import BackgroundTask

from ...exported import export
from ..access import Admin, Reader, Viewer
from ..workplace import Place

router = APIRouter(prefix="/api/review", tags=["review"])


class Settings(BaseModel):
    """How readers work."""

    blind: StrictBool


@router.get("/settings")
def settings(place: Place, _: Viewer) -> Settings:
    """Do readers answer before they see the model's answer?"""
    return Settings(blind=place.blind.on())


@router.put("/settings")
def change(place: Place, person: Admin, asked: Settings) -> Settings:
    """Have them do so, or not."""
    place.blind.turn(asked.blind, by=person.name)
    return asked


@router.get("/export", response_class=FileResponse)
def exported(
    place: Place, person: Reader, task: Annotated[Literal["classify", "segment"], Query()]
) -> FileResponse:
    """A zip of what was accepted or corrected, laid out as `diaphane train` reads it. Names of
    patients are not in it; what is burnt into the pixels is."""
    made = export(
        place.work.answers, task, actor=person.name, blind=place.blind.on(), log=place.log
    )
    return FileResponse(
        made.path,
        media_type="application/zip",
        filename=made.name,
        background=BackgroundTask(made.forget),
    )
