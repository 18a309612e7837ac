"""Decode a file apart from this process, where a decoder that fails does no harm.

Decoders of compressed pixels are foreign code in C. They run in a process of their own, which is
kept for the next file; where it crashes, or ends itself since it took too long, the file is refused
and the next one gets a new process. Each thread that reads has a process to itself. Small files may
go together: a message back and forth costs as much as to decode one.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BufferedReader
from typing import IO, TypeVar, cast

from ..errors import BadData, BadSetting, UnreadableImage
from ..image import Image
from .room import LATE, SECONDS
from .shared import Shared, descriptor
from .sniff import Format
from .wire import BadMessage, Coming, Facts, receive, send, unpack

PIPE_BYTES = 2**20
"""Linux makes a pipe so wide; it halves the time that pixels of a MiB take."""

COMMAND = (sys.executable, "-P", "-m", f"{__package__}.decoding_process")
"""-P: a file in the folder one is in is never imported."""

THREADS = {f"{kind}_NUM_THREADS": "1" for kind in ("OMP", "OPENBLAS", "MKL")}

MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(2**25), "MALLOC_TRIM_THRESHOLD_": str(2**26)}
"""Bytes (mallopt(3)): so much memory is kept for the next file and not given back. To get it anew
took a third of the time of a picture of 12 MB."""


T = TypeVar("T")

Unpack = Callable[[Facts, Coming], T]
"""What an answer's facts and bytes are."""


@dataclass(frozen=True)
class Asked:
    """A file, and what is asked of it."""

    data: bytes
    format: Format
    more: Facts = field(default_factory=dict)
    """For a process that does more than to decode."""


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
        (image,) = self.ask([Asked(data, format)], unpack, seconds=seconds)
        if isinstance(image, Exception):
            raise image
        return image

    def ask(
        self, files: Sequence[Asked], unpack: Unpack[T], *, seconds: float = SECONDS
    ) -> list[T | Exception]:
        """What has become of files, one after the other, or why it cannot be. Raises
        `UnreadableImage` where the process does not survive them.

        Args:
            seconds: That each file has, and some for what is large.
        """
        asked, answers = self._popen.stdin, self._popen.stdout
        assert asked
        assert answers
        shared = self._shared.view if self._shared else None
        told = [
            {"format": f.format, "bytes": len(f.data), "seconds": seconds, **f.more} for f in files
        ]
        try:
            send(asked, {"files": told}, [f.data for f in files], shared)
            facts, coming = receive(cast(BufferedReader, answers), shared)
            size = coming.left
            found = [answered(one, coming, unpack) for one in facts["answers"]]
            coming.end()
        except (BadMessage, OSError) as error:
            raise UnreadableImage(
                f"{self._end()}: the file is damaged, or made to do harm; export it again, "
                "uncompressed"
            ) from error
        if len(found) != len(files):
            raise RuntimeError(f"expected {len(files)} answers, got {len(found)}")
        self._tidy(max(size, sum(len(f.data) for f in files)))
        return found

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


def answered(facts: Facts, coming: Coming, unpack: Unpack[T]) -> T | Exception:
    """One of the answers, or why there is none. Raises `BadMessage`."""
    if "bug" in facts:
        return RuntimeError(f"decoding failed in its process:\n{facts['bug']}")
    if "refused" in facts:
        return REFUSALS[facts["refused"]](facts["says"])
    return unpack(facts, coming)


REFUSALS = {kind.__name__: kind for kind in (UnreadableImage, BadData, BadSetting)}
"""What a file may be refused with."""


def widen(pipe: IO[bytes] | None) -> None:
    if pipe and sys.platform == "linux":
        from fcntl import F_SETPIPE_SZ, fcntl

        with suppress(OSError):  # more than a user may have in all: it works without
            fcntl(pipe, F_SETPIPE_SZ, PIPE_BYTES)


class Pool:
    """The processes that wait for a file."""

    def __init__(self, command: tuple[str, ...] = COMMAND) -> None:
        self._command = command
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

    def ask(self, files: Sequence[Asked], unpack: Unpack[T]) -> list[T | Exception]:
        """What has become of files, or why it cannot be. Where a process does not survive some
        files, each is asked about alone: nobody knows which it was."""
        try:
            with self.process() as process:
                return process.ask(files, unpack)
        except UnreadableImage as error:
            if len(files) == 1:
                return [error]
        return [one for file in files for one in self.ask([file], unpack)]

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
        return Process(*expected, command=self._command)

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
