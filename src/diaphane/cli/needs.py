"""Commands that need an extra say so in one line where it is absent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import MissingPackage


@contextmanager
def training(feature: str) -> Iterator[None]:
    """Around an import from below the torch line: raises `MissingPackage` where torch is absent."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "diaphane":
            raise
        raise MissingPackage(feature, "train") from error
