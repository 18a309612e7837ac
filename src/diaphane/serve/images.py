"""The images of the workplace: read from what was uploaded, kept, shown plane by plane, removed.

A job of the kind `read` turns the files of an upload into images. Its pixels are written before the
rows that name them, so that what is listed is there; what a kill leaves behind is swept away.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection, bindparam, insert, select, update

from ..errors import UnreadableImage
from ..image import Image, Pixels
from .audit import Log
from .facts import Facts, facts_of, image_from, shown_facts
from .gather import Gathered, Part, gather, read_part
from .jobs import Lease
from .keep import NAME, Places, keep, keep_array, load, remove
from .missing import Missing
from .store import Store, iso, new_id
from .tables import decisions, images, results, uploads
from .thumbnail import thumbnail

KIND = "read"
"""Of the jobs."""

LONG_AGO = 3600.0
"""Seconds: no job takes as long."""

NO_FILES = "the upload has no files any more; send them again"
WITHOUT = ("title", "warnings", "kept")
"""What is noted of an image no more once it is removed."""

OF_ID = select(images).where(images.c.id == bindparam("its_id"))
"""Asked with each plane; to build a question takes longer than to put it."""


@dataclass(frozen=True)
class Plane:
    """A plane as it is sent."""

    rows: int
    columns: int
    channels: int
    type: str
    data: bytes
    """Sample after sample, the channels of each together, the lowest byte first."""


@dataclass(frozen=True)
class Images:
    """The images of one workplace."""

    store: Store
    log: Log
    places: Places

    def read(self, lease: Lease) -> None:
        """Do a job: the images of an upload."""
        upload = lease.job.args["upload"]
        listed = self.files(upload)
        lease.tell(0.0, "looking at the files")
        found = gather(self.places.upload(upload), listed)
        done: list[tuple[str, Facts]] = []
        try:
            for number, part in enumerate(found.parts):
                lease.tell(number / len(found.parts), "reading the images")
                self.read_one(part, upload, found, done)
            kept = lease.finish(
                {"images": [name for name, _ in done]},
                also=lambda connection: self.note(connection, lease, upload, found, done),
            )
        except BaseException:
            self.forget(done)
            raise
        if kept:
            self.prune(upload)
        else:
            self.forget(done)

    def files(self, upload: str) -> list[dict[str, Any]]:
        """What came, by the names that it is kept under."""
        with self.store.read() as connection:
            row = connection.execute(select(uploads.c.files).where(uploads.c.id == upload)).first()
        if row is None or not row.files:
            raise UnreadableImage(NO_FILES)
        return list(row.files)

    def read_one(
        self, part: Part, upload: str, found: Gathered, done: list[tuple[str, Facts]]
    ) -> None:
        """Keep one image; or note what is wrong with it."""
        try:
            image = read_part(part)
        except UnreadableImage as error:
            found.errors.append(str(error))
            return
        folder, name = self.places.upload(upload), new_id()
        files = {path: path.relative_to(folder).as_posix() for path in image.source.paths}
        facts, pixels = facts_of(image, title=part.title, files=files)
        done.append((name, facts))
        keep_array(self.places.pixels(name), pixels)
        keep(self.places.thumbnail(name), (thumbnail(image),))

    def note(
        self,
        connection: Connection,
        lease: Lease,
        upload: str,
        found: Gathered,
        done: Sequence[tuple[str, Facts]],
    ) -> None:
        """The rows, in the transaction that ends the job."""
        now, owner = self.store.now(connection), lease.job.owner
        for number, (name, facts) in enumerate(done, 1):
            row = {
                "id": name,
                "upload": upload,
                "number": number,
                "owner": owner,
                "title": facts["title"],
                "sha256": facts["kept"]["sha256"],
                "facts": facts,
                "created": now,
            }
            connection.execute(insert(images).values(row))
        errors = found.sentences()
        connection.execute(update(uploads).where(uploads.c.id == upload).values(errors=errors))
        details = {"images": len(done), "errors": len(errors)}
        self.log.write(connection, actor=owner, action="read", subject=upload, details=details)

    def forget(self, done: Sequence[tuple[str, Facts]]) -> None:
        """Take away what no row names."""
        for name, _ in done:
            remove(self.places.image(name))

    def row(self, name: str) -> Any:
        """What is noted of an image. Raises `Missing`."""
        with self.store.read() as connection:
            return row_of(connection, name)

    def present(self, name: str) -> Any:
        """The same of one that was not removed."""
        row = self.row(name)
        if row.removed is not None:
            raise Missing("image")
        return row

    def of_upload(self, upload: str) -> list[Any]:
        with self.store.read() as connection:
            chosen = select(images).where(images.c.upload == upload, images.c.removed.is_(None))
            return list(connection.execute(chosen.order_by(images.c.number)))

    def newest(self, *, before: str | None = None, limit: int = 50) -> list[Any]:
        """The newest first; those that came before the one that is named."""
        chosen = select(images).where(images.c.removed.is_(None))
        if before is not None:
            last = self.row(before)
            older = (images.c.created < last.created) | (
                (images.c.created == last.created) & (images.c.id < last.id)
            )
            chosen = chosen.where(older)
        chosen = chosen.order_by(images.c.created.desc(), images.c.id.desc()).limit(limit)
        with self.store.read() as connection:
            return list(connection.execute(chosen))

    def image(self, row: Any) -> Image:
        """As models see it; its pixels stay in their file until they are looked at."""
        return image_from(row.facts, self.places, image=row.id, upload=row.upload)

    def plane(self, name: str, axis: int, number: int) -> Plane:
        """The plane of that number, from 0. Raises `Missing`."""
        facts = self.present(name).facts
        if axis not in (plane["axis"] for plane in facts["planes"]):
            raise Missing("plane")
        pixels = load(self.places.pixels(name))
        return plane_of(pixels, axis, number, type=facts["dtype"])

    def thumbnail(self, name: str) -> bytes:
        self.present(name)
        return self.places.thumbnail(name).read_bytes()

    def remove(self, name: str, *, actor: str) -> None:
        """Take away pixels, files, layers and masks; that there was an image, what was said of it
        and what was decided stays."""
        row = self.present(name)
        with self.store.begin() as connection:
            facts = {key: value for key, value in row.facts.items() if key not in WITHOUT}
            gone = {"removed": self.store.now(connection), "title": "", "facts": facts}
            connection.execute(update(images).where(images.c.id == name).values(gone))
            of_image = select(results.c.id).where(results.c.image == name)
            said = list(connection.execute(of_image).scalars())
            masks = self.masks_only_of(connection, said)
            self.log.write(connection, actor=actor, action="delete", subject=name)
        remove(self.places.image(name))
        for result in said:
            remove(self.places.result(result))
        for mask in masks:
            self.places.mask(mask).unlink(missing_ok=True)
        self.prune(row.upload)

    def masks_only_of(self, connection: Connection, said: Sequence[str]) -> set[str]:
        """Masks that were drawn for these results and for no others."""
        drawn = select(decisions.c.mask).where(decisions.c.mask.is_not(None))
        here = set(connection.execute(drawn.where(decisions.c.result.in_(said))).scalars())
        there = set(connection.execute(drawn.where(decisions.c.result.not_in(said))).scalars())
        return here - there

    def prune(self, upload: str) -> None:
        """Take away the files of an upload that are part of no image, or no longer."""
        rows = self.of_upload(upload)
        folder = self.places.upload(upload)
        if not rows:
            remove(folder)
            with self.store.begin() as connection:
                nothing = update(uploads).where(uploads.c.id == upload).values(files=[])
                connection.execute(nothing)
            return
        kept = {folder / name for row in rows for name in row.facts["kept"]["files"]}
        for path in list(folder.rglob("*")):
            if not path.is_dir() and path not in kept:
                path.unlink(missing_ok=True)
        for path in sorted(folder.rglob("*"), reverse=True):
            with suppress(OSError):  # a folder that is not empty
                path.rmdir() if path.is_dir() else None

    def sweep(self, *, age: float = LONG_AGO) -> None:
        """Take away what a kill left behind: folders that no row names and that nobody wrote to for
        `age` seconds, for another process may be at a job just now."""
        present = self.ids(select(images.c.id).where(images.c.removed.is_(None)))
        every = self.ids(select(results.c.id))
        left = [*unknown(self.places.root / "images", present, age)]
        left += unknown(self.places.root / "results", every, age)
        for path in left:
            remove(path)

    def ids(self, chosen: Any) -> set[str]:
        with self.store.read() as connection:
            return set(connection.execute(chosen).scalars())


def row_of(connection: Connection, name: str) -> Any:
    """What is noted of an image. Raises `Missing`."""
    row = connection.execute(OF_ID, {"its_id": name}).first()
    if row is None:
        raise Missing("image")
    return row


def unknown(folder: Path, known: set[str], age: float) -> Iterator[Path]:
    """What in a folder has a name that we gave, and that is not known, for so long."""
    for path in folder.iterdir() if folder.is_dir() else ():
        ours = NAME.fullmatch(path.name) and path.name not in known
        if ours and time.time() - path.stat().st_mtime >= age:
            yield path


def plain(row: Any, models: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """An image as the interface tells it."""
    return {
        "id": row.id,
        "upload": row.upload,
        "number": row.number,
        "created": iso(row.created),
        "title": row.title,
        "warnings": [],
        **shown_facts(row.facts),
        "removed": row.removed is not None,
        "models": list(models),
    }


def plane_of(pixels: Pixels, axis: int, number: int, *, type: str) -> Plane:  # noqa: A002
    """A plane of (C, Y, X) along an axis of its own that is not there, or of (C, Z, Y, X) along one
    of its three. Raises `Missing`."""
    volume = pixels[:, None] if pixels.ndim == 3 else pixels
    count = volume.shape[axis + 1]
    if not 0 <= number < count:
        raise Missing("plane")
    flat = np.take(volume, number, axis=axis + 1)
    samples = np.moveaxis(flat, 0, -1).astype(np.dtype(type).newbyteorder("<"))
    rows, columns, channels = samples.shape
    return Plane(rows, columns, channels, type, samples.tobytes())
