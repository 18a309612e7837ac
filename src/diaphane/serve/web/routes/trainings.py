"""Recipes, folders of data, and the trainings made of both."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from ... import trainings as work
from ..access import Trainer, Viewer, still
from ..asked import Id
from ..refused import Refused
from ..told import Events, events
from ..workplace import Place

router = APIRouter(prefix="/api", tags=["trainings"])

MOST_COMPARED = 20
NAMES = re.compile("[0-9a-f]{20}")


class Recipe(BaseModel, extra="allow"):
    """What can be trained."""

    name: str
    task: Literal["classify", "segment", "enhance", "translate"]
    summary: str
    wants: str
    layout: str
    network: str
    settings: dict[str, Any]


class Recipes(BaseModel):
    recipes: list[Recipe]


class Folder(BaseModel):
    name: str


class Folders(BaseModel):
    folders: list[Folder]


class Line(BaseModel):
    """A training in a list."""

    id: str
    recipe: str
    folder: str
    settings: dict[str, str]
    state: Literal["starting", "running", "done", "failed", "stopped", "interrupted"]
    error: str | None
    owner: str
    created: str
    ended: str | None


class Progress(Line):
    """How far a training came, and the validation figures of its best epoch."""

    epochs: int
    done: int
    best: dict[str, float | None]


class Picture(BaseModel):
    name: str
    title: str


class Training(Line):
    """All of a training: a line of its log an epoch."""

    epochs: int
    lines: list[dict[str, Any]]
    pictures: list[Picture]
    figures: dict[str, Any]
    model: str | None


class Listed(BaseModel):
    trainings: list[Progress]


class Compared(BaseModel):
    trainings: list[Training]


class Asked(BaseModel, extra="forbid"):
    """What is to be trained, on what."""

    recipe: Annotated[str, Field(max_length=80, examples=["brain-tumor"])]
    folder: Annotated[str, Field(max_length=300, examples=["brain_tumor_mri"])]
    settings: Annotated[
        dict[str, str | int | float | bool], Field(max_length=50, examples=[{"epochs": 3}])
    ] = {}


@router.get("/recipes", response_model=Recipes)
def recipes(_: Viewer) -> Response:
    """All recipes, with how their data must lie."""
    return JSONResponse({"recipes": work.recipes()})


@router.get("/folders")
def folders(place: Place, _: Trainer) -> Folders:
    """The folders that trainings may read."""
    return Folders(folders=[Folder(name=name) for name in place.work.trainings.datasets.names()])


@router.get("/trainings", response_model=Listed)
def trainings(place: Place, _: Viewer) -> Response:
    """The newest first."""
    return JSONResponse({"trainings": place.work.trainings.listed()})


@router.post("/trainings", status_code=201, response_model=Training)
def start(place: Place, person: Trainer, asked: Asked) -> Response:
    """Start one, as a process of its own."""
    settings = {key: text(value) for key, value in asked.settings.items()}
    name = place.work.trainings.start(asked.recipe, asked.folder, settings, owner=person.name)
    return JSONResponse(place.work.trainings.told(name), 201)


@router.get("/trainings/compare", response_model=Compared)
def compare(
    place: Place, _: Viewer, ids: Annotated[str, Query(max_length=500, examples=["ID,ID"])]
) -> Response:
    """Several beside each other."""
    names = ids.split(",")
    if len(names) > MOST_COMPARED or not all(NAMES.fullmatch(name) for name in names):
        raise Refused(422, f"expected at most {MOST_COMPARED} ids of trainings, parted by commas")
    return JSONResponse({"trainings": [place.work.trainings.told(name) for name in names]})


@router.get("/trainings/{id}", response_model=Training)
def training(place: Place, _: Viewer, id: Id) -> Response:  # noqa: A002
    """Its log, its pictures, and its figures once it is done."""
    return JSONResponse(place.work.trainings.told(id))


@router.get("/trainings/{id}/events", response_class=Events)
def follow(request: Request, place: Place, _: Viewer, id: Id) -> Response:  # noqa: A002
    """Events called `training`, each with the training as it stands then, until it ends."""
    place.work.trainings.row(id)

    def look() -> tuple[dict[str, Any], bool]:
        told = place.work.trainings.told(id)
        return told, told["state"] not in work.ALIVE

    return events(place, "training", look, allowed=partial(still, request, "viewer"), every=1.0)


@router.post("/trainings/{id}/stop", response_model=Training)
def stop(place: Place, person: Trainer, id: Id) -> Response:  # noqa: A002
    """End it as Ctrl-C does; it can be gone on with."""
    place.work.trainings.stop(id, actor=person.name)
    return JSONResponse(place.work.trainings.told(id))


@router.post("/trainings/{id}/resume", response_model=Training)
def resume(place: Place, person: Trainer, id: Id) -> Response:  # noqa: A002
    """Go on where it was."""
    place.work.trainings.resume(id, actor=person.name)
    return JSONResponse(place.work.trainings.told(id))


@router.get("/trainings/{id}/pictures/{name}", response_class=Response)
def picture(place: Place, _: Viewer, id: Id, name: str) -> Response:  # noqa: A002
    """A picture that the training has drawn so far."""
    place.work.trainings.row(id)
    data, kind = place.work.trainings.folder(id).picture(name)
    return Response(data, media_type=kind, headers={"Cache-Control": "private, no-cache"})


def text(value: str | int | float | bool) -> str:
    """As the command line takes it."""
    return value if isinstance(value, str) else json.dumps(value)
