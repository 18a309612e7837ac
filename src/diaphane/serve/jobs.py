"""A queue of jobs in the database: leased to workers, tried again after a crash, at last given up.

A job is `queued`, then `running` under a lease that its worker renews. Whatever becomes of the
worker, the lease runs out, and the job is queued again; after `most_attempts` it is `dead`. Each
attempt has its number, and only the attempt that the table names may write: a worker that comes
back after its lease ran out finds that nothing it says is taken ("fencing").
"""

from __future__ import annotations

import hashlib
import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, Update
from sqlalchemy.sql.dml import ReturningUpdate

from ..errors import DiaphaneError
from .bell import Bell
from .statements import ENDED, Statements
from .store import Store, iso, new_id

State = Literal["queued", "running", "done", "failed", "dead", "cancelled"]

ARRIVALS = "arrivals"
"""What rings in `Queue.bell` when there is a job to claim; a change of a job rings by its id."""

POLL = 0.5
"""Seconds between two looks at what another process may have changed."""

TOLD = 0.2
"""Seconds between two shares of one stage that are written; those between are dropped."""

LONGEST_STAGE = 120

LEFT = "the server stopped each time it was at this job, and does not try again; look at its log"
BROKEN = "the program failed each time it was at this job, and does not try again; look at its log"


class QueueFull(DiaphaneError):
    """As many jobs wait as may."""

    def __init__(self, waiting: int, retry_after: int) -> None:
        self.retry_after = retry_after
        """Seconds until one of them will have been taken up, by the pace of the last ones."""
        super().__init__(
            f"{waiting} jobs wait already, and no more may; try again in {retry_after} s"
        )


class KeyTaken(DiaphaneError):
    """One key was given to two jobs that differ."""

    def __init__(self) -> None:
        super().__init__(
            "expected the same job as before under the same Idempotency-Key, got another one; "
            "give each job a key of its own"
        )


class Stopped(Exception):
    """The job was cancelled: let it be."""


class Lost(Exception):
    """Another worker has the job now, or this one is to stop: let it be."""


@dataclass(frozen=True)
class Job:
    """A job as it stood when it was read. Times are seconds since 1970."""

    number: int
    id: str
    kind: str
    args: dict[str, Any]
    owner: str
    state: State
    attempts: int
    share: float
    """Done of the whole, 0..1."""
    stage: str
    error: str | None
    result: dict[str, Any] | None
    created: float
    started: float | None
    ended: float | None
    ahead: int
    """Jobs that wait before it."""

    @property
    def over(self) -> bool:
        return self.state in ENDED

    def to_plain(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "state": self.state,
            "share": self.share,
            "stage": self.stage,
            "attempts": self.attempts,
            "ahead": self.ahead,
            "error": self.error,
            "result": self.result,
            "created": iso(self.created),
            "started": iso(self.started),
            "ended": iso(self.ended),
        }


