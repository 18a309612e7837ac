"""The addresses of the interface, a file for each kind of thing."""

from __future__ import annotations

from fastapi import APIRouter

from . import health, images, jobs, models, results, session, tokens, trainings, uploads, users

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    session.router,
    users.router,
    tokens.router,
    uploads.router,
    images.router,
    jobs.router,
    results.router,
    models.router,
    trainings.router,
)
"""Every one, in the order of the manual."""
