"""All that the routes work with, opened once."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from ..audit import Log
from ..blind import Blind
from ..jobs import Queue
from ..keep import Places, make
from ..passwords import Passwords
from ..sessions import Sessions
from ..slowdown import Slowdown
from ..store import Store
from ..tokens import Tokens
from ..users import Users
from ..views import Views
from ..work import Work
from .access import Known
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
    places: Places
    store: Store
    settings: Settings
    log: Log
    queue: Queue
    users: Users
    sessions: Sessions
    tokens: Tokens
    known: Known
    blind: Blind
    views: Views
    work: Work
    slowdown: Slowdown = field(default_factory=Slowdown)
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set when the server is asked to end: what streams for long ends itself."""

    @classmethod
    def open(
        cls,
        folder: Path,
        database: str | None = None,
        settings: Settings | None = None,
        *,
        passwords: Passwords | None = None,
    ) -> Workplace:
        """The workplace in a folder, made where there is none. Raises `BadSetting`, `CannotWrite`,
        `Unavailable`."""
        settings = settings or Settings()
        store = Store.open(make(folder), database)
        log = Log(store, folder)
        users = Users(store, log, passwords=passwords)
        sessions, tokens = Sessions(store, log), Tokens(store, log)
        places = Places(folder)
        return cls(
            folder=folder,
            places=places,
            store=store,
            settings=settings,
            log=log,
            queue=Queue(store),
            users=users,
            sessions=sessions,
            tokens=tokens,
            known=Known(users, sessions, tokens, local=settings.local),
            blind=Blind(store, log),
            views=Views(log),
            work=Work.open(store, log, places, datasets=settings.datasets),
        )

    def close(self) -> None:
        """Write what waits, and let go of the database."""
        self.log.close()
        self.store.close()


async def workplace(request: Request) -> Workplace:
    """For `Depends`."""
    place: Workplace = request.app.state.workplace
    return place


Place = Annotated[Workplace, Depends(workplace)]
