"""Start the server, and end it within seconds."""

from __future__ import annotations

import resource
import socket
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import uvicorn

from ...errors import BadSetting
from .app import create
from .deadline import Limits, protocol
from .workplace import Workplace

DRAIN = 4
"""Seconds that running requests have when the server is to end."""
IDLE = 15
"""Seconds that a connection is kept for a next request."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that is bound. Raises `BadSetting` where the port is taken, the address not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(1024)
    except (OSError, OverflowError) as error:
        bound.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise BadSetting(
            f"expected an address to listen at, got {host}:{port} ({reason.lower()}); choose "
            "another --port or --host"
        ) from error
    return bound


def run(
    workplace: Workplace,
    bound: socket.socket,
    *,
    ready: Callable[[], None],
    certificate: Path | None = None,
    key: Path | None = None,
) -> None:
    """Serve until the process is asked to end."""
    allow_files()
    config = uvicorn.Config(
        create(workplace),
        http=protocol(Limits(each=None) if workplace.settings.behind_proxy else Limits()),
        ws="none",
        loop="auto",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=DRAIN,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    Server(config, workplace, ready).run(sockets=[bound])


def allow_files() -> None:
    """As many open files as the system lets us have: each connection is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 2**16), most))


class Server(uvicorn.Server):
    """Says when it is ready, and tells what streams for long that it ends."""

    def __init__(
        self, config: uvicorn.Config, workplace: Workplace, ready: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self.workplace, self.ready = workplace, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.workplace.stopping.set()
        super().handle_exit(sig, frame)
