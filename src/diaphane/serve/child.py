"""A process that outlives the one that started it: told from others by its number and its start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

NICE = 10
"""Trainings give way to whoever waits for an answer."""

SAME = 1.0
"""Seconds by which two tellings of one start may differ."""

LOOK = 0.05


@dataclass(frozen=True)
class Child:
    """A process as it is remembered."""

    pid: int
    started: float
    """Seconds since 1970."""

    def alive(self) -> bool:
        """Does it still run? A later process of the same number is another one."""
        reap(self.pid)
        now = started(self.pid)
        return now is not None and abs(now - self.started) <= SAME

    def interrupt(self) -> None:
        """As Ctrl-C does, to it and to what it started."""
        self._signal(signal.SIGINT)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended; False where it has not by then."""
        end = time.monotonic() + seconds
        while self.alive():
            if time.monotonic() >= end:
                return False
            time.sleep(LOOK)
        return True

    def _signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            if self.alive():
                os.killpg(self.pid, number)


def spawn(command: Sequence[str], *, said: Path, printed: Path) -> Child:
    """Start a process in a session of its own, so that what ends us does not end it.

    Args:
        said: Where its standard error goes.
        printed: Where its standard output goes.
    """
    with said.open("wb") as errors, printed.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,
            preexec_fn=heed_interrupts,
            cwd=said.parent,
        )
    process.returncode = 0  # nobody is to wait for it: it may live longer than we do
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
    return Child(process.pid, started(process.pid) or time.time())


def heed_interrupts() -> None:
    """A server that a script began in the background ignores Ctrl-C, and what it starts would
    inherit that (POSIX, 2.11 of the shell)."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def reap(pid: int) -> None:
    """Let go of a child of ours that has ended; of others nothing is known here."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def started(pid: int) -> float | None:
    """When a process began, seconds since 1970; None where none of this number runs."""
    if sys.platform == "linux":
        return _started_linux(pid)
    asked = subprocess.run(  # POSIX ps(1)
        ["ps", "-o", "lstart=", "-p", str(pid)],
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C"},
        check=False,
    )
    text = asked.stdout.strip()
    return datetime.strptime(text, "%a %b %d %H:%M:%S %Y").timestamp() if text else None


def _started_linux(pid: int) -> float | None:
    """proc(5): the name, which may hold anything, stands in brackets; the state is what follows,
    and the 20th word after it the start in ticks since the machine's."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
        boot = Path("/proc/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    words = text.rpartition(")")[2].split()
    if words[0] in ("Z", "X"):
        return None
    since = next(line for line in boot.splitlines() if line.startswith("btime"))
    return float(since.split()[1]) + int(words[19]) / os.sysconf("SC_CLK_TCK")
