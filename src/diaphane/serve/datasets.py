"""The folders that trainings may read, by their names: below the workplace's `datasets` and below
those that the server was started with. A name that is not on the list is no folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..io.below import hidden
from .missing import Missing

PARTS = ("train", "images", "HR", "labels.csv")
"""What shows that a folder is a data set itself, and none of several."""

TABLES = (".csv", ".tsv", ".tfrecord", ".tfrecords")


@dataclass(frozen=True)
class Datasets:
    """What is at hand."""

    roots: Sequence[Path]

    def names(self) -> list[str]:
        return list(self._all())

    def path(self, name: str) -> Path:
        """Raises `Missing`."""
        found = self._all().get(name)
        if found is None:
            raise Missing("folder")
        return found

    def _all(self) -> dict[str, Path]:
        """By name; of equal ones the later are called after their root, too."""
        found: dict[str, Path] = {}
        for path in (path for root in self.roots for path in inside(root)):
            name = path.name if path.name not in found else f"{path.parent.name}/{path.name}"
            found.setdefault(name, path)
        return found


def inside(root: Path) -> Iterator[Path]:
    """The data sets of a root."""
    if any((root / part).exists() for part in PARTS):
        yield root
        return
    for path in sorted(root.iterdir()) if root.is_dir() else ():
        if not hidden(path.name) and (path.is_dir() or path.suffix.lower() in TABLES):
            yield path