class Queue:
    """The jobs of a store.

    Args:
        most_waiting: Jobs that may be queued; on PostgreSQL those that are put at the same instant
            may be a few more.
        lease: Seconds that a worker may be silent.
        most_attempts: Times that a job is begun before it is dead.
        pause: Seconds before a job whose worker met a bug is tried again; twice as many each time.
    """

    def __init__(
        self,
        store: Store,
        *,
        most_waiting: int = 200,
        lease: float = 30.0,
        most_attempts: int = 3,
        pause: float = 1.0,
    ) -> None:
        self.store = store
        self.most_waiting = most_waiting
        self.lease = lease
        self.pause = pause
        self.bell = Bell()
        self.statements = Statements(store, lease=lease, most_attempts=most_attempts)

    def put(
        self,
        kind: str,
        args: Mapping[str, Any],
        *,
        owner: str,
        key: str | None = None,
        connection: Connection | None = None,
    ) -> Job:
        """A new job at the end; or the one that this owner put under this key before.

        Args:
            connection: Of `Store.begin`, to be part of its transaction.

        Raises:
            QueueFull: As many wait as may.
            KeyTaken: Under this key there is another job.
        """
        unique = key and hashed(owner, key)
        if connection is None:
            with self.store.read() as reading:  # who is refused waits for no turn at writing
                if unique and (known := self._of_key(reading, unique)):
                    return same(known, kind, args)
                self._room(reading)
            with self.store.begin() as own:
                return self.put(kind, args, owner=owner, key=key, connection=own)
        if unique and (known := self._of_key(connection, unique)):
            return same(known, kind, args)
        waiting = self._room(connection)
        values = {"id": new_id(), "kind": kind, "args": dict(args), "owner": owner, "key": unique}
        row = connection.execute(self.statements.add, values).first()
        if row is None:  # one of this key was put by another in this instant
            return same(self._of_key(connection, unique), kind, args)
        self.store.afterwards(connection, lambda: self.bell.ring(ARRIVALS))
        return job_of(row, ahead=waiting)

    def get(self, id: str) -> Job | None:  # noqa: A002
        """The job as it stands, or None where there is none of this id."""
        with self.store.read() as connection:
            return self._of_id(connection, id)

    def of(self, owner: str, *, limit: int = 50) -> list[Job]:
        """Jobs of this owner, the newest first."""
        wanted = {"its_owner": owner, "most": limit}
        with self.store.read() as connection:
            return [job_of(r) for r in connection.execute(self.statements.of_owner, wanted)]

    def cancel(self, id: str) -> Job | None:  # noqa: A002
        """One that waits is cancelled at once; one that runs is told to stop, and leaves no result
        from now on; one that is over stays as it is. None where there is none of this id."""
        with self.store.begin() as connection:
            connection.execute(self.statements.cancel, {"its_id": id})
            job = self._of_id(connection, id)
        self.bell.ring(id)
        return job

    def claim(self, worker: str) -> Lease | None:
        """The job that waits longest, leased to this worker; None where none waits."""
        with self.store.read() as connection:  # no turn at writing is taken for nothing
            waits, silent = connection.execute(self.statements.due).one()
        if not (waits or silent):
            return None
        back = []
        with self.store.begin() as connection:
            if silent:
                words = {"last_words": LEFT, "rest": 0.0}
                back = list(connection.execute(self.statements.take_back, words).scalars())
            row = connection.execute(self.statements.claim, {"new_worker": worker}).first()
        self.bell.ring(*back, *((row.id,) if row else ()))
        return Lease(self, job_of(row)) if row else None

    def let_go(self, dead: Callable[[str], bool]) -> None:
        """End the leases of workers that are known to be dead before they run out.

        Args:
            dead: Whether the worker of a name is.
        """
        with self.store.begin() as connection:
            for number, attempt, worker in connection.execute(self.statements.held).all():
                if dead(worker):
                    held = {"its_number": number, "its_attempt": attempt}
                    connection.execute(self.statements.let_go, held)

    def wait(self, id: str, seen: Job, timeout: float) -> Job:  # noqa: A002
        """The job once it differs from `seen`, or as it is after `timeout` seconds."""
        changed = threading.Event()
        end = time.monotonic() + timeout
        with self.bell.listening(id, changed.set):
            while True:
                changed.clear()
                job = self.get(id) or seen
                left = end - time.monotonic()
                if job != seen or left <= 0:
                    return job
                changed.wait(min(left, POLL))

    def _of_id(self, connection: Connection, id: str) -> Job | None:  # noqa: A002
        row = connection.execute(self.statements.of_id, {"its_id": id}).first()
        return job_of(row) if row else None

    def _of_key(self, connection: Connection, key: str | None) -> Job | None:
        row = connection.execute(self.statements.of_key, {"its_key": key}).first()
        return job_of(row) if row else None

    def _room(self, connection: Connection) -> int:
        """How many wait. Raises `QueueFull`."""
        waiting: int = connection.execute(self.statements.waiting).scalar_one()
        if waiting < self.most_waiting:
            return waiting
        count, seconds = connection.execute(self.statements.pace).one()
        each = seconds / count if count else self.lease
        raise QueueFull(waiting, min(max(math.ceil(each), 1), 3600))


