"""`diaphane bench`: how long each stage of a prediction takes on this machine."""

from __future__ import annotations


def bench() -> None:
    """Measure speed."""
    raise NotImplementedError
