"""Asks an app of the workplace without a socket between: any method, address, header and body."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp

HOST = "127.0.0.1:8000"
OWN = {"origin": f"http://{HOST}"}
"""What the page's requests bring."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        """The value of a header, empty where it is not there."""
        return next((value for key, value in self.headers if key == name), "")

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> str:
        """What is wrong."""
        said: str = self.json()["error"]
        return said


class Asking:
    """Sends requests to an app, all in one loop; keeps cookies as a browser does."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.loop = asyncio.new_event_loop()
        self.cookies: dict[str, str] = {}

    def __call__(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        body: bytes | Iterable[bytes] = b"",
        host: str = HOST,
        cookies: bool = True,
        own: bool = True,
    ) -> Answer:
        """`own`: it comes from the workplace's own page."""
        sent = {"host": host, **(OWN if own else {}), **(headers or {})}
        if json is not None:
            body = dumped(json)
            sent["content-type"] = "application/json"
        if isinstance(body, bytes) and body:
            sent.setdefault("content-length", str(len(body)))
        if cookies and self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.loop.run_until_complete(self.ask(method, path, sent, body))
        self.keep_cookie(answer)
        return answer

    def log_in(self, name: str, password: str) -> Answer:
        return self("POST", "/api/session", json={"name": name, "password": password})

    async def ask(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | Iterable[bytes]
    ) -> Answer:
        place, _, query = path.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": place,
            "raw_path": place.encode("utf-8", "surrogateescape"),
            "query_string": query.encode("utf-8", "surrogateescape"),
            "root_path": "",
            "headers": [
                (k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in headers.items()
            ],
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", 8000),
            "state": {},
        }
        chunks = [body] if isinstance(body, bytes) else [*body]
        got: list[dict[str, Any]] = []
        gone = asyncio.Event()

        async def receive() -> dict[str, Any]:
            if chunks:
                chunk = chunks.pop(0)
                return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            got.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                gone.set()

        await self.app(scope, receive, send)
        start = got[0]
        told = [(k.decode().lower(), v.decode("latin-1")) for k, v in start["headers"]]
        return Answer(start["status"], told, b"".join(m.get("body", b"") for m in got[1:]))

    def keep_cookie(self, answer: Answer) -> None:
        pair, _, rest = answer.header("set-cookie").partition(";")
        name, _, value = pair.partition("=")
        if name and "Max-Age=0" in rest:
            self.cookies.pop(name, None)
        elif name:
            self.cookies[name] = value

    def close(self) -> None:
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()


def form(files: Iterable[tuple[str, bytes]], *, field: str = "files") -> dict[str, Any]:
    """Arguments of a request that brings files, called as said, in a form."""
    parts = b"".join(
        f'--b\r\nContent-Disposition: form-data; name="{field}"; filename="'.encode()
        + name.encode("utf-8", "surrogateescape")
        + b'"\r\nContent-Type: application/octet-stream\r\n\r\n'
        + data
        + b"\r\n"
        for name, data in files
    )
    return {
        "headers": {"content-type": "multipart/form-data; boundary=b"},
        "body": parts + b"--b--\r\n",
    }


def dumped(plain: Any) -> bytes:
    return json.dumps(plain).encode()
