"""The answers of models: listed, told, laid over their images, handed on as files."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from pydantic import BaseModel, Field
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from ....deliver.sentences import Language
from ...answers import Wanted
from ..access import Person, Reader, Viewer
from ..asked import Axis, Before, Id, Limit, Number, Text
from ..refused import Refused
from ..told import Png, Samples, png, samples
from ..workplace import Place, Workplace
from .images import Facts

router = APIRouter(prefix="/api/results", tags=["results"])

Task = Literal["classify", "segment", "enhance", "translate"]
YesNo = Annotated[Literal["yes", "no"] | None, Query()]


class Summary(BaseModel):
    """A line of the work list."""

    id: str
    image: str
    title: str
    task: Task
    model: str
    label: str | None
    label_title: str | None
    probability: float | None
    doubts: int
    created: str
    removed: bool
    hidden: bool
    decision: dict[str, Any] | None


class Counts(BaseModel):
    """Of all pages, and whatever was asked for of `decided`."""

    all: int
    decided: int


class Listed(BaseModel):
    results: list[Summary]
    next: str | None
    counts: Counts | None = Field(None, description="with the first page alone")


class Result(BaseModel):
    """An answer; what is hidden from a reader who has not read yet is left out."""

    id: str
    image: Facts
    task: Task
    model: str
    model_sha256: str
    label: str | None = None
    probabilities: dict[str, float] = {}
    set: list[str] = []
    doubts: list[str] = []
    notes: list[str] = []
    measures: dict[str, float] = {}
    classes: list[dict[str, Any]]
    options: dict[str, Any]
    layers: dict[str, dict[str, Any]] = {}
    files: list[dict[str, str]] = []
    provenance: dict[str, Any]
    created: str
    hidden: bool
    decisions: list[dict[str, Any]]


class Mask(BaseModel):
    """SHA-256 of the labels, by which a decision names them."""

    mask: str


@router.get("", response_model=Listed)
def results(
    place: Place,
    person: Viewer,
    task: Task | None = None,
    model: Text = None,
    label: Text = None,
    image: Text = None,
    decided: YesNo = None,
    doubtful: YesNo = None,
    mine: YesNo = None,
    before: Before = None,
    limit: Limit = 50,
) -> Response:
    """The newest first. Where reading is blind, what would tell an answer finds only those that one
    has read."""
    wanted = Wanted(
        task=task,
        model=model,
        label=label,
        image=image,
        decided=None if decided is None else decided == "yes",
        doubtful=doubtful == "yes",
        mine=mine == "yes",
        before=before,
        limit=limit,
    )
    answers, blind = place.work.answers, place.blind.on()
    listed = answers.listed(wanted, actor=person.name, blind=blind)
    told: dict[str, Any] = {
        "results": listed,
        "next": listed[-1]["id"] if len(listed) == limit else None,
    }
    if before is None:
        told["counts"] = answers.counted(wanted, actor=person.name, blind=blind)
    return JSONResponse(told)


@router.get("/{id}", response_model=Result)
def result(place: Place, person: Viewer, id: Id) -> Response:  # noqa: A002
    """All of an answer."""
    told = place.work.answers.told(id, actor=person.name, blind=place.blind.on())
    if not told["hidden"]:
        place.views.note(person.name, id)
    return JSONResponse(told)


@router.get("/{id}/layers/{layer}/{axis}/{number}", response_class=Samples)
def layer(
    place: Place,
    person: Viewer,
    id: Id,  # noqa: A002
    layer: str,
    axis: Axis,
    number: Number,
) -> Response:
    """The samples of a plane of a layer, as those of images are told."""
    shown_to(place, person, id)
    return samples(place.work.answers.layer(id, layer, axis, number))


@router.get("/{id}/picture.png", response_class=Png)
def picture(place: Place, person: Viewer, id: Id) -> Response:  # noqa: A002
    """The picture that a network drew, as browsers show it."""
    shown_to(place, person, id)
    return png(place.work.answers.picture(id))


@router.get("/{id}/files/{kind}", response_class=FileResponse)
def file(
    place: Place,
    person: Viewer,
    id: Id,  # noqa: A002
    kind: str,
    language: Language = "en",
) -> Response:
    """A file that is made of the answer now, with the decision that stands; the report on one page
    in that language."""
    shown_to(place, person, id)
    made = place.work.answers.file(id, kind, language)
    with place.store.begin() as connection:
        place.log.write(
            connection, actor=person.name, action="export", subject=id, details={"kind": kind}
        )
    return FileResponse(
        made.path,
        media_type=made.type,
        filename=made.name,
        headers={"Cache-Control": "private, no-store"},
        background=BackgroundTask(made.forget),
    )


@router.put("/{id}/masks", status_code=201)
async def mask(place: Place, _: Reader, id: Id, request: Request) -> Mask:  # noqa: A002
    """Keep labels that were drawn by hand, a byte each, in the order of the layer `labels`."""
    keep = place.work.answers.keep_mask
    return Mask(mask=await run_in_threadpool(keep, id, await request.body()))


def shown_to(place: Workplace, person: Person, id: str) -> None:  # noqa: A002
    """Refuse what a reader is not to see before the own reading."""
    if place.work.answers.is_hidden(id, actor=person.name, blind=place.blind.on()):
        raise Refused(
            403, "expected your own reading first: the model's answer is hidden until then"
        )
