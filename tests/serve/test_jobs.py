"""The queue: what is put, claimed, told, ended; keys, limits, cancelling, fencing; on both
databases."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from diaphane.serve import jobs as queue_module
from diaphane.serve.jobs import Job, KeyTaken, Lease, Lost, Queue, QueueFull, Stopped
from diaphane.serve.store import Store
from diaphane.serve.tables import jobs, settings


@pytest.fixture
def queue(store: Store) -> Queue:
    return Queue(store, most_waiting=5, pause=0.0)


def put(queue: Queue, **args: Any) -> Job:
    return queue.put("predict", args, owner="ann")


def claimed(queue: Queue) -> Lease:
    lease = queue.claim("worker")
    assert lease
    return lease


def state(queue: Queue, job: Job) -> str:
    now = queue.get(job.id)
    assert now
    return now.state


def let_run_out(queue: Queue, job: Job) -> None:
    """As if its worker had been silent for longer than the lease."""
    with queue.store.begin() as connection:
        connection.execute(update(jobs).where(jobs.c.id == job.id).values(lease_until=0.0))


def note(connection: Connection) -> None:
    connection.execute(insert(settings).values(name="noted", value=1))


def noted(store: Store) -> bool:
    with store.read() as connection:
        return connection.execute(select(settings)).first() is not None


def test_from_first_to_last(queue: Queue) -> None:
    job = put(queue, image="i1", options={"slice": 3})
    assert (job.state, job.args) == ("queued", {"image": "i1", "options": {"slice": 3}})
    lease = claimed(queue)
    assert lease.job.id == job.id
    assert lease.job.attempts == 1
    lease.tell(0.5, "tiles")
    half = queue.get(job.id)
    assert half
    assert (half.state, half.share, half.stage) == ("running", 0.5, "tiles")
    assert lease.finish({"result": "r1"})
    done = queue.get(job.id)
    assert done
    assert (done.state, done.share, done.stage) == ("done", 1.0, "")
    assert done.result == {"result": "r1"}
    assert done.started
    assert done.ended
    assert job.created <= done.started <= done.ended
    assert done.over
    assert queue.claim("worker") is None


def test_as_json(queue: Queue) -> None:
    plain = put(queue).to_plain()
    created = plain.pop("created")
    assert created.endswith("Z")
    assert len(created) == len("2026-11-21T17:05:09.250Z")
    assert len(plain.pop("id")) == 20
    assert plain == {
        "kind": "predict", "state": "queued", "share": 0.0, "stage": "", "attempts": 0, "ahead": 0,
        "error": None, "result": None, "started": None, "ended": None,
    }  # fmt: skip


def test_the_first_put_is_the_first_claimed_and_each_knows_how_many_wait_before_it(
    queue: Queue,
) -> None:
    first, second, third = put(queue), put(queue), put(queue)
    assert [job.ahead for job in (first, second, third)] == [0, 1, 2]
    assert claimed(queue).job.id == first.id
    waiting = queue.get(third.id)
    assert waiting
    assert waiting.ahead == 1
    assert [job.id for job in queue.of("ann")] == [third.id, second.id, first.id]
    assert [job.ahead for job in queue.of("ann", limit=2)] == [1, 0]
    assert queue.of("bob") == []


def test_the_same_key_is_the_same_job(queue: Queue) -> None:
    job = queue.put("predict", {"image": 1}, owner="ann", key="k")
    assert queue.put("predict", {"image": 1}, owner="ann", key="k") == job
    others = queue.put("predict", {"image": 1}, owner="bob", key="k")
    assert others.id != job.id
    claimed(queue).finish({"result": "r"})
    again = queue.put("predict", {"image": 1}, owner="ann", key="k")
    assert (again.id, again.result) == (job.id, {"result": "r"})
    with pytest.raises(KeyTaken, match="give each job a key of its own"):
        queue.put("predict", {"image": 2}, owner="ann", key="k")
    queue.put("predict", {}, owner="ann", key="界" * 500)


def test_the_same_key_at_the_same_instant(store: Store) -> None:
    queue = Queue(store)
    start = threading.Barrier(8)

    def one(_: int) -> str:
        start.wait()
        return queue.put("predict", {"n": 1}, owner="ann", key="k").id

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(one, range(8)))) == 1
    assert len(queue.of("ann")) == 1


def test_a_full_queue_says_when_to_come_back(queue: Queue) -> None:
    for _ in range(5):
        put(queue)
    with pytest.raises(QueueFull, match="5 jobs wait already, and no more may; try again in 30 s"):
        put(queue)
    claimed(queue)
    put(queue)


def test_the_pace_of_the_last_jobs_tells_when(queue: Queue, store: Store) -> None:
    for _ in range(4):
        put(queue)
        claimed(queue).finish({})
    now = store.clock()
    with store.begin() as connection:  # one every ten seconds, the last ten seconds ago
        connection.execute(update(jobs).values(ended=now - (5 - jobs.c.number) * 10))
    for _ in range(5):
        put(queue)
    with pytest.raises(QueueFull) as full:
        put(queue)
    assert full.value.retry_after in (10, 11)


def test_a_key_that_is_known_is_answered_by_a_full_queue_too(queue: Queue) -> None:
    job = queue.put("predict", {}, owner="ann", key="k")
    for _ in range(4):
        put(queue)
    assert queue.put("predict", {}, owner="ann", key="k") == job


def test_put_within_another_transaction(queue: Queue, store: Store) -> None:
    with suppress(ZeroDivisionError), store.begin() as connection:
        queue.put("read", {}, owner="ann", connection=connection)
        raise ZeroDivisionError
    assert queue.of("ann") == []
    with store.begin() as connection:
        job = queue.put("read", {}, owner="ann", connection=connection)
        note(connection)
    assert queue.get(job.id) == job
    assert noted(store)


def test_what_the_user_can_mend_is_not_tried_again(queue: Queue) -> None:
    job = put(queue)
    claimed(queue).fail("the file is damaged; export it again")
    failed = queue.get(job.id)
    assert failed
    assert (failed.state, failed.error) == ("failed", "the file is damaged; export it again")
    assert failed.ended
    assert queue.claim("worker") is None


def test_a_job_that_waits_is_cancelled_at_once(queue: Queue) -> None:
    job = put(queue)
    cancelled = queue.cancel(job.id)
    assert cancelled
    assert cancelled.state == "cancelled"
    assert cancelled.ended
    assert queue.claim("worker") is None
    assert queue.cancel(job.id) == cancelled
    assert queue.cancel("unknown") is None


def test_a_job_that_runs_is_told_to_stop_and_leaves_no_result(queue: Queue, store: Store) -> None:
    job = put(queue)
    lease = claimed(queue)
    asked = queue.cancel(job.id)
    assert asked
    assert asked.state == "running"
    with pytest.raises(Stopped):
        lease.tell(0.3, "next")
    assert not lease.finish({"result": "r"}, note)
    assert state(queue, job) == "cancelled"
    assert not noted(store)


def test_a_cancelled_job_is_cancelled_though_it_failed(queue: Queue) -> None:
    job = put(queue)
    lease = claimed(queue)
    queue.cancel(job.id)
    lease.fail("the file is damaged")
    ended = queue.get(job.id)
    assert ended
    assert (ended.state, ended.error) == ("cancelled", None)


def test_a_job_that_is_over_is_not_cancelled(queue: Queue) -> None:
    job = put(queue)
    claimed(queue).finish({})
    queue.cancel(job.id)
    assert state(queue, job) == "done"


def test_a_job_whose_worker_fell_silent_is_done_by_another(queue: Queue) -> None:
    job = put(queue)
    claimed(queue)
    assert queue.claim("other") is None
    let_run_out(queue, job)
    lease = queue.claim("other")
    assert lease
    assert (lease.job.id, lease.job.attempts) == (job.id, 2)
    assert lease.finish({"by": "other"})


def test_a_worker_that_comes_back_late_is_refused(queue: Queue, store: Store) -> None:
    job = put(queue)
    late = claimed(queue)
    let_run_out(queue, job)
    other = claimed(queue)
    with pytest.raises(Lost):
        late.tell(0.9, "late")
    assert not late.finish({"by": "late"}, note)
    late.fail("late")
    late.give_back()
    assert state(queue, job) == "running"
    assert other.finish({"by": "other"})
    assert not late.finish({"by": "late"}, note)
    done = queue.get(job.id)
    assert done
    assert done.result == {"by": "other"}
    assert not noted(store)


def test_nobody_else_having_it_a_late_worker_may_finish(queue: Queue) -> None:
    job = put(queue)
    late = claimed(queue)
    let_run_out(queue, job)
    assert late.finish({"by": "late"})
    assert queue.claim("other") is None


def test_renewing_keeps_the_lease(queue: Queue) -> None:
    job = put(queue)
    lease = claimed(queue)
    let_run_out(queue, job)
    lease.renew()
    assert queue.claim("other") is None


def test_a_silent_worker_is_not_tried_for_ever(queue: Queue) -> None:
    job = put(queue)
    for _ in range(3):
        claimed(queue)
        let_run_out(queue, job)
    assert queue.claim("other") is None
    dead = queue.get(job.id)
    assert dead
    assert (dead.state, dead.attempts) == ("dead", 3)
    assert dead.error == queue_module.LEFT


@pytest.mark.parametrize("as_it_was", ["queued", "running"])
def test_a_clock_that_was_set_back_holds_no_job_up(store: Store, as_it_was: str) -> None:
    queue = Queue(store, lease=30.0)
    put(queue)
    first = claimed(queue)
    if as_it_was == "queued":
        first.give_back()
    assert queue.claim("b") is None
    with store.begin() as connection:  # as if it had been an hour later until now
        connection.execute(update(jobs).values(lease_until=jobs.c.lease_until + 3600.0))
    second = claimed(queue)
    assert second.job.attempts == 2
    assert not first.finish({"by": "a"})
    assert second.finish({"by": "b"})


def test_a_cancelled_job_whose_worker_fell_silent_is_cancelled(queue: Queue) -> None:
    job = put(queue)
    claimed(queue)
    queue.cancel(job.id)
    let_run_out(queue, job)
    assert queue.claim("other") is None
    assert state(queue, job) == "cancelled"


def test_given_back_it_rests_longer_each_time(store: Store) -> None:
    queue = Queue(store, pause=60.0)
    job = put(queue)
    for expected in (60.0, 120.0):
        claimed(queue).give_back()
        assert queue.claim("worker") is None
        assert state(queue, job) == "queued"
        assert abs(rest(store) - expected) < 10
        let_run_out(queue, job)
    claimed(queue).give_back()
    dead = queue.get(job.id)
    assert dead
    assert (dead.state, dead.error) == ("dead", queue_module.BROKEN)


def rest(store: Store) -> float:
    """Seconds before the job is tried again."""
    with store.read() as connection:
        return float(connection.execute(select(jobs.c.lease_until - store.clock())).scalar_one())


def test_results_are_written_with_the_end_or_not_at_all(queue: Queue, store: Store) -> None:
    job = put(queue)
    lease = claimed(queue)

    def half(connection: Connection) -> None:
        note(connection)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        lease.finish({"result": "r"}, half)
    assert state(queue, job) == "running"
    assert not noted(store)
    assert lease.finish({"result": "r"}, note)
    assert noted(store)


def test_telling_often_writes_seldom(queue: Queue) -> None:
    job = put(queue)
    lease = claimed(queue)
    for n in range(100):
        lease.tell(n / 100, "tiles")
    now = queue.get(job.id)
    assert now
    assert now.share < 0.5
    lease.tell(0.99, "joining " * 100)
    now = queue.get(job.id)
    assert now
    assert (now.share, len(now.stage)) == (0.99, 120)


def test_waiting_ends_with_the_change(queue: Queue) -> None:
    job = put(queue)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(queue.wait, job.id, job, 10.0)
        time.sleep(0.1)
        claimed(queue)
        began = time.monotonic()
        assert waiting.result().state == "running"
    assert time.monotonic() - began < queue_module.POLL / 2


def test_waiting_sees_what_another_process_changed(queue: Queue, store: Store) -> None:
    job = put(queue)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(queue.wait, job.id, job, 10.0)
        claimed(Queue(store))
        assert waiting.result().state == "running"


def test_waiting_has_an_end(queue: Queue) -> None:
    job = put(queue)
    began = time.monotonic()
    assert queue.wait(job.id, job, 0.2) == job
    assert 0.15 < time.monotonic() - began < 2


def test_many_workers_get_each_job_once(store: Store) -> None:
    queue = Queue(store)
    wanted = {queue.put("predict", {"n": n}, owner="ann").id for n in range(60)}

    def work(name: str) -> list[str]:
        done = []
        while lease := queue.claim(name):
            assert lease.finish({})
            done.append(lease.job.id)
        return done

    with ThreadPoolExecutor(6) as threads:
        found = [id for done in threads.map(work, "abcdef") for id in done]  # noqa: A001
    assert sorted(found) == sorted(wanted)


def test_a_long_past_does_not_slow_the_queue(tmp_path: Path) -> None:
    """What workers ask again and again goes by the index, not through all jobs there ever were."""
    store = Store.open(tmp_path)
    statements = Queue(store).statements
    for asked in (statements.due, statements.waiting, statements.take_back, statements.claim):
        plan = explained(store, asked)
        assert "ix_jobs_state_number" in plan
        assert "SCAN jobs" not in plan
    store.close()


def explained(store: Store, asked: Any) -> str:
    """How SQLite goes about it."""
    compiled = asked.compile(store.engine)
    values = tuple(compiled.params[name] or 0 for name in compiled.positiontup)
    with store.begin() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values)
        return "\n".join(str(row.detail) for row in plan)
