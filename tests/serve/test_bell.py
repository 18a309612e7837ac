"""Who listens is called; who stopped listening is not."""

from __future__ import annotations

from diaphane.serve.bell import Bell


def test_only_those_who_listen_for_it_are_called() -> None:
    bell, heard = Bell(), []
    with bell.listening("a", lambda: heard.append("first")):
        with bell.listening("a", lambda: heard.append("second")):
            bell.ring("a", "b")
        bell.ring("a")
        bell.ring("b")
    bell.ring("a")
    assert heard == ["first", "second", "first"]
