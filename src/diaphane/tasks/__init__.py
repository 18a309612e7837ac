"""The tasks: what a network's raw output means. No torch here."""

from __future__ import annotations

from ..card import TaskName
from . import classify, enhance, segment, translate
from .base import Task

__all__ = ["TASKS", "Task"]

TASKS: dict[TaskName, Task] = {
    "classify": classify.task,
    "segment": segment.task,
    "enhance": enhance.task,
    "translate": translate.task,
}
