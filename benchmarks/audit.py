"""How fast entries of the record are written and checked, and jobs go through the queue.

    python benchmarks/audit.py --entries 1000000 [--database postgresql+psycopg://...]

The database must be empty. Entries are written in batches, as the server does where it need not be
sure at once, then checked from the first to the last; some are of decisions. Jobs are put, claimed
and finished one by one, by one thread; entries that must be sure have a transaction each. One JSON
document is printed; seconds of the check by the clock and of the processor, and the memory it took.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import insert

from diaphane.serve.audit import Log
from diaphane.serve.decisions import decide
from diaphane.serve.jobs import Queue
from diaphane.serve.store import Store
from diaphane.serve.tables import images, results, uploads

BATCH = 5000
EACH = 300
"""Jobs, and entries that are sure."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--decisions", type=int, default=300)
    parser.add_argument("--database", default=None)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = Store.open(folder, asked.database)
        log = Log(store, folder)
        told = {"database": store.engine.dialect.name, "entries": asked.entries}
        told["jobs_per_second"] = rate(EACH, lambda: do_jobs(Queue(store)))
        told["sure_entries_per_second"] = rate(EACH, lambda: write_each(log))
        told["decisions_per_second"] = rate(asked.decisions, lambda: decide_often(log, asked))
        rest = asked.entries - EACH - asked.decisions
        told["entries_per_second"] = rate(rest, lambda: write_soon(log, rest))
        before = memory()
        began, busy = time.monotonic(), time.process_time()
        verdict = log.verify()
        told["verify_seconds"] = round(time.monotonic() - began, 2)
        told["verify_processor_seconds"] = round(time.process_time() - busy, 2)
        told["verify_mib"] = round(memory() - before, 1)
        assert verdict.sound, verdict.fault
        assert verdict.entries == asked.entries
        store.close()
    print(json.dumps(told, indent=1))


def rate(count: int, what: Callable[[], None]) -> int:
    """How many a second."""
    began = time.monotonic()
    what()
    return round(count / (time.monotonic() - began))


def do_jobs(queue: Queue) -> None:
    for n in range(EACH):
        queue.put("predict", {"image": n}, owner="ann")
        lease = queue.claim("worker")
        assert lease
        lease.finish({"result": n})


def write_each(log: Log) -> None:
    for n in range(EACH):
        with log.store.begin() as connection:
            log.write(connection, actor="ann", action="view", subject=f"{n:020}")


def write_soon(log: Log, count: int) -> None:
    """As much as the record takes at a time, and again when it is written."""
    for start in range(0, count, BATCH):
        for n in range(start, min(start + BATCH, count)):
            log.write_soon(
                actor="ann", action="predict", subject=f"{n:020}", details={"model": "brain-tumor"}
            )
        while log.waiting:
            time.sleep(0.001)


def decide_often(log: Log, asked: argparse.Namespace) -> None:
    add_result(log.store)
    previous = None
    for _ in range(asked.decisions):
        previous = decide(
            log.store, log, result="r", actor="ann", verdict="reject", classes=(),
            previous=previous, seen=True,
        )["id"]  # fmt: skip


def add_result(store: Store) -> None:
    image = {
        "id": "i", "upload": "u", "number": 1, "owner": "ann", "title": "", "sha256": "",
        "facts": {}, "created": 0.0,
    }  # fmt: skip
    result = {
        "id": "r", "job": "j", "image": "i", "owner": "ann", "task": "classify", "model": "m",
        "model_sha256": "", "answer": {}, "layers": {}, "created": 0.0,
    }  # fmt: skip
    with store.begin() as connection:
        connection.execute(insert(uploads).values(id="u", owner="ann", created=0.0, files=[]))
        connection.execute(insert(images).values(image))
        connection.execute(insert(results).values(result))


def memory() -> float:
    """The most this process took so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
