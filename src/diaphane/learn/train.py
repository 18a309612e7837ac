"""From a recipe and data to a model's file: the one door, whatever the task."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from ..card import TaskName
from ..errors import BadSetting
from ..recipe import Recipe
from .classify import train_classifier
from .enhance import train_enhancer
from .folds import Told
from .segment import train_segmenter
from .translate import train_translator
from .watch import Watcher


class Story(Protocol):
    """What `train` does for one task."""

    def __call__(
        self,
        recipe: Recipe,
        data: Path,
        out: Path,
        *,
        resume: bool,
        watchers: Sequence[Watcher],
        progress: Told | None,
    ) -> Path: ...


STORIES: dict[TaskName, Story] = {
    "classify": train_classifier,
    "segment": train_segmenter,
    "enhance": train_enhancer,
    "translate": train_translator,
}


def train(
    recipe: Recipe,
    data: Path,
    out: Path,
    *,
    resume: bool = False,
    watchers: Sequence[Watcher] = (),
    progress: Told | None = None,
) -> Path:
    """Train `recipe` on the folder, table or file `data`, leave everything in the folder `out`,
    and return the model file in it. With `resume` a run that was killed goes on where it was, and
    ends with the same weights. `progress` is told of the folds of a cross-validation.

    Raises `BadData`, `BadSetting` and `UnknownName` for what a caller can get wrong.
    """
    task = recipe.card.task
    if task not in STORIES:
        raise BadSetting(f"expected a recipe to {' or '.join(STORIES)}, got one to {task}")
    return STORIES[task](recipe, data, out, resume=resume, watchers=watchers, progress=progress)
