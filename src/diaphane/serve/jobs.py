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

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from ..errors import DiaphaneError
from .bell import Bell
from .store import Store, iso, new_id
from .tables import jobs

State = Literal["queued", "running", "done", "failed", "dead", "cancelled"]

ENDED = ("done", "failed", "dead", "cancelled")

ARRIVALS = "arrivals"
"""What rings in `Queue.bell` when there is a job to claim; a change of a job rings by its id."""

POLL = 0.5
"""Seconds between two looks at what another process may have changed."""

TOLD = 0.2
"""Seconds between two shares of one stage that are written; those between are dropped."""

PACE = 20
"""Jobs that ended last, by whose pace is told when to come back."""

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
        self.most_attempts = most_attempts
        self.pause = pause
        self.bell = Bell()

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
        if connection is None:
            with self.store.begin() as own:
                return self.put(kind, args, owner=owner, key=key, connection=own)
        unique = key and hashed(owner, key)
        if unique and (known := self._by(connection, jobs.c.key == unique)):
            return same(known, kind, args)
        self._refuse_when_full(connection)
        number = self._insert(connection, kind, args, owner, unique)
        if number is None:  # put by another in this instant
            return same(self._by(connection, jobs.c.key == unique), kind, args)
        self.store.afterwards(connection, lambda: self.bell.ring(ARRIVALS))
        job = self._by(connection, jobs.c.number == number)
        assert job
        return job

    def get(self, id: str) -> Job | None:  # noqa: A002
        """The job as it stands, or None where there is none of this id."""
        with self.store.read() as connection:
            return self._by(connection, jobs.c.id == id)

    def of(self, owner: str, *, limit: int = 50) -> list[Job]:
        """Jobs of this owner, the newest first."""
        wanted = self._select().where(jobs.c.owner == owner).order_by(jobs.c.number.desc())
        with self.store.read() as connection:
            return [job_of(row) for row in connection.execute(wanted.limit(limit))]

    def cancel(self, id: str) -> Job | None:  # noqa: A002
        """One that waits is cancelled at once; one that runs is told to stop, and leaves no result
        from now on; one that is over stays as it is. None where there is none of this id."""
        now = self.store.clock()
        waits = jobs.c.state == "queued"
        asked = (
            update(jobs)
            .where(jobs.c.id == id, jobs.c.state.in_(("queued", "running")))
            .values(
                stopping=True,
                state=case((waits, "cancelled"), else_=jobs.c.state),
                ended=case((waits, now), else_=jobs.c.ended),
            )
        )
        with self.store.begin() as connection:
            connection.execute(asked)
            job = self._by(connection, jobs.c.id == id)
        self.bell.ring(id)
        return job

    def claim(self, worker: str) -> Lease | None:
        """The job that waits longest, leased to this worker; None where none waits."""
        with self.store.read() as connection:  # no turn at writing is taken for nothing
            if not connection.execute(select(or_(exists(self._first()), self._left()))).scalar():
                return None
        with self.store.begin() as connection:
            left = self._take_back(connection)
            row = connection.execute(self._lease_to(worker)).first()
        self.bell.ring(*left, *((row.id,) if row else ()))
        return Lease(self, job_of(row)) if row else None

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

    def _by(self, connection: Connection, which: ColumnElement[bool]) -> Job | None:
        row = connection.execute(self._select().where(which)).first()
        return job_of(row) if row else None

    def _select(self) -> Select[Any]:
        """Jobs, each with the number of those that wait before it."""
        earlier = jobs.alias()
        before = (
            select(func.count())
            .where(earlier.c.state == "queued", earlier.c.number < jobs.c.number)
            .scalar_subquery()
        )
        return select(jobs, case((jobs.c.state == "queued", before), else_=0).label("ahead"))

    def _insert(
        self,
        connection: Connection,
        kind: str,
        args: Mapping[str, Any],
        owner: str,
        key: str | None,
    ) -> int | None:
        """The number of the new job, or None where one of this key has just come."""
        insert = sqlite.insert if self.store.sqlite else postgresql.insert
        row = insert(jobs).values(
            id=new_id(),
            kind=kind,
            args=dict(args),
            owner=owner,
            key=key,
            state="queued",
            created=self.store.clock(),
        )
        once = row.on_conflict_do_nothing(index_elements=["key"])
        return connection.execute(once.returning(jobs.c.number)).scalar()

    def _refuse_when_full(self, connection: Connection) -> None:
        count = select(func.count()).select_from(jobs).where(jobs.c.state == "queued")
        waiting = connection.execute(count).scalar_one()
        if waiting >= self.most_waiting:
            raise QueueFull(waiting, self._retry_after(connection))

    def _retry_after(self, connection: Connection) -> int:
        """Seconds in which one job ended on average, lately; a lease, if none did yet."""
        last = (
            select(jobs.c.ended)
            .where(jobs.c.state.in_(ENDED), jobs.c.started.is_not(None))
            .order_by(jobs.c.number.desc())
            .limit(PACE)
            .subquery()
        )
        asked = select(func.count(last.c.ended), self.store.clock() - func.min(last.c.ended))
        count, seconds = connection.execute(asked).one()
        each = seconds / count if count else self.lease
        return min(max(math.ceil(each), 1), 3600)

    def _first(self) -> Select[tuple[int]]:
        """The job to be claimed next."""
        rested = or_(jobs.c.lease_until.is_(None), jobs.c.lease_until <= self.store.clock())
        waiting = select(jobs.c.number).where(jobs.c.state == "queued", rested)
        return waiting.order_by(jobs.c.number).limit(1)

    def _left(self) -> ColumnElement[bool]:
        """Whether there is a job whose worker fell silent."""
        return exists(select(jobs.c.number).where(self._silent()))

    def _silent(self) -> ColumnElement[bool]:
        return and_(jobs.c.state == "running", jobs.c.lease_until < self.store.clock())

    def _take_back(self, connection: Connection) -> list[str]:
        """Queue the jobs again whose workers fell silent, or end them; returns their ids."""
        back = self.put_back(update(jobs).where(self._silent()), LEFT)
        return list(connection.execute(back.returning(jobs.c.id)).scalars())

    def put_back(self, which: Any, last_words: str, *, pause: float = 0.0) -> Any:
        """The update that ends one attempt without an answer: cancelled where that was asked for,
        dead after the last attempt, else queued again."""
        last = jobs.c.attempts >= self.most_attempts
        over = or_(jobs.c.stopping, last)
        now = self.store.clock()
        return which.values(
            state=case((jobs.c.stopping, "cancelled"), (last, "dead"), else_="queued"),
            error=case((and_(~jobs.c.stopping, last), last_words), else_=None),
            ended=case((over, now), else_=None),
            lease_until=case((over, None), else_=now + literal(pause)),
            worker=None,
            share=0.0,
            stage="",
        )

    def _lease_to(self, worker: str) -> Any:
        first = self._first()
        if not self.store.sqlite:  # workers do not wait for each other's
            first = first.with_for_update(skip_locked=True)
        now = self.store.clock()
        return (
            update(jobs)
            .where(jobs.c.number == first.scalar_subquery())
            .values(
                state="running",
                worker=worker,
                attempts=jobs.c.attempts + 1,
                lease_until=now + literal(self.lease),
                started=now,
            )
            .returning(jobs, literal(0).label("ahead"))
        )


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
            self.renew(share=share, stage=stage[:120])
            self.queue.bell.ring(self.job.id)
            self._check()

    def renew(self, **told: Any) -> None:
        """Put off the end of the lease; learn whether it was cancelled or lost."""
        until = self.queue.store.clock() + literal(self.queue.lease)
        with self.queue.store.begin() as connection:
            asked = update(jobs).where(self._mine()).values(lease_until=until, **told)
            row = connection.execute(asked.returning(jobs.c.stopping)).first()
        if row is None:
            self.over = True
        else:
            self._stopping = bool(row.stopping)

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
        done = update(jobs).where(self._mine(), ~jobs.c.stopping)
        with self.queue.store.begin() as connection:
            if taken := self._end(connection, done, "done", share=1.0, result=dict(result)):
                if also:
                    also(connection)
            else:
                connection.execute(self.queue.put_back(self._stop(), ""))
        self._closed()
        return taken

    def fail(self, sentence: str) -> None:
        """It cannot be done, for a reason that the user can mend; it is not tried again."""
        failed = update(jobs).where(self._mine(), ~jobs.c.stopping)
        with self.queue.store.begin() as connection:
            if not self._end(connection, failed, "failed", error=sentence):
                connection.execute(self.queue.put_back(self._stop(), ""))
        self._closed()

    def give_back(self, last_words: str = BROKEN, *, pause: bool = True) -> None:
        """The worker could not do it: another attempt, or none if this was the last."""
        rest = self.queue.pause * 2 ** (self.job.attempts - 1) if pause else 0.0
        back = self.queue.put_back(update(jobs).where(self._mine()), last_words, pause=rest)
        with self.queue.store.begin() as connection:
            connection.execute(back)
        self._closed()

    def _mine(self) -> ColumnElement[bool]:
        """The row, as long as it is at this attempt."""
        return and_(
            jobs.c.number == self.job.number,
            jobs.c.attempts == self.job.attempts,
            jobs.c.state == "running",
        )

    def _stop(self) -> Any:
        return update(jobs).where(self._mine(), jobs.c.stopping)

    def _end(self, connection: Connection, which: Any, state: State, **values: Any) -> bool:
        now = self.queue.store.clock()
        ended = which.values(state=state, ended=now, lease_until=None, stage="", **values)
        return bool(connection.execute(ended).rowcount)

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


def job_of(row: Row[Any]) -> Job:
    names = Job.__dataclass_fields__
    return Job(**{name: getattr(row, name) for name in names})
