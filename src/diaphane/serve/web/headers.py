"""What a browser may do with our answers: nothing that the page does not need."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "connect-src 'self'",
        "font-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
"""No inline script, no other machine, no frame, and no text that becomes markup."""

DATA = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""What comes of files is never a page, whatever is in it."""

ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
)
ALONE = (
    *ALWAYS,
    (b"content-security-policy", DATA.encode()),
    (b"cache-control", b"no-store"),
)
"""Of an answer that is made outside of the app."""
FOR_A_YEAR = (b"strict-transport-security", b"max-age=31536000")


class Headers:
    """Adds them to every answer."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        always = [*ALWAYS, FOR_A_YEAR] if secure else [*ALWAYS]
        csp = b"content-security-policy"
        self.of_page = [*always, (csp, PAGE.encode())]
        self.of_data = [*always, (csp, DATA.encode())]
        self.private = (b"cache-control", b"no-store")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        data = scope["path"].startswith("/api/")

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ())]
                headers += self.of_data if data else self.of_page
                if not any(name.lower() == b"cache-control" for name, _ in headers):
                    headers.append(self.private)
                message["headers"] = headers
            await send(message)

        await self.app(scope, receive, with_headers)
