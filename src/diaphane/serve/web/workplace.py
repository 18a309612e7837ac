"""All that the routes work with, opened once."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request

from ..store import Store
from .hosts import Hosts


@dataclass(frozen=True)
class Settings:
    """How the server was started."""

    hosts: Hosts = field(default_factory=lambda: Hosts.of("127.0.0.1"))
    secure: bool = False
    """Browsers speak TLS to us, or to a proxy before us."""
    behind_proxy: bool = False
    local: bool = True
    """As long as there are no users, everybody is `local`, an admin: on loopback alone."""
    workers: int = 2
    """Threads that do jobs; 0 where other processes do."""
    upload_bytes: int = 2**31
    upload_files: int = 20_000
    datasets: tuple[Path, ...] = ()
    """Folders that trainings may read, beside `datasets/` in the workplace's."""


@dataclass(frozen=True)
class Workplace:
    """What there is once; at `app.state.workplace`."""

    folder: Path
    store: Store
    settings: Settings
    queue: Any = None
    log: Any = None
    shelf: Any = None
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set when the server is asked to end: what streams for long ends itself."""


async def workplace(request: Request) -> Workplace:
    """For `Depends`."""
    place: Workplace = request.app.state.workplace
    return place


Place = Annotated[Workplace, Depends(workplace)]
