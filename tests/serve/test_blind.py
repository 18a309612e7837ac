"""Reading blind, on both databases."""

from __future__ import annotations

from pathlib import Path

from diaphane.serve.audit import Log
from diaphane.serve.blind import Blind
from diaphane.serve.store import Store


def test_it_is_off_until_it_is_turned_on(store: Store, tmp_path: Path) -> None:
    log = Log(store, tmp_path)
    blind = Blind(store, log)
    assert not blind.on()
    assert blind.fresh
    blind.turn(True, by="root")
    assert not blind.fresh
    assert blind.on()
    assert Blind(store, log).on()
    blind.turn(False, by="root")
    assert not blind.on()
    assert [entry["details"] for entry in log.entries()] == [{"blind": False}, {"blind": True}]
