"""The addresses of the interface, a file for each kind of thing."""

from __future__ import annotations

from fastapi import APIRouter

from . import health, session

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    session.router,
)
"""Every one, in the order of the manual."""
