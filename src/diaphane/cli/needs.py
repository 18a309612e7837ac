"""Commands that need an extra say so in one line where it is absent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import MissingPackage


@contextmanager
def training(feature: str) -> Iterator[None]:
    """Around an import from below the torch line: raises `MissingPackage` where torch is absent."""
    with needing(feature, "train"):
        yield


@contextmanager
def serving(feature: str) -> Iterator[None]:
    """The same around an import of the workplace."""
    with needing(feature, "serve"):
        yield


@contextmanager
def needing(feature: str, extra: str) -> Iterator[None]:
    """Around an import of what an extra brings: raises `MissingPackage` where it is absent."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "diaphane":
            raise
        raise MissingPackage(feature, extra) from error
