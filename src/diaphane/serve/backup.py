"""A copy of a workplace, made while it is open: its folder again, to be opened by `--folder`."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from ..errors import BadSetting, CannotWrite
from ..io.write_through import write_through
from .anchor import FILE as ANCHOR
from .audit import KEY
from .keep import make
from .store import FILE, Store

KINDS = ("uploads", "images", "results", "masks", "trainings", "datasets")
"""Folders, each with what rows of the database name."""


def backup(store: Store, folder: Path, to: Path) -> bool:
    """Copy all; False where the database is not in the folder and its own tools must copy it.

    The anchor of the record goes first and may name an earlier entry than the copy's last. The
    database goes before the files that it names: one that comes later is swept away when the copy
    is opened. Raises `BadSetting`, `CannotWrite`.
    """
    if to.exists() and any(to.iterdir()):
        raise BadSetting(
            f"expected a new or an empty folder, got {str(to)!r} with files in it; choose another"
        )
    try:
        make(to)
        for name in (KEY, ANCHOR):
            shutil.copy2(folder / name, to / name)
        if store.sqlite:
            copy_database(folder / FILE, to / FILE)
        for kind in KINDS:
            if (folder / kind).is_dir():
                shutil.copytree(folder / kind, to / kind, ignore_dangling_symlinks=True)
        write_through(to)
    except (OSError, shutil.Error, sqlite3.Error) as error:
        reason = (getattr(error, "strerror", None) or type(error).__name__).lower()
        raise CannotWrite(
            f"could not copy the workplace to {str(to)!r}: {reason}; make room or choose another "
            "folder, and begin again"
        ) from error
    return store.sqlite


def copy_database(whence: Path, to: Path) -> None:
    """All of one moment, whoever writes meanwhile (SQLite's online back-up)."""
    source, copy = sqlite3.connect(whence), sqlite3.connect(to)
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()
