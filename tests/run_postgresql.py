"""A real PostgreSQL for the tests: on a free port of this machine, in a folder of its own, stopped
by its process afterwards. It refuses to be root, so root starts it as the user `postgres`."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

PATIENCE = 30.0
"""Seconds that it may take to start or to stop."""

QUICK = {"fsync": "off", "max_connections": "200", "shared_buffers": "32MB"}
"""It is the clients that are killed, never the server."""


def programs() -> Path | None:
    """The folder of `initdb` and `postgres`: Debian's newest, or one on the PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=version)
    found = debian[-1] if debian else shutil.which("postgres")
    return Path(found).parent if found else None


def version(program: Path) -> int:
    return int(program.parents[1].name)


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of an empty server."""
    # Not pytest's own folder: the user `postgres` could not pass the ones above it.
    with tempfile.TemporaryDirectory(prefix="diaphane-postgresql-") as name:
        folder = Path(name)
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        port = free_port()
        with started(folder, port) as process:
            url = f"postgresql+psycopg://test@127.0.0.1:{port}/postgres"
            wait(process, port, folder / "log")
            yield url


@contextmanager
def started(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    home = programs()
    assert home
    cluster = folder / "cluster"
    who: dict[str, Any] = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
    subprocess.run(
        [home / "initdb", "-D", cluster, "-U", "test", "-A", "trust", "-N", "-E", "UTF8"],
        check=True, capture_output=True, cwd="/", **who,
    )  # fmt: skip
    settings = [word for name, value in QUICK.items() for word in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [home / "postgres", "-D", cluster, "-h", "127.0.0.1", "-p", str(port), "-k", folder,
             *settings],
            stdout=log, stderr=log, cwd="/", **who,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)  # ends open connections, too
        process.wait(PATIENCE)


def wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="test", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.02)
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}")


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
