"""Files that people bring: streamed to the disk, then read by a job."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy import insert, select
from starlette.concurrency import run_in_threadpool

from ...images import KIND, plain
from ...jobs import Job, hashed
from ...keep import remove
from ...missing import Missing
from ...people import Person
from ...store import iso, new_id
from ...tables import jobs, uploads
from ..access import Reader
from ..asked import Id
from ..parts import PART
from ..uploads import receive
from ..workplace import Place, Workplace

router = APIRouter(prefix="/api/uploads", tags=["images"])

FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [PART],
                    "properties": {
                        PART: {
                            "type": "array",
                            "minItems": 1,
                            "items": {"type": "string", "format": "binary"},
                        }
                    },
                }
            }
        },
    }
}
"""How the description of the interface shows it; the body is not read by the framework."""


class Came(BaseModel):
    """Where the files went, and the job that reads them."""

    upload: str
    job: dict[str, Any]


class Upload(BaseModel):
    """What came of the files."""

    id: str
    created: str
    images: list[dict[str, Any]]
    errors: list[str]
    job: dict[str, Any] | None


@router.post("", status_code=202, openapi_extra=FORM)
async def upload(request: Request, place: Place, person: Reader) -> Came:
    """Bring image files, a folder of them or a zip; a job reads them."""
    name = new_id()
    files = await receive(
        request,
        place.places.upload(name),
        most_bytes=place.settings.upload_bytes,
        most_files=place.settings.upload_files,
    )
    job = await run_in_threadpool(enter, place, person, name, files)
    return Came(upload=name, job=job.to_plain())


@router.get("/{id}")
def uploaded(place: Place, person: Reader, id: Id) -> Upload:  # noqa: A002
    """What came of one's files: images, and a sentence for each that was none."""
    with place.store.read() as connection:
        row = connection.execute(select(uploads).where(uploads.c.id == id)).first()
        if row is None or (row.owner != person.name and not person.may("admin")):
            raise Missing("upload")
        asked = select(jobs.c.id).where(jobs.c.key == hashed(row.owner, key(id)))
        job = connection.execute(asked).scalar()
    found = place.queue.get(job) if job else None
    return Upload(
        id=row.id,
        created=iso(row.created) or "",
        images=[facts(place, image) for image in place.work.images.of_upload(row.id)],
        errors=row.errors,
        job=found.to_plain() if found else None,
    )


def facts(place: Workplace, image: Any) -> dict[str, Any]:
    """An image with the models that fit it."""
    return plain(image, place.work.shelf.fitting(image.facts))


def enter(place: Workplace, person: Person, name: str, files: list[dict[str, Any]]) -> Job:
    """Note an upload, its job and that it happened, all or nothing."""
    try:
        with place.store.begin() as connection:
            now = place.store.now(connection)
            row = {"id": name, "owner": person.name, "created": now, "files": files, "errors": []}
            connection.execute(insert(uploads).values(row))
            job = place.queue.put(
                KIND, {"upload": name}, owner=person.name, key=key(name), connection=connection
            )
            size = sum(file["bytes"] for file in files)
            place.log.write(
                connection,
                actor=person.name,
                action="upload",
                subject=name,
                details={"files": len(files), "bytes": size},
            )
    except BaseException:
        remove(place.places.upload(name))
        raise
    return job


def key(upload: str) -> str:
    """Under which the job of an upload is found."""
    return f"upload {upload}"
