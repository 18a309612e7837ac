"""What is refused before anybody looks at it: names that are not ours, pages of elsewhere, packed
or endless bodies."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .hosts import SAFE, Hosts, is_address, without_port
from .refused import answer

SMALL = 2**20
"""Bytes of a body where nothing else is said."""
ROOM: Mapping[re.Pattern[str], int | None] = {
    re.compile(r"/api/uploads"): None,  # counts for itself
    re.compile(r"/api/predict"): 2**28,
    re.compile(r"/api/results/[^/]+/masks"): 2**28,
}
"""Bytes of a body where it may be large."""

FOREIGN_HOST = (
    "expected a name of this server as Host, got another; open it by its own address, or start it "
    "with --name NAME"
)
FOREIGN_PAGE = (
    "expected a request of the workplace's own page, got none or another's; a program sends "
    "'Authorization: Bearer TOKEN', or an Origin header with the server's address"
)
ELSEWHERE = ("cross-site", "same-site")
"""What a browser says of a request that a page of another address makes."""
PACKED = "expected a body as it is, got a packed one; send it without Content-Encoding"


class Door:
    """Lets in what keeps to the rules."""

    def __init__(self, app: ASGIApp, *, hosts: Hosts, secure: bool, behind_proxy: bool) -> None:
        self.app = app
        self.hosts = hosts
        self.scheme = "https" if secure else "http"
        self.behind_proxy = behind_proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = headers_of(scope)
        if self.behind_proxy:
            scope["client"] = (last(headers.get("x-forwarded-for", "-")), 0)
        refused = self.fault(scope, headers)
        if refused is not None:
            await answer(*refused)(scope, receive, send)
            return
        if "content-length" in headers or "transfer-encoding" in headers:
            receive = counted(receive, most_bytes(scope["path"]))
        await self.app(scope, receive, send)

    def fault(self, scope: Scope, headers: Mapping[str, str]) -> tuple[int, str] | None:
        """The status and the sentence with which a request is turned away."""
        host = headers.get("host", "")
        if not self.hosts.ours(host):
            return 421, FOREIGN_HOST
        if not self.allowed(scope, host, headers):
            return 403, FOREIGN_PAGE
        if headers.get("content-encoding", "identity").lower() != "identity":
            return 415, PACKED
        most = most_bytes(scope["path"])
        length = headers.get("content-length", "0")
        if most is not None and int(length if length.isdigit() else 0) > most:
            return 413, too_large(most)
        return None

    def allowed(self, scope: Scope, host: str, headers: Mapping[str, str]) -> bool:
        """Does it come from our page, or with a token? No browser adds one by itself. What changes
        nothing, a page of elsewhere cannot read; but it could have the server make large files."""
        if headers.get("authorization", "").lower().startswith("bearer "):
            return True
        if scope["method"] in SAFE:
            of_data = scope["path"].startswith("/api/")
            return not (of_data and headers.get("sec-fetch-site") in ELSEWHERE)
        return self.hosts.own_page(
            host=host,
            origin=headers.get("origin", ""),
            site=headers.get("sec-fetch-site", ""),
            scheme=self.scheme,
        )


def headers_of(scope: Scope) -> dict[str, str]:
    """By name; one that comes twice is joined, so that neither is believed alone."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def last(addresses: str) -> str:
    """Of `client, proxy, proxy` the one that our proxy has seen, without its port; what is before
    it, anyone may have written. It is logged and counted, so what is no address is `-`."""
    found = addresses.rpartition(",")[2].strip()
    bare = found if is_address(found) else without_port(found) or ""
    return bare if is_address(bare) else "-"


def most_bytes(path: str) -> int | None:
    return next((most for place, most in ROOM.items() if place.fullmatch(path)), SMALL)


def counted(receive: Receive, most: int | None) -> Receive:
    """The same body, until it is too large."""
    if most is None:
        return receive
    got = 0

    async def count() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > most:
            raise HTTPException(413, too_large(most))
        return message

    return count


def too_large(most: int) -> str:
    return f"expected a body of at most {most >> 20} MiB, got a larger one; send less at once"
