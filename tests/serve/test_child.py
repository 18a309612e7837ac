"""Processes that outlive us are told from later ones of the same number."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from diaphane.serve.child import Child, spawn, started

SLEEPS = (sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)")
DEAF = (
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); "
    "print('up', flush=True); time.sleep(60)",
)


def run(command: tuple[str, ...], folder: Path) -> Child:
    child = spawn(command, said=folder / "said", printed=folder / "printed")
    end = time.monotonic() + 10
    while "up" not in (folder / "printed").read_text() and time.monotonic() < end:
        time.sleep(0.02)
    return child


def test_one_that_is_interrupted_ends(tmp_path: Path) -> None:
    child = run(SLEEPS, tmp_path)
    assert child.alive()
    assert os.getsid(child.pid) == child.pid
    child.interrupt()
    assert child.wait(10)
    assert not child.alive()
    assert "KeyboardInterrupt" in (tmp_path / "said").read_text()
    child.interrupt()  # nothing happens


def test_one_is_interrupted_though_its_parent_ignores_it(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        child = run(SLEEPS, tmp_path)
    finally:
        signal.signal(signal.SIGINT, before)
    child.interrupt()
    assert child.wait(10)


def test_one_that_is_deaf_is_killed(tmp_path: Path) -> None:
    child = run(DEAF, tmp_path)
    child.interrupt()
    assert not child.wait(0.3)
    child.kill()
    assert child.wait(10)


def test_another_process_of_the_same_number_is_another(tmp_path: Path) -> None:
    child = run(SLEEPS, tmp_path)
    before = Child(child.pid, child.started - 1000)
    assert not before.alive()
    before.kill()
    assert child.alive()
    child.kill()
    assert child.wait(10)


def test_one_that_ended_is_no_more() -> None:
    assert started(2**22 + 1) is None
    here = started(os.getpid())
    assert here is not None
    assert 0 <= time.time() - here < 24 * 3600 * 365
