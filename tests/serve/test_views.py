"""Looks are noted once for a while."""

from __future__ import annotations

from pathlib import Path

from diaphane.serve import views
from diaphane.serve.audit import Log
from diaphane.serve.store import Store
from diaphane.serve.views import QUIET, Views


class Clock:
    """A time that is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def looks(log: Log) -> list[tuple[str, str]]:
    log.close()
    return [(entry["actor"], entry["subject"]) for entry in reversed(log.entries(action="view"))]


def test_one_person_looking_again_has_one_look(store: Store, tmp_path: Path) -> None:
    log, clock = Log(store, tmp_path), Clock()
    seen = Views(log, clock=clock)
    for _ in range(3):
        seen.note("an", "image1")
    seen.note("an", "image2")
    seen.note("binh", "image1")
    clock.now = QUIET - 1
    seen.note("an", "image1")
    clock.now = QUIET
    seen.note("an", "image1")
    assert looks(log) == [
        ("an", "image1"),
        ("an", "image2"),
        ("binh", "image1"),
        ("an", "image1"),
    ]


def test_looks_do_not_fill_the_memory(store: Store, tmp_path: Path) -> None:
    log = Log(store, tmp_path)
    seen = Views(log, clock=Clock())
    for number in range(views.MOST + 5):
        assert seen._is_new(("an", str(number)))
    assert len(seen._seen) == views.MOST
    log.close()
