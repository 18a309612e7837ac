"""Threads that do the jobs of a queue, and one that renews their leases."""

from __future__ import annotations

import logging
import os
import platform
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from ..errors import DiaphaneError
from .jobs import ARRIVALS, POLL, Lease, Lost, Queue, Stopped
from .store import Unavailable

log = logging.getLogger(__name__)

NODE = platform.node()[:40]

PACKAGE = Path(__file__).parents[1]

Kind = Callable[[Lease], None]
"""Does a job: tells how far it is, and finishes it. Raises `DiaphaneError` for what the user can
mend; any other error is a bug of ours, and the job is tried again."""


class Workers:
    """Threads of this process that claim jobs and do them.

    Args:
        kinds: What does a job, by its kind.
        count: Jobs done at once.
        most_seconds: After so long a lease is renewed no more, so that a job which hangs is not
            running for ever.
    """

    def __init__(
        self,
        queue: Queue,
        kinds: Mapping[str, Kind],
        *,
        count: int,
        most_seconds: float = 3600.0,
    ) -> None:
        self.queue = queue
        self.kinds = kinds
        self.most_seconds = most_seconds
        self._held: dict[Lease, float] = {}  # since when
        self._stopping = threading.Event()
        name = f"{NODE}:{os.getpid()}"
        self._threads = [
            threading.Thread(target=self._work, args=(f"{name}:{n}",), name=f"job {n}", daemon=True)
            for n in range(1, count + 1)
        ]
        self._renewing = threading.Thread(target=self._renew, name="leases", daemon=True)

    def start(self) -> None:
        """Begin; what processes of this machine left that were killed is taken up at once."""
        self.queue.let_go(gone)
        for thread in (*self._threads, self._renewing):
            thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Begin no more jobs, wait for those begun; what is not done in time goes back to the
        queue, and whatever its thread still says is not taken."""
        end = time.monotonic() + timeout
        self._stopping.set()
        self.queue.bell.ring(ARRIVALS)
        for thread in (*self._threads, self._renewing):
            thread.join(max(0.0, end - time.monotonic()))
        for lease in list(self._held):
            with suppress(Unavailable):  # its lease runs out
                lease.give_back(pause=False)

    def _work(self, name: str) -> None:
        arrived = threading.Event()
        with self.queue.bell.listening(ARRIVALS, arrived.set):
            while not self._stopping.is_set():
                arrived.clear()
                if lease := self._claim(name):
                    self._do(lease)
                elif not self._stopping.is_set():
                    arrived.wait(POLL)

    def _claim(self, name: str) -> Lease | None:
        try:
            return self.queue.claim(name)
        except Exception as error:  # a worker outlives whatever befalls the database
            tell_fault("no job could be claimed", error)
            self._stopping.wait(POLL)
            return None

    def _do(self, lease: Lease) -> None:
        self._held[lease] = time.monotonic()
        try:
            self._try(lease)
        except Exception as error:  # its lease runs out, and it is claimed again
            tell_fault(f"job {lease.job.id} could not be ended", error)
        finally:
            del self._held[lease]

    def _try(self, lease: Lease) -> None:
        """Do it, and see that it ends in one way or another."""
        job = lease.job
        do = self.kinds.get(job.kind)
        if do is None:
            lease.fail("expected a kind of job that this server does, got another; update it")
            return
        try:
            do(lease)
        except (Stopped, Lost):
            pass
        except Unavailable as error:
            tell_fault(f"job {job.id} ({job.kind})", error)
        except DiaphaneError as error:
            lease.fail(str(error))
        except Exception as error:
            tell_fault(f"job {job.id} ({job.kind}), attempt {job.attempts}", error)
        if not lease.over:
            lease.give_back()

    def _renew(self) -> None:
        while not self._stopping.wait(self.queue.lease / 3):
            for lease, since in list(self._held.items()):
                if time.monotonic() - since < self.most_seconds:
                    self._renew_one(lease)

    def _renew_one(self, lease: Lease) -> None:
        try:
            lease.renew()
        except Exception as error:  # the next time, perhaps
            tell_fault(f"the lease of job {lease.job.id} could not be renewed", error)


def gone(worker: str) -> bool:
    """Whether it was a thread of a process of this machine that is no more."""
    node, _, rest = worker.rpartition(f"{NODE}:")
    number = rest.partition(":")[0]
    if node or not number.isdecimal() or os.name != "posix":
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # it is another user's
        pass
    return False


def tell_fault(what: str, error: Exception) -> None:
    """Log a bug by its kind and place alone: its message may quote a file, and so a patient."""
    log.error("%s: %s at %s", what, type(error).__name__, " < ".join(places(error)))


def places(error: BaseException, most: int = 4) -> list[str]:
    """File, line and function: where it was raised, and the innermost of ours that led there."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames[:-1] if PACKAGE in Path(frame.filename).parents]
    shown = (*frames[-1:], *reversed(ours[-most:]))
    return [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in shown]
