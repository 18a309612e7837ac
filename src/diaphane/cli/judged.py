"""What `diaphane evaluate` found, whatever the task: told, and written as files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import typer

from .terminal import show, show_json, tell


class Evaluation(Protocol):
    """The figures, as far as a terminal needs them."""

    @property
    def unreadable(self) -> Mapping[str, str]: ...

    def to_plain(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Judged:
    """An evaluation and what becomes of it."""

    evaluation: Evaluation
    words: str
    """The same for a person."""
    report: Callable[[Path, bool], Iterable[Path]]
    """Writes the report's files into a folder, with pictures of the data or without."""

    def tell(self, out: Path | None, *, json: bool, with_pictures: bool) -> None:
        """Write the report where one is asked for, and print what was found; what could not be
        judged makes it exit code 3."""
        if out is not None:
            for file in self.report(out, with_pictures):
                tell(f"written: {file}")
        show_json(self.evaluation.to_plain()) if json else show(self.words)
        if self.evaluation.unreadable:
            raise typer.Exit(3)


def curves_of(model: Path) -> bytes:
    """The picture of a run's curves, beside its model; empty where it is not at hand."""
    curves = (model if model.is_dir() else model.parent) / "curves.png"
    return curves.read_bytes() if model.exists() and curves.is_file() else b""
