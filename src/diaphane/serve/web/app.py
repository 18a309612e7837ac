"""The app: the routes, and what stands around them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.concurrency import run_in_threadpool

from ... import __version__
from ..people import SYSTEM
from ..workers import Workers
from .access_log import AccessLog
from .door import Door
from .headers import Headers
from .refused import ERRORS, handle
from .routes import ROUTERS
from .static_files import StaticFiles
from .uploads import sweep
from .workplace import Workplace

NO_TELEMETRY = TelemetryConfig(
    tracing=False, metrics=False, logs=False, operation_spans=False, auto_configure=False
)
"""FastAPI would hand requests and the words of errors to whatever OpenTelemetry finds around."""

DRAIN = 4.0
"""Seconds that running jobs have at the end; what is not done then is done by the next server."""


def create(workplace: Workplace) -> FastAPI:
    """The app of a workplace; its workers run as long as it does."""
    settings = workplace.settings
    app = FastAPI(
        title="Diaphane",
        summary="Medical images, seen through. Research use only, not for diagnosis.",
        version=__version__,
        lifespan=lifespan,
        redirect_slashes=False,  # it would lead to what a proxy calls us
        openapi_url=None,  # a route of ours gives it, to those who are logged in
        telemetry=NO_TELEMETRY,
    )
    app.state.workplace = workplace
    for router in ROUTERS:
        app.include_router(router, responses=ERRORS)
    handle(app, ROUTERS)
    # The last stands around all others.
    app.add_middleware(StaticFiles)
    app.add_middleware(
        Door,
        hosts=settings.hosts,
        secure=settings.secure,
        behind_proxy=settings.behind_proxy,
    )
    app.add_middleware(AccessLog)
    app.add_middleware(Headers, secure=settings.secure)
    return app


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """What works beside the requests: begun before the first, ended after the last."""
    place: Workplace = app.state.workplace
    workers = await run_in_threadpool(begin, place)
    try:
        yield
    finally:
        await run_in_threadpool(end, place, workers)


def begin(place: Workplace) -> Workers:
    sweep(place.store, place.folder / "uploads")
    place.work.begin()
    note(place, "start")
    workers = Workers(place.queue, place.work.kinds(), count=place.settings.workers)
    workers.start()
    return workers


def end(place: Workplace, workers: Workers) -> None:
    place.stopping.set()
    workers.stop(timeout=DRAIN)
    place.work.end()
    place.log.close()  # what waits comes before the last entry
    note(place, "stop")


def note(place: Workplace, action: str) -> None:
    with place.store.begin() as connection:
        place.log.write(connection, actor=SYSTEM, action=action, details={"version": __version__})
