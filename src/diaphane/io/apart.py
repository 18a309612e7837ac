"""Decode a file apart from this process, where a decoder that fails does no harm.

Decoders of compressed pixels are foreign code in C. They run in a process of their own, which is
kept for the next file; where it crashes, or ends itself since it took too long, the file is refused
and the next one gets a new process. Each thread that reads has a process to itself.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

from ..errors import UnreadableImage
from ..image import Image
from .room import LATE, SECONDS
from .shared import Shared, descriptor
from .sniff import Format
from .wire import BadMessage, receive, send, unpack

PIPE_BYTES = 2**20
"""Linux makes a pipe so wide; it halves the time that pixels of a MiB take."""

COMMAND = (sys.executable, "-P", "-m", f"{__package__}.decoding_process")
"""-P: a file in the folder one is in is never imported."""

THREADS = {f"{kind}_NUM_THREADS": "1" for kind in ("OMP", "OPENBLAS", "MKL")}

MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(2**25), "MALLOC_TRIM_THRESHOLD_": str(2**26)}
"""Bytes (mallopt(3)): so much memory is kept for the next file and not given back. To get it anew
took a third of the time of a picture of 12 MB."""


def decode_apart(data: bytes, format: Format) -> Image:  # noqa: A002
    """The image in the bytes of a file of this format. Raises `UnreadableImage`."""
    with POOL.process() as process:
        return process.decode(data, format)


def prepare(format: Format) -> None:  # noqa: A002
    """Start a process now, so that it is there when the first file of this format is."""
    POOL.prepare(format)


class Process:
    """One process that decodes."""

    def __init__(self, *expected: Format, command: tuple[str, ...] = COMMAND) -> None:
        """`expected`: formats whose decoders are imported before they are asked for."""
        shared = descriptor()
        self._popen = subprocess.Popen(
            [*command, "" if shared is None else str(shared), *expected],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **THREADS, **MEMORY},
            pass_fds=() if shared is None else (shared,),
        )
        self._shared = None if shared is None else Shared(shared)
        for pipe in (self._popen.stdin, self._popen.stdout):
            widen(pipe)

    @property
    def number(self) -> int:
        """The system's number of it."""
        return self._popen.pid

    @property
    def alive(self) -> bool:
        return self._popen.poll() is None

    def decode(self, data: bytes, format: Format, *, seconds: float = SECONDS) -> Image:  # noqa: A002
        """The image, after `seconds` and some for what is large. Raises `UnreadableImage`."""
        ask, answers = self._popen.stdin, self._popen.stdout
        assert ask
        assert answers
        shared = self._shared.view if self._shared else None
        try:
            send(ask, {"format": format, "seconds": seconds}, data, shared)
            facts, size = receive(answers)
            if "pixels" in facts:
                image = unpack(facts, size, answers, shared)
                self._tidy(max(size, len(data)))
                return image
        except (BadMessage, OSError) as error:
            raise UnreadableImage(
                f"{self._end()}: the file is damaged, or made to do harm; export it again, "
                "uncompressed"
            ) from error
        if "bug" in facts:
            raise RuntimeError(f"decoding failed in its process:\n{facts['bug']}")
        raise UnreadableImage(facts["unreadable"])

    def _tidy(self, used: int) -> None:
        if self._shared:
            self._shared.tidy(used)

    def _end(self) -> str:
        """End what does not answer, and say why it does not."""
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(1)
        code = self._popen.returncode
        self.kill()
        return "decoding took too long" if code == LATE else "its decoder crashed"

    def kill(self) -> None:
        """End it, whatever it does."""
        self._popen.kill()
        for pipe in (self._popen.stdin, self._popen.stdout):
            assert pipe
            with suppress(OSError):  # of bytes that were left and nobody takes any more
                pipe.close()
        if self._shared:
            self._shared.close()
        self._popen.wait()


def widen(pipe: IO[bytes] | None) -> None:
    if pipe and sys.platform == "linux":
        from fcntl import F_SETPIPE_SZ, fcntl

        with suppress(OSError):  # more than a user may have in all: it works without
            fcntl(pipe, F_SETPIPE_SZ, PIPE_BYTES)


class Pool:
    """The processes that wait for a file."""

    def __init__(self) -> None:
        self._idle: list[Process] = []
        self._lock = threading.Lock()
        self._known = False

    @contextmanager
    def process(self) -> Iterator[Process]:
        """One for a file, and back it goes; unless it died, or was left in the middle of one."""
        process = self._take()
        try:
            yield process
        except UnreadableImage:
            self._put_back(process)
            raise
        except BaseException:
            process.kill()
            raise
        self._put_back(process)

    def prepare(self, format: Format) -> None:  # noqa: A002
        """Have one waiting."""
        if not self._idle:
            self._put_back(self._take(format))

    def close(self) -> None:
        """End those that wait."""
        with self._lock:
            while self._idle:
                self._idle.pop().kill()

    def _take(self, *expected: Format) -> Process:
        with self._lock:
            self._tell_python()
            while self._idle:
                process = self._idle.pop()
                if process.alive:
                    return process
                process.kill()
        return Process(*expected)

    def _put_back(self, process: Process) -> None:
        if process.alive:
            with self._lock:
                self._idle.append(process)

    def _tell_python(self) -> None:
        """Once: to end the processes with this one, and not to share them with its children."""
        if not self._known:
            self._known = True
            atexit.register(self.close)
            if hasattr(os, "register_at_fork"):
                os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self._idle, self._lock = [], threading.Lock()


POOL = Pool()