class Lease:
    """A job in the hands of one worker, for as long as it is renewed."""

    def __init__(self, queue: Queue, job: Job) -> None:
        self.queue = queue
        self.job = job
        self.over = False
        """Finished, failed, cancelled, given back or lost."""
        self._stopping = False
        self._told = (0.0, job.stage)

    def tell(self, share: float, stage: str) -> None:
        """Say how far it is, and that the worker lives. Cheap enough to be called often.

        Args:
            share: Done of the whole, 0..1.
            stage: What is being done, for people; names no patient.

        Raises:
            Stopped: It was cancelled.
            Lost: Another worker has it, or this one is to give it back.
        """
        self._check()
        moment = time.monotonic()
        if moment - self._told[0] >= TOLD or stage != self._told[1]:
            self._told = (moment, stage)
            told = {"new_share": share, "new_stage": stage[:LONGEST_STAGE]}
            self._learn(self.queue.statements.tell, told)
            self.queue.bell.ring(self.job.id)
            self._check()

    def renew(self) -> None:
        """Put off the end of the lease; learn whether it was cancelled or lost."""
        self._learn(self.queue.statements.renew, {})

    def finish(
        self, result: Mapping[str, Any], also: Callable[[Connection], object] | None = None
    ) -> bool:
        """The job is done.

        Args:
            result: What comes of it, as JSON.
            also: Called in the same transaction, which an error of it undoes.

        Returns:
            False where the lease was lost or the job cancelled: nothing is written then.
        """
        done = {"new_result": dict(result)}
        return self._end(self.queue.statements.finish, done, also or nothing)

    def fail(self, sentence: str) -> None:
        """It cannot be done, for a reason that the user can mend; it is not tried again."""
        self._end(self.queue.statements.fail, {"new_error": sentence}, nothing)

    def give_back(self, last_words: str = BROKEN, *, pause: bool = True) -> None:
        """The worker could not do it: another attempt, or none if this was the last."""
        rest = self.queue.pause * 2 ** (self.job.attempts - 1) if pause else 0.0
        with self.queue.store.begin() as connection:
            self._back(connection, last_words, rest)
        self._closed()

    def _end(
        self, how: Update, values: dict[str, Any], also: Callable[[Connection], object]
    ) -> bool:
        """Whether it ended so; not if it was cancelled or lost."""
        with self.queue.store.begin() as connection:
            if taken := connection.execute(how, values | self._mine()).rowcount == 1:
                also(connection)
            else:  # if it was cancelled, that is its end
                self._back(connection, BROKEN, 0.0)
        self._closed()
        return taken

    def _back(self, connection: Connection, last_words: str, rest: float) -> None:
        values = {"last_words": last_words, "rest": rest}
        connection.execute(self.queue.statements.give_back, values | self._mine())

    def _learn(self, how: ReturningUpdate[tuple[bool]], values: dict[str, Any]) -> None:
        with self.queue.store.begin() as connection:
            row = connection.execute(how, values | self._mine()).first()
        if row is None:
            self.over = True
        else:
            self._stopping = bool(row[0])

    def _mine(self) -> dict[str, Any]:
        """Where the table names this attempt."""
        return {"its_number": self.job.number, "its_attempt": self.job.attempts}

    def _closed(self) -> None:
        self.over = True
        self.queue.bell.ring(self.job.id, ARRIVALS)

    def _check(self) -> None:
        if self.over:
            raise Lost
        if self._stopping:
            raise Stopped


def hashed(owner: str, key: str) -> str:
    """A key of one owner is no key of another; of any length and alphabet."""
    return hashlib.sha256(f"{owner}\0{key}".encode()).hexdigest()


def same(job: Job | None, kind: str, args: Mapping[str, Any]) -> Job:
    """The job that is there, if it is the one that was asked for."""
    assert job
    if (job.kind, job.args) != (kind, dict(args)):
        raise KeyTaken
    return job


def job_of(row: Row[Any], **more: Any) -> Job:
    names = Job.__dataclass_fields__
    return Job(**{name: getattr(row, name) for name in names if name not in more}, **more)


def nothing(connection: Connection) -> None:
    """Nothing else is to be written."""
