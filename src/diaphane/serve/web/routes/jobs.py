"""The jobs of a person: asked for, followed, cancelled."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from ...jobs import Job
from ...missing import Missing
from ...predicting import Options
from ..access import Person, Reader, Viewer, still
from ..asked import Id, Limit
from ..quick import quick
from ..told import Events, events
from ..workplace import Place, Workplace

router = APIRouter(prefix="/api/jobs", tags=["jobs"])

Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=200, description="The same key, the same job."),
]


class Shown(BaseModel):
    """A job."""

    id: str
    kind: str
    state: Literal["queued", "running", "done", "failed", "dead", "cancelled"]
    share: float
    stage: str
    attempts: int
    ahead: int
    error: str | None
    result: dict[str, Any] | None
    created: str
    started: str | None
    ended: str | None


class Listed(BaseModel):
    jobs: list[Shown]


class How(BaseModel):
    """How a model is asked."""

    model_config = {"extra": "forbid", "strict": True}

    slice: Annotated[int | None, Field(ge=1, le=10**6)] = None
    maps: bool = False
    flips: bool = False
    tiles: bool = False


class Asked(BaseModel):
    """What is to be done."""

    model_config = {"extra": "forbid"}

    kind: Literal["predict"]
    image: str = Field(pattern="^[0-9a-f]{20}$", examples=["0a1b2c3d4e5f60718293"])
    model: str = Field(max_length=120, examples=["brain-tumor"])
    options: How = How()


@router.post("", status_code=202, response_model=Shown)
def ask(place: Place, person: Reader, asked: Asked, key: Key = None) -> Response:
    """Ask a model about an image. The answer is a job to be followed."""
    job = place.work.predicting.ask(
        place.queue,
        image=asked.image,
        model=asked.model,
        options=Options(**asked.options.model_dump()),
        owner=person.name,
        key=key,
    )
    return JSONResponse(job.to_plain(), 202)


@router.get("", response_model=Listed)
def jobs(place: Place, person: Viewer, limit: Limit = 50) -> Response:
    """One's own, the newest first."""
    own = place.queue.of(person.name, limit=limit)
    return JSONResponse({"jobs": [job.to_plain() for job in own]})


@router.get("/{id}", response_model=Shown)
async def job(place: Place, person: Viewer, id: Id) -> Response:  # noqa: A002
    """How far it is."""
    return JSONResponse((await quick(place.store, found, place, person, id)).to_plain())


@router.post("/{id}/cancel", response_model=Shown)
def cancel(place: Place, person: Reader, id: Id) -> Response:  # noqa: A002
    """Stop it, and let it leave no result. One that is over stays as it is."""
    found(place, person, id)
    job = place.queue.cancel(id)
    assert job
    return JSONResponse(job.to_plain())


@router.get("/{id}/events", response_class=Events)
def follow(request: Request, place: Place, person: Viewer, id: Id) -> Response:  # noqa: A002
    """Events called `job`, each with the job as it stands then, until it ends."""
    found(place, person, id)

    def look() -> tuple[dict[str, Any], bool]:
        job = found(place, person, id)
        return job.to_plain(), job.over

    return events(place, "job", look, allowed=partial(still, request, "viewer"), topic=id)


def found(place: Workplace, person: Person, id: str) -> Job:  # noqa: A002
    """The job, of one's own or for an admin. Raises `Missing`."""
    job = place.queue.get(id)
    if job is None or (job.owner != person.name and not person.may("admin")):
        raise Missing("job")
    return job
