"""What readers decide about answers: records that are added, never changed."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from ....errors import BadSetting
from ... import decisions as made
from ...answers import own_of
from ...keep import load
from ..access import Reader
from ..asked import Id
from ..workplace import Place, Workplace

router = APIRouter(prefix="/api/results", tags=["review"])

NO_MASK = "expected a mask that was sent for this answer, got another; send it first"


class Asked(BaseModel):
    """A reader's own answer (`read`), or what is to become of the model's."""

    model_config = {"extra": "forbid"}

    verdict: Literal["read", "accept", "correct", "reject"]
    label: str | None = Field(None, max_length=120, description="A class of the model's card.")
    mask: str | None = Field(None, pattern="^[0-9a-f]{64}$", description="From `PUT .../masks`.")
    note: str = Field("", max_length=made.MOST_NOTE)
    previous: str | None = Field(
        None, pattern="^[0-9a-f]{20}$", description="The decision that one has seen."
    )


class Decision(BaseModel):
    """A decision as it is recorded."""

    id: str
    actor: str
    verdict: Literal["read", "accept", "correct", "reject"]
    label: str | None
    mask: str | None
    note: str
    seen: bool
    previous: str | None
    created: str


@router.post("/{id}/decisions", status_code=201, response_model=Decision)
def decide(place: Place, person: Reader, id: Id, asked: Asked) -> Response:  # noqa: A002
    """Decide. To change one's mind is a further decision, which names the one before."""
    answers = place.work.answers
    row = answers.row(id)
    if asked.mask is not None:
        check_mask(place, row, asked.mask)
    record = made.decide(
        place.store,
        place.log,
        result=id,
        actor=person.name,
        verdict=asked.verdict,
        classes=[one["name"] for one in own_of(row)["classes"]],
        label=asked.label,
        mask=asked.mask,
        note=asked.note,
        previous=asked.previous,
        seen=not answers.is_hidden(id, actor=person.name, blind=place.blind.on()),
    )
    return JSONResponse(record, 201)


def check_mask(place: Workplace, row: Any, mask: str) -> None:
    """It was sent, and lies on the grid of this answer. Raises `BadSetting`."""
    path, layer = place.places.mask(mask), row.layers.get("labels")
    if layer is None or not path.exists() or list(load(path).shape) != layer["shape"]:
        raise BadSetting(NO_MASK)
