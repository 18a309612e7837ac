"""What a queue asks of the database, built once: to build a question takes longer than to put it.

Values that differ from call to call are named parameters. The database's clock stands in each.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Select,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from .store import Store
from .tables import jobs

ENDED = ("done", "failed", "dead", "cancelled")

PACE = 20
"""Jobs that ended last, by whose pace is told when to come back."""

SET_BACK = 120.0
"""Seconds that a time may lie beyond the longest lease; more, and the clock was set back since."""

given = bindparam


class Statements:
    """For one kind of database and one set of limits."""

    def __init__(self, store: Store, *, lease: float, most_attempts: int) -> None:
        self.store = store
        self.lease = lease
        self.most_attempts = most_attempts
        now = store.clock()

        self.waiting = select(func.count()).select_from(jobs).where(jobs.c.state == "queued")
        self.pace = self._pace(now)
        self.add = self._add(now)
        self.of_key = job_and_ahead().where(jobs.c.key == given("its_key"))
        self.of_id = job_and_ahead().where(jobs.c.id == given("its_id"))
        self.of_owner = (
            job_and_ahead()
            .where(jobs.c.owner == given("its_owner"))
            .order_by(jobs.c.number.desc())
            .limit(given("most"))
        )

        silent = and_(jobs.c.state == "running", past(now, lease))
        self.due = select(exists(first(now, lease)), exists(select(jobs.c.number).where(silent)))
        """Whether a job waits, and whether the worker of one fell silent."""
        self.claim = self._claim(now)
        self.cancel = self._cancel(now)
        self.take_back = self._back(silent, now).returning(jobs.c.id)

        self.held = select(jobs.c.number, jobs.c.attempts, jobs.c.worker).where(
            jobs.c.state == "running"
        )
        self.let_go = update(jobs).where(mine()).values(lease_until=0.0)

        renewed = update(jobs).where(mine()).values(lease_until=now + literal(lease))
        self.renew = renewed.returning(jobs.c.stopping)
        told = renewed.values(share=given("new_share"), stage=given("new_stage"))
        self.tell = told.returning(jobs.c.stopping)

        ended = update(jobs).where(mine(), ~jobs.c.stopping).values(ended=now, lease_until=None)
        self.finish = ended.values(
            state="done", share=1.0, stage="", result=given("new_result", type_=JSON)
        )
        self.fail = ended.values(state="failed", stage="", error=given("new_error"))
        self.give_back = self._back(mine(), now)

    def _add(self, now: ColumnElement[float]) -> Any:
        """A new job, unless there is one of its key."""
        insert = sqlite.insert if self.store.sqlite else postgresql.insert
        row = insert(jobs).values(state="queued", created=now)
        return row.on_conflict_do_nothing(index_elements=["key"]).returning(jobs)

    def _pace(self, now: ColumnElement[float]) -> Any:
        """How many of the last jobs ended, and in how many seconds."""
        last = (
            select(jobs.c.ended)
            .where(jobs.c.state.in_(ENDED), jobs.c.started.is_not(None))
            .order_by(jobs.c.number.desc())
            .limit(PACE)
            .subquery()
        )
        return select(func.count(last.c.ended), now - func.min(last.c.ended))

    def _claim(self, now: ColumnElement[float]) -> Any:
        """Lease the job that waits longest."""
        number = first(now, self.lease)
        if not self.store.sqlite:  # workers do not wait for each other's
            number = number.with_for_update(skip_locked=True)
        leased = update(jobs).where(jobs.c.number == number.scalar_subquery())
        return leased.values(
            state="running",
            worker=given("new_worker"),
            attempts=jobs.c.attempts + 1,
            lease_until=now + literal(self.lease),
            started=now,
        ).returning(jobs, literal(0).label("ahead"))

    def _cancel(self, now: ColumnElement[float]) -> Update:
        """End one that waits; tell one that runs to stop."""
        waits = jobs.c.state == "queued"
        asked = update(jobs).where(
            jobs.c.id == given("its_id"), jobs.c.state.in_(("queued", "running"))
        )
        return asked.values(
            stopping=True,
            state=case((waits, "cancelled"), else_=jobs.c.state),
            ended=case((waits, now), else_=jobs.c.ended),
        )

    def _back(self, which: ColumnElement[bool], now: ColumnElement[float]) -> Update:
        """End an attempt without an answer: cancelled where that was asked for, dead after the last
        attempt, else queued again after a rest."""
        last = jobs.c.attempts >= self.most_attempts
        over = or_(jobs.c.stopping, last)
        return (
            update(jobs)
            .where(which)
            .values(
                state=case((jobs.c.stopping, "cancelled"), (last, "dead"), else_="queued"),
                error=case((and_(~jobs.c.stopping, last), given("last_words")), else_=None),
                ended=case((over, now), else_=None),
                lease_until=case((over, None), else_=now + given("rest")),
                worker=None,
                share=0.0,
                stage="",
            )
        )


def job_and_ahead() -> Select[Any]:
    """Jobs, each with the number of those that wait before it."""
    earlier = jobs.alias()
    before = (
        select(func.count())
        .where(earlier.c.state == "queued", earlier.c.number < jobs.c.number)
        .scalar_subquery()
    )
    return select(jobs, case((jobs.c.state == "queued", before), else_=0).label("ahead"))


def first(now: ColumnElement[float], lease: float) -> Select[tuple[int]]:
    """The job to be claimed next: `lease_until` of one that waits is the end of its rest."""
    rested = or_(jobs.c.lease_until.is_(None), past(now, lease))
    waiting = select(jobs.c.number).where(jobs.c.state == "queued", rested)
    return waiting.order_by(jobs.c.number).limit(1)


def past(now: ColumnElement[float], lease: float) -> ColumnElement[bool]:
    """Its lease or rest is over; or ends so late that it is of before the clock was set back."""
    until = jobs.c.lease_until
    return or_(until <= now, until > now + literal(lease + SET_BACK))


def mine() -> ColumnElement[bool]:
    """The job as long as it is at this attempt: the fence against workers that come back late."""
    return and_(
        jobs.c.number == given("its_number"),
        jobs.c.attempts == given("its_attempt"),
        jobs.c.state == "running",
    )
