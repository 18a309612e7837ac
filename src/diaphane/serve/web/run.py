"""Start the server, and end it within seconds."""

from __future__ import annotations

import gc
import logging
import resource
import signal
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

import uvicorn

from ...errors import BadSetting, first_line
from ..workers import Workers
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
    certificate: tuple[Path, Path] | None = None,
) -> None:
    """Serve until the process is asked to end.

    Args:
        certificate: Files with a certificate and its key.
    """
    allow_files()
    write_log()
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
        ssl_certfile=certificate and certificate[0],
        ssl_keyfile=certificate and certificate[1],
    )
    # Once it has ended well uvicorn raises again what asked it to.
    signal.signal(signal.SIGTERM, lambda *_: None)
    with suppress(KeyboardInterrupt):
        Server(config, workplace, ready).run(sockets=[bound])


def do_jobs(workplace: Workplace, count: int, *, ready: Callable[[], None]) -> None:
    """Do jobs of a workplace that another process serves, until this one is asked to end."""
    write_log()
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: workplace.stopping.set())
    workers = Workers(workplace.queue, workplace.work.kinds(), count=count)
    workers.start()
    ready()
    workplace.stopping.wait()
    workers.stop(timeout=DRAIN)


def tls(certificate: Path | None, key: Path | None) -> tuple[Path, Path] | None:
    """Files for TLS, tried. Raises `BadSetting`."""
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise BadSetting("expected --tls-cert and --tls-key, got one of them; say both")
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
    except OSError as error:  # SSLError is one
        raise BadSetting(
            f"expected a certificate and its key in {str(certificate)!r} and {str(key)!r} "
            f"({first_line(error).lower()}); correct --tls-cert and --tls-key"
        ) from error
    return certificate, key


def write_log() -> None:
    """To standard error, a line each; parsers of foreign code stay quiet about what strangers
    send."""
    line = logging.Formatter("%(asctime)sZ %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S")
    line.converter = time.gmtime
    out = logging.StreamHandler()
    out.setFormatter(line)
    ours = logging.getLogger("diaphane")
    ours.setLevel(logging.INFO)
    ours.addHandler(out)
    uvicorns = logging.getLogger("uvicorn.error")
    uvicorns.setLevel(logging.ERROR)
    uvicorns.addHandler(out)
    for noisy in ("python_multipart", "sqlalchemy"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)


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
        gc.freeze()  # what is there now stays: going through it stopped everything for 0.1 s
        self.ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.workplace.stopping.set()
        super().handle_exit(sig, frame)
