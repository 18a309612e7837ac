"""What a training has left in its folder so far: lines of its log, pictures, figures, words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..errors import BadModel
from ..infer.find import read_card
from .missing import Missing
from .sentences import without_paths

TITLES = {
    "curves.png": "Curves",
    "training.gif": "The training as a film",
}
FOLDERS = ("train_results", "test")
"""Hold further pictures: samples epoch by epoch, and the plots of the test part."""

KINDS = {".png": "image/png", ".gif": "image/gif"}

APART = "--"
"""Stands for the slash in the name of a picture."""

TRACEBACK, MARK, STOPPED = "Traceback (most recent call last)", "diaphane: ", "stopped"
"""What a bug, an error and Ctrl-C leave on standard error."""

BROKEN = "the training failed; look at the file `said` in its folder"


@dataclass(frozen=True)
class RunFolder:
    """The folder of a run; it may be written to while we look."""

    path: Path

    @property
    def model(self) -> Path:
        return self.path / "model.onnx"

    @property
    def said(self) -> Path:
        """Standard error of the training."""
        return self.path / "said"

    @property
    def printed(self) -> Path:
        """Its standard output: the model's file, once it is done."""
        return self.path / "printed"

    @property
    def begun(self) -> bool:
        """Is there something to go on with?"""
        return (self.path / "recipe.json").is_file()

    @property
    def done(self) -> bool:
        """Did it come to its end?"""
        return self.model.is_file() and bool(text_of(self.printed).strip())

    def lines(self) -> list[dict[str, Any]]:
        """An epoch each, as far as they are whole."""
        found = []
        for line in text_of(self.path / "log.jsonl").splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:
                break
        return [{name: finite(value) for name, value in line.items()} for line in found]

    def epochs(self) -> int | None:
        """As many as are planned; None before the recipe is written."""
        try:
            return int(json.loads(text_of(self.path / "recipe.json"))["epochs"])
        except (ValueError, KeyError):
            return None

    def pictures(self) -> list[dict[str, str]]:
        """Those there are, with titles."""
        return [
            {"name": name, "title": TITLES.get(name) or path.stem.replace("_", " ")}
            for name, path in self._pictures()
        ]

    def picture(self, name: str) -> tuple[bytes, str]:
        """Its bytes and media type; raises `Missing`."""
        path = dict(self._pictures()).get(name)
        if path is None:
            raise Missing("picture")
        return path.read_bytes(), KINDS[path.suffix]

    def figures(self) -> dict[str, Any]:
        """Of the finished model, from its card."""
        try:
            return {n: asdict(f) for n, f in read_card(self.model).figures.items()}
        except BadModel:
            return {}

    def fault(self) -> str | None:
        """The sentence that a training ended with, without places of files; None where it said
        none, for it was killed."""
        text = text_of(self.said).strip()
        if TRACEBACK in text:
            return BROKEN
        _, mark, sentence = text.rpartition(MARK)
        return without_paths(sentence.strip()) if mark and sentence != STOPPED else None

    def _pictures(self) -> Iterator[tuple[str, Path]]:
        for name in TITLES:
            if (self.path / name).is_file():
                yield name, self.path / name
        for folder in FOLDERS:
            for path in sorted((self.path / folder).glob("*.png")):
                yield f"{folder}{APART}{path.name}", path


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""


def finite(value: Any) -> Any:
    """JSON has no word for what is no number; a training that diverges logs it."""
    return None if isinstance(value, float) and value - value != 0 else value
