"""The page's files: known from the start, so that no address leads to any other file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

FOLDER = Path(__file__).parent / "static"
SENTENCES = Path(__file__).parents[2] / "deliver" / "sentences.json"
"""What answers say, in four languages: the page reads the same table as the reports."""

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
START = "index.html"


@dataclass(frozen=True)
class File:
    """One file as it is sent."""

    path: Path
    changed: int
    body: bytes
    headers: Mapping[str, str]


class StaticFiles:
    """Answers what asks for one of the files, and hands on what does not."""

    def __init__(self, app: ASGIApp, folder: Path = FOLDER) -> None:
        self.app = app
        found = sorted(file for file in folder.rglob("*") if file.suffix in TYPES)
        self.files = {address(file, folder): read(file) for file in found}
        self.files["/sentences.json"] = read(SENTENCES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in self.files:
            await self.app(scope, receive, send)
            return
        scope["place"] = scope["path"]
        await self.answer(Request(scope))(scope, receive, send)

    def answer(self, request: Request) -> Response:
        """The file, or that a browser has it already."""
        if request.method not in ("GET", "HEAD"):
            return Response(status_code=405, headers={"allow": "GET, HEAD"})
        file = self.fresh(request.url.path)
        if request.headers.get("if-none-match") == file.headers["etag"]:
            return Response(status_code=304, headers=file.headers)
        return Response(file.body, headers=file.headers)

    def fresh(self, address: str) -> File:
        """Whoever works on the page sees a change without a new start."""
        file = self.files[address]
        if file.path.stat().st_mtime_ns != file.changed:
            file = self.files[address] = read(file.path)
        return file


def address(file: Path, folder: Path) -> str:
    name = file.relative_to(folder).as_posix()
    return "/" if name == START else f"/{name}"


def read(file: Path) -> File:
    body = file.read_bytes()
    headers = {
        "content-type": TYPES[file.suffix],
        "etag": f'"{sha256(body).hexdigest()[:32]}"',
        "cache-control": "no-cache",
    }
    return File(file, file.stat().st_mtime_ns, body, headers)
