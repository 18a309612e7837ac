"""A server of the queue that is killed with SIGKILL again and again, at random moments; run as a
program, since a process with threads must not fork.

    python killed_server.py FOLDER URL KILLS SEED

Each server is forked from a process that has everything imported and nothing open. It has two
workers, whose jobs write a row of results and an entry of the record with their end. One in five is
killed while it starts, the others once they are at work. Then the file `killed` is made; the last
server is not killed: it serves until there is a file `put`, and nothing is left to do. Printed: the
kills, and how the last one ended.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from diaphane.serve.audit import Log
from diaphane.serve.jobs import Lease, Queue
from diaphane.serve.store import Store, new_id
from diaphane.serve.tables import jobs, results
from diaphane.serve.workers import Workers

LEASE = 1.0
LONGEST = 0.3
"""Seconds after which a server is killed at the latest."""
PATIENCE = 60.0
"""Seconds that the last one has."""


def main() -> None:
    folder, url, kills, seed = Path(sys.argv[1]), sys.argv[2] or None, *map(int, sys.argv[3:])
    chance = random.Random(seed)
    for number in range(kills):
        server, began = forked(folder, url, for_ever=True)
        if number % 5:
            os.read(began, 1)
        time.sleep(chance.uniform(0, LONGEST))
        os.kill(server, signal.SIGKILL)
        assert os.WIFSIGNALED(os.waitpid(server, 0)[1]), "it ended before it was killed"
        os.close(began)
    (folder / "killed").touch()
    last, _ = forked(folder, url, for_ever=False)
    print(json.dumps({"kills": kills, "last": os.waitpid(last, 0)[1]}))


def forked(folder: Path, url: str | None, *, for_ever: bool) -> tuple[int, int]:
    """A process, and a pipe that says when its workers began."""
    hear, say = os.pipe()
    if pid := os.fork():
        os.close(say)
        return pid, hear
    status = 1
    try:
        serve(folder, url, say, for_ever=for_ever)
        status = 0
    finally:
        os._exit(status)


def serve(folder: Path, url: str | None, say: int, *, for_ever: bool) -> None:
    store = Store.open(folder, url)
    log = Log(store, folder)
    queue = Queue(store, lease=LEASE, most_attempts=1000)
    Workers(queue, {"predict": partial(predict, store, log)}, count=2).start()
    os.write(say, b"!")
    end = time.monotonic() + PATIENCE
    while for_ever or left(store) or not (folder / "put").exists():
        assert for_ever or time.monotonic() < end
        time.sleep(0.05)


def predict(store: Store, log: Log, lease: Lease) -> None:
    """A job in two stages, with a result that tells by which attempt it was made."""
    for share, stage in ((0.3, "reading"), (0.6, "predicting")):
        lease.tell(share, stage)
        time.sleep(0.005)
    job = lease.job
    answer = {"square": job.args["n"] ** 2, "attempt": job.attempts}
    row: dict[str, Any] = {
        "id": new_id(), "job": job.id, "image": job.args["image"], "owner": job.owner,
        "task": "classify", "model": "m", "model_sha256": "0" * 64, "answer": answer, "layers": {},
    }  # fmt: skip

    def also(connection: Connection) -> None:
        connection.execute(insert(results).values(row | {"created": store.clock()}))
        log.write(connection, actor=job.owner, action="predict", subject=row["id"])

    lease.finish({"result": row["id"]}, also)


def left(store: Store) -> bool:
    with store.read() as connection:
        asked = select(jobs.c.id).where(jobs.c.state.in_(("queued", "running")))
        return connection.execute(asked).first() is not None


if __name__ == "__main__":
    main()
