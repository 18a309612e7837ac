"""The files of a folder and of all folders in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def files_below(folder: Path) -> Iterator[Path]:
    """All files, but hidden ones and those of hidden folders; links to folders are not followed."""
    for place, inner, names in os.walk(folder):
        inner[:] = sorted(name for name in inner if not hidden(name))
        yield from (Path(place, name) for name in sorted(names) if not hidden(name))


def hidden(name: str) -> bool:
    return name.startswith((".", "__MACOSX"))
