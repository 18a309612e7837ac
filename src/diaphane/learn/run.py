"""The run folder: everything a training leaves behind, and what it needs to be repeated."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..card import Card, Class
from ..data.folders import Sample, counts
from ..data.pairs import Pair
from ..data.pictures import Sharp
from ..errors import BadData
from ..io.write import make_folder, write_json, write_text
from ..recipe import Recipe, Trust

PACKAGES = ("diaphane", "torch", "timm", "accelerate", "numpy", "onnx", "onnxruntime")


@dataclass(frozen=True)
class Run:
    """A folder with recipe.json, versions.json, data.json, log.jsonl, log.csv, training.log,
    curves.png, events, last.safetensors, best.safetensors and, in the end, model.onnx."""

    folder: Path

    @property
    def recipe(self) -> Path:
        return self.folder / "recipe.json"

    @property
    def data(self) -> Path:
        return self.folder / "data.json"

    @property
    def facts(self) -> dict[str, Any]:
        """What data.json says."""
        return dict(json.loads(self.data.read_text()))

    @property
    def log(self) -> Path:
        return self.folder / "log.jsonl"

    @property
    def table(self) -> Path:
        return self.folder / "log.csv"

    @property
    def text(self) -> Path:
        return self.folder / "training.log"

    @property
    def samples(self) -> Path:
        return self.folder / "samples.jsonl"

    @property
    def film(self) -> Path:
        return self.folder / "training.gif"

    @property
    def results(self) -> Path:
        return self.folder / "train_results"

    @property
    def curves(self) -> Path:
        return self.folder / "curves.png"

    @property
    def events(self) -> Path:
        return self.folder / "events"

    @property
    def training(self) -> Path:
        return self.folder / "training.json"

    @property
    def folds(self) -> Path:
        return self.folder / "folds"

    @property
    def last(self) -> Path:
        return self.folder / "last.safetensors"

    @property
    def model(self) -> Path:
        return self.folder / "model.onnx"

    @classmethod
    def open(cls, folder: Path, recipe: Recipe, *, resume: bool) -> Run:
        """The place of a new run, or the run to go on with. Nothing is written yet.

        Raises `BadData` where a run stands already and `resume` is off, or where the run to go
        on with was started from another recipe.
        """
        run = cls(folder)
        if run.recipe.exists() and not resume:
            raise BadData(
                f"expected an empty folder for the run, but {folder.name!r} holds one; go on with "
                "it by --resume, or choose another with -o"
            )
        if run.recipe.exists():
            started = Recipe.from_json(run.recipe.read_text())
            if not same_training(started, recipe):
                raise BadData(
                    f"expected the recipe that the run in {folder.name!r} was started with, got a "
                    "changed one; repeat the same call with --resume, or choose another folder"
                )
        return run

    def begin(self, recipe: Recipe) -> None:
        """Make the folder and say what is trained. The recipe is written last: it makes a folder
        a run. What a kill left half written is taken away."""
        make_folder(self.folder)
        for part in self.folder.glob("*.part"):
            part.unlink()
        if not self.recipe.exists():
            write_json(self.folder / "versions.json", versions())
        write_text(self.recipe, recipe.to_json())

    def note_data(
        self,
        parts: Mapping[str, Sequence[Sample | Pair | Sharp]],
        sha256: str,
        facts: Mapping[str, Any],
    ) -> None:
        """data.json: which sample is in which part, and what was measured about the parts."""
        listed = {name: sorted(s.name for s in samples) for name, samples in parts.items()}
        plain = {
            "sha256": sha256,
            "counts": {name: counted(samples) for name, samples in parts.items()},
            **facts,
            "samples": listed,
        }
        write_json(self.data, plain)


def counted(samples: Sequence[Sample | Pair | Sharp]) -> dict[str, int]:
    """Samples of each class; of pairs and pictures, which have no class, how many there are."""
    labelled = [sample for sample in samples if isinstance(sample, Sample)]
    if labelled:
        return counts(labelled)
    sharp = any(isinstance(sample, Sharp) for sample in samples)
    return {"pictures" if sharp else "pairs": len(samples)}


def same_training(one: Recipe, other: Recipe) -> bool:
    """Do both lead to the same weights? Words, how weights are stored and what is fitted after the
    last epoch do not count."""
    bare = [
        recipe.but(
            card=without_words(recipe.card),
            export="fp32",
            trust=Trust(),
            test="",
            towards="",
            wants="",
        )
        for recipe in (one, other)
    ]
    return bare[0] == bare[1]


def without_words(card: Card) -> Card:
    return card.but(
        classes=tuple(Class(one.name, values=one.values) for one in card.classes),
        summary="",
        intended_use="",
        data="",
        licence="",
        limits=(),
    )


def fingerprint(parts: Mapping[str, Sequence[Sample]], files: Mapping[Sample, str]) -> str:
    """A hash of every file's bytes, label and part; `files` has the SHA-256 of each."""
    whole = hashlib.sha256()
    for name in sorted(parts):
        for sample in sorted(parts[name], key=lambda s: s.name):
            content = files[sample]
            whole.update(f"{name}\t{sample.name}\t{sample.label}\t{content}\n".encode())
    return whole.hexdigest()


def versions() -> dict[str, str]:
    """Of Python and of the packages that decide what a training does."""
    known = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {"python": platform.python_version(), **known}
