"""The addresses of the interface, a file for each kind of thing."""

from __future__ import annotations

from fastapi import APIRouter

from . import (
    audit,
    decisions,
    health,
    images,
    jobs,
    models,
    predict,
    results,
    review,
    session,
    tokens,
    trainings,
    uploads,
    users,
)

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    predict.router,  # early: programs ask these most, and routes are tried one by one
    jobs.router,
    session.router,
    users.router,
    tokens.router,
    uploads.router,
    images.router,
    results.router,
    decisions.router,
    review.router,
    models.router,
    trainings.router,
    audit.router,
)
"""Every one, in the order of the manual."""
