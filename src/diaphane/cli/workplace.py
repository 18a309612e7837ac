"""Which workplace a command of `diaphane serve` is about: its folder and its database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import BadSetting
from .needs import serving

if TYPE_CHECKING:
    from ..serve.web.workplace import Workplace

FOLDER = Path("diaphane-workplace")

Folder = Annotated[
    Path | None,
    typer.Option(
        "--folder",
        metavar="DIR",
        help=f"Holds uploads, results and the record; {FOLDER} if not said.",
        show_default=False,
    ),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="postgresql+psycopg://..., in the place of a file in the folder.",
        show_default=False,
    ),
]


@dataclass(frozen=True)
class Where:
    """As it was said before the name of a sub-command: `diaphane serve --folder DIR verify`."""

    folder: Path | None
    database: str | None

    def but(self, folder: Path | None, database: str | None) -> Where:
        """What is said behind it counts."""
        return Where(folder or self.folder, database or self.database)

    @property
    def place(self) -> Path:
        return self.folder or FOLDER


@contextmanager
def opened(
    context: typer.Context, folder: Path | None, database: str | None, *, begin: bool = False
) -> Iterator[Workplace]:
    """The workplace, which must be there: of a folder where all is gone nobody shall hear that its
    record is sound. Raises `BadSetting`.

    Args:
        begin: An empty folder will do.
    """
    said: Where = context.obj.but(folder, database)
    with serving("diaphane serve"):
        from ..serve import anchor, audit, store
        from ..serve.web.workplace import Workplace
    kept = (store.FILE, audit.KEY, anchor.FILE)
    if not said.place.is_dir() or not (begin or any((said.place / name).exists() for name in kept)):
        raise BadSetting(
            f"expected the folder of a workplace, got {str(said.place)!r}, which is none; say "
            "--folder DIR, or begin one with `diaphane serve`"
        )
    workplace = Workplace.open(said.place, said.database)
    try:
        yield workplace
    finally:
        workplace.close()
