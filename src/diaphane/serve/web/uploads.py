"""Uploads: streamed to the disk, and gone without a trace where they break off."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from python_multipart.multipart import parse_options_header
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from ..keep import NAME, make, remove
from ..store import Store
from ..tables import uploads
from .parts import AROUND, BROKEN, NO_FORM, Parts, too_large
from .refused import NO_ROOM, Refused

PIECE = 2**20
"""Bytes that are written together."""
SPARE = 2**26
"""Bytes that stay free on the disk, so that the record can go on."""


async def receive(
    request: Request, folder: Path, *, most_bytes: int, most_files: int, spare: int = SPARE
) -> list[dict[str, Any]]:
    """Write the files of a request into a new folder; what came, by number, name and size.

    Whatever goes wrong, the folder is gone afterwards. `spare` bytes of the disk stay free. Raises
    `Refused`, `OSError`.
    """
    most = most_bytes + AROUND * most_files
    refuse_by_length(request, folder.parent, most, spare)
    parts = Parts(folder, boundary_of(request), most_bytes, most_files)
    make(folder)
    came = None
    try:
        got = 0
        async for piece in pieces(request):
            got += len(piece)
            if got > most:
                raise Refused(413, too_large(most_bytes))
            refuse_where_full(folder, len(piece), spare)  # others may fill it meanwhile
            await run_in_threadpool(parts.take, piece)
        came = await run_in_threadpool(parts.done)
        return came
    except ClientDisconnect as error:
        raise Refused(422, BROKEN) from error
    finally:
        if came is None:
            parts.close()
            remove(folder)


def boundary_of(request: Request) -> bytes:
    """What parts the form."""
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise Refused(415, NO_FORM)
    return options[b"boundary"]


def refuse_by_length(request: Request, place: Path, most: int, spare: int) -> None:
    """Say no before anything is sent, where it is known to be too much."""
    length = request.headers.get("content-length", "")
    if not length.isdigit():
        return
    if int(length) > most:
        raise Refused(413, too_large(most))
    refuse_where_full(make(place), int(length), spare)


def refuse_where_full(place: Path, size: int, spare: int) -> None:
    if size + spare > shutil.disk_usage(place).free:
        raise Refused(507, NO_ROOM)


async def pieces(request: Request) -> Any:
    """The body in larger pieces, so that there are few changes between threads."""
    held: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        held.append(chunk)
        size += len(chunk)
        if size >= PIECE:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


def sweep(store: Store, folder: Path) -> None:
    """Take away what a kill left behind: folders that no row names."""
    with store.read() as connection:
        known = set(connection.execute(select(uploads.c.id)).scalars())
    for path in ours(folder):
        if path.name not in known:
            remove(path)


def ours(folder: Path) -> Iterator[Path]:
    found = list(folder.iterdir()) if folder.is_dir() else []
    return (path for path in found if NAME.fullmatch(path.name))
