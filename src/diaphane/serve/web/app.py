"""The app: the routes, and what stands around them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from ... import __version__
from .access_log import AccessLog
from .door import Door
from .headers import Headers
from .refused import ERRORS, handle
from .routes import ROUTERS
from .static_files import StaticFiles
from .workplace import Workplace


def create(workplace: Workplace) -> FastAPI:
    """The app of a workplace; its workers run as long as it does."""
    settings = workplace.settings
    app = FastAPI(
        title="Diaphane",
        summary="Medical images, seen through. Research use only, not for diagnosis.",
        version=__version__,
        lifespan=lifespan,
        openapi_url=None,  # a route of ours gives it, to those who are logged in
    )
    app.state.workplace = workplace
    for router in ROUTERS:
        app.include_router(router, responses=ERRORS)
    handle(app)
    # The last stands around all others.
    app.add_middleware(StaticFiles)
    app.add_middleware(
        Door,
        hosts=settings.hosts,
        secure=settings.secure,
        behind_proxy=settings.behind_proxy,
    )
    app.add_middleware(Headers, secure=settings.secure)
    app.add_middleware(AccessLog)
    return app


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    yield
