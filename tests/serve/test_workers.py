"""Workers: what a job that ends well, badly, late or never does to the queue and the log."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from diaphane.errors import UnreadableImage
from diaphane.serve.jobs import BROKEN, Job, Lease, Queue, Stopped
from diaphane.serve.store import Store
from diaphane.serve.workers import NODE, Kind, Workers, gone

PATIENCE = 10.0


@pytest.fixture
def queue(store: Store) -> Queue:
    return Queue(store, pause=0.0, lease=1.0)


@contextmanager
def working(
    queue: Queue, kinds: Mapping[str, Kind], *, count: int = 1, most_seconds: float = 3600.0
) -> Iterator[Workers]:
    workers = Workers(queue, kinds, count=count, most_seconds=most_seconds)
    workers.start()
    try:
        yield workers
    finally:
        workers.stop(PATIENCE)


def put(queue: Queue, kind: str = "predict") -> Job:
    return queue.put(kind, {}, owner="ann")


def until(queue: Queue, job: Job, ready: Callable[[Job], bool]) -> Job:
    end = time.monotonic() + PATIENCE
    while not ready(job) and time.monotonic() < end:
        job = queue.wait(job.id, job, 1.0)
    assert ready(job), job
    return job


def over(queue: Queue, job: Job) -> Job:
    return until(queue, job, lambda now: now.over)


def finish(lease: Lease) -> None:
    lease.finish({"result": lease.job.id})


def test_jobs_are_done_at_once_and_side_by_side(queue: Queue) -> None:
    together = threading.Barrier(3)

    def both(lease: Lease) -> None:
        together.wait(PATIENCE)
        finish(lease)

    with working(queue, {"predict": both}, count=3):
        jobs = [put(queue) for _ in range(3)]
        assert [over(queue, job).state for job in jobs] == ["done"] * 3


def test_what_the_user_can_mend_is_told(queue: Queue) -> None:
    def refuse(lease: Lease) -> None:
        raise UnreadableImage("expected an image, got none; export it again")

    with working(queue, {"predict": refuse}):
        job = over(queue, put(queue))
    assert (job.state, job.attempts) == ("failed", 1)
    assert job.error == "expected an image, got none; export it again"


def test_a_bug_is_tried_again_then_dead_and_logged_without_what_it_quotes(
    queue: Queue, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(lease: Lease) -> None:
        raise KeyError("Doe^Jane 1970-01-01")

    with caplog.at_level(logging.DEBUG), working(queue, {"predict": stumble}):
        job = over(queue, put(queue))
    assert (job.state, job.attempts, job.error) == ("dead", 3, BROKEN)
    assert caplog.text.count("KeyError at test_workers.py:") == 3
    assert "workers.py" in caplog.text
    assert "Jane" not in caplog.text


def test_after_a_bug_the_worker_goes_on(queue: Queue) -> None:
    tried = []

    def at_last(lease: Lease) -> None:
        tried.append(lease.job.attempts)
        if len(tried) == 1:
            raise ZeroDivisionError
        finish(lease)

    with working(queue, {"predict": at_last}):
        assert over(queue, put(queue)).state == "done"
    assert tried == [1, 2]


def test_a_job_that_ends_without_an_answer_is_tried_again(queue: Queue) -> None:
    with working(queue, {"predict": lambda lease: None}):
        assert over(queue, put(queue)).state == "dead"


def test_a_kind_that_nobody_does(queue: Queue) -> None:
    with working(queue, {}):
        job = over(queue, put(queue, "unheard"))
    assert job.state == "failed"
    assert job.error == "expected a kind of job that this server does, got another; update it"


def test_a_long_job_keeps_its_lease(queue: Queue) -> None:
    tried = []

    def slow(lease: Lease) -> None:
        tried.append(lease.job.attempts)
        time.sleep(1.5 * queue.lease)
        finish(lease)

    with working(queue, {"predict": slow}, count=2):
        assert over(queue, put(queue)).state == "done"
    assert tried == [1]


def test_a_job_that_hangs_is_taken_from_its_worker(queue: Queue) -> None:
    free = threading.Event()
    ends: dict[int, bool] = {}

    def hang(lease: Lease) -> None:
        if lease.job.attempts == 1:
            free.wait(PATIENCE)
        ends[lease.job.attempts] = lease.finish({"by": lease.job.attempts})

    with working(queue, {"predict": hang}, count=2, most_seconds=0.1):
        job = over(queue, put(queue))
        free.set()
    assert job.result == {"by": 2}
    assert ends == {1: False, 2: True}


def test_cancelling_stops_a_job_that_tells(queue: Queue) -> None:
    stopped = []

    def endless(lease: Lease) -> None:
        try:
            while True:
                lease.tell(0.5, "tiles")
                time.sleep(0.01)
        except Stopped:
            stopped.append(lease.job.id)
            raise

    with working(queue, {"predict": endless}):
        job = until(queue, put(queue), lambda now: now.stage == "tiles")
        queue.cancel(job.id)
        assert over(queue, job).state == "cancelled"
    assert stopped == [job.id]


def test_stopping_waits_for_what_was_begun(queue: Queue) -> None:
    begun = threading.Event()

    def slow(lease: Lease) -> None:
        begun.set()
        time.sleep(0.3)
        finish(lease)

    with working(queue, {"predict": slow}):
        first, second = put(queue), put(queue)
        begun.wait(PATIENCE)
    states = [job.state for wanted in (first, second) if (job := queue.get(wanted.id))]
    assert states == ["done", "queued"]


def test_stopping_gives_back_what_takes_too_long(queue: Queue) -> None:
    begun, free, ended = threading.Event(), threading.Event(), threading.Event()
    taken = []

    def slow(lease: Lease) -> None:
        begun.set()
        free.wait(PATIENCE)
        taken.append(lease.finish({}))
        ended.set()

    workers = Workers(queue, {"predict": slow}, count=1)
    workers.start()
    job = put(queue)
    begun.wait(PATIENCE)
    workers.stop(0.1)
    back = queue.get(job.id)
    assert back
    assert back.state == "queued"
    free.set()
    assert ended.wait(PATIENCE)
    assert taken == [False]


def test_a_server_that_starts_goes_on_with_what_another_left(queue: Queue) -> None:
    job = put(queue)
    assert queue.claim("gone")
    with working(queue, {"predict": finish}):
        assert over(queue, job).attempts == 2


def test_what_a_killed_process_of_this_machine_left_is_taken_up_at_once(store: Store) -> None:
    queue = Queue(store, lease=60.0)
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    left, held = put(queue), put(queue)
    assert queue.claim(f"{NODE}:{ended.pid}:1")
    assert queue.claim(f"{NODE}:{os.getppid()}:1")
    with working(queue, {"predict": finish}):
        assert over(queue, left).attempts == 2
    still = queue.get(held.id)
    assert still
    assert still.state == "running"


@pytest.mark.parametrize(
    "worker", ["", "x", f"other.machine:{2**22}:1", f"{NODE}:x:1", f"x{NODE}:{2**22}:1"]
)
def test_of_other_machines_nothing_is_known(worker: str) -> None:
    assert not gone(worker)


def test_workers_outlive_a_database_that_is_away(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store.open(tmp_path)
    queue = Queue(store)
    with working(queue, {"predict": finish}):
        with store.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE jobs RENAME TO away")
        time.sleep(0.2)
        with store.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE away RENAME TO jobs")
        assert over(queue, put(queue)).state == "done"
    store.close()
