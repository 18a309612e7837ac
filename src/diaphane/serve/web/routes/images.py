"""The images of the workplace: what is known of them, their planes, and their removal."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from ...images import plain
from ..access import Reader, Viewer
from ..asked import Axis, Before, Id, Limit, Number
from ..refused import Refused
from ..told import Png, Samples, png, samples
from ..workplace import Place, Workplace

router = APIRouter(prefix="/api/images", tags=["images"])


class Ends(BaseModel):
    """The values that are shown black and white."""

    low: float
    high: float


class Sides(BaseModel):
    """The patient's side at each side of a plane: L R A P H F."""

    left: str
    right: str
    top: str
    bottom: str


class Planes(BaseModel):
    """The planes along one axis of the array."""

    axis: int
    name: Literal["axial", "coronal", "sagittal", "slice", "frame"]
    count: int
    rows: int
    columns: int
    row_mm: float | None
    column_mm: float | None
    labels: Sides | None


class Offer(BaseModel):
    """A model that fits an image."""

    name: str
    task: Literal["classify", "segment", "enhance", "translate"]
    title: str
    summary: str
    fits: Literal["made for this", "possible"]


class Facts(BaseModel):
    """An image. Volumes are kept upright: from head to feet, to the back, to the left."""

    id: str
    upload: str
    number: int
    title: str
    created: str
    format: str
    modality: str
    axes: Literal["yx", "zyx", "tyx"]
    shape: list[int]
    channels: int
    dtype: Literal["uint8", "uint16", "int16", "float32"]
    spacing: list[float] | None
    units: str
    window: Ends | None
    range: Ends
    inverted: bool
    warnings: list[str]
    planes: list[Planes]
    removed: bool
    models: list[Offer]


class Listed(BaseModel):
    images: list[Facts]
    next: str | None


@router.get("", response_model=Listed)
def images(place: Place, _: Viewer, before: Before = None, limit: Limit = 50) -> Response:
    """The newest first."""
    rows = place.work.images.newest(before=before, limit=limit)
    after = rows[-1].id if len(rows) == limit else None
    return JSONResponse({"images": shown(place, rows), "next": after})


@router.get("/{id}", response_model=Facts)
def image(place: Place, _: Viewer, id: Id) -> Response:  # noqa: A002
    """What is known of an image, and which models fit it."""
    return JSONResponse(shown(place, [place.work.images.present(id)])[0])


@router.delete("/{id}", status_code=204)
def remove(place: Place, person: Reader, id: Id) -> None:  # noqa: A002
    """Take away its pixels, files, layers and masks; that it was there stays in the record."""
    row = place.work.images.present(id)
    if row.owner != person.name and not person.may("admin"):
        raise Refused(403, "expected an image of your own, got another's; ask an admin")
    place.work.images.remove(id, actor=person.name)


@router.get("/{id}/planes/{axis}/{number}", response_class=Samples)
def plane(
    place: Place,
    person: Viewer,
    id: Id,  # noqa: A002
    axis: Axis,
    number: Number,
) -> Response:
    """The samples of a plane, row after row, lowest byte first; X-Rows, X-Columns, X-Channels and
    X-Type say how to read them."""
    told = samples(place.work.images.plane(id, axis, number))
    place.views.note(person.name, id)
    return told


@router.get("/{id}/thumbnail", response_class=Png)
def thumbnail(place: Place, _: Viewer, id: Id) -> Response:  # noqa: A002
    """A picture of at most 128 pixels."""
    return png(place.work.images.thumbnail(id))


def shown(place: Workplace, rows: list[Any]) -> list[dict[str, Any]]:
    """As JSON, with the models that fit."""
    known = place.work.shelf.candidates()
    return [plain(row, place.work.shelf.fitting(row.facts, known)) for row in rows]
