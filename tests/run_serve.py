"""A workplace for the tests: `diaphane serve` on a free port of this machine, in a folder of its
own, stopped by its process afterwards."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

DIAPHANE = (sys.executable, "-c", "from diaphane.cli.main import main; main()")
PATIENCE = 30.0
"""Seconds that it may take to start or to stop."""
BOUNDARY = "between-the-parts"
DIRECT = build_opener(ProxyHandler({}))
"""No proxy between two programs of one machine."""


@dataclass
class Server:
    """Where it answers, and what it wrote."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]
    cookie: str = ""
    """Of the user for whom is asked, where there are any."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return self.folder.with_suffix(".log").read_text()

    def get(self, path: str) -> Any:
        """The JSON of an answer."""
        return self.ask(Request(f"{self.address}{path}"))

    def post(self, path: str, plain: Any, method: str = "POST") -> Any:
        """The same, for what is sent as JSON."""
        headers = {"Origin": self.address, "Content-Type": "application/json"}
        body = json.dumps(plain).encode()
        return self.ask(Request(f"{self.address}{path}", body, headers, method=method))

    def image(self, path: Path, name: str = "") -> str:
        """Upload a file of one image; the image's name."""
        lines = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="'
        head = f'{lines}{name or path.name}"\r\n\r\n'
        body = head.encode() + path.read_bytes() + f"\r\n--{BOUNDARY}--\r\n".encode()
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        headers = {"Origin": self.address, "Content-Type": kind}
        job = self.ask(Request(f"{self.address}/api/uploads", body, headers))["job"]
        return str(self.ended(job)["result"]["images"][0])

    def answer(self, image: str, model: str) -> str:
        """Ask a model about an image; the answer's name."""
        job = self.post("/api/jobs", {"kind": "predict", "image": image, "model": model})
        return str(self.ended(job)["result"]["result"])

    def ended(self, job: dict[str, Any]) -> dict[str, Any]:
        """A job, once it is done."""
        while job["state"] in ("queued", "running"):
            time.sleep(0.05)
            job = self.get(f"/api/jobs/{job['id']}")
        assert job["state"] == "done", job
        return job

    def ask(self, request: Request) -> Any:
        with self.reach(request) as answer:
            return json.loads(answer.read() or b"null")

    def reach(self, request: Request) -> Any:
        """The answer itself."""
        if self.cookie:
            request.add_header("Cookie", self.cookie)
        return DIRECT.open(request, timeout=PATIENCE)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)


@contextmanager
def serving(folder: Path, *options: str, port: int | None = None) -> Iterator[Server]:
    """Start it on a folder, wait until it answers, and stop it."""
    port = port or free_port()
    words = [*DIAPHANE, "serve", "--port", str(port), "--folder", str(folder), *options]
    with folder.with_suffix(".log").open("ab") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log)
    server = Server(port, folder, process)
    try:
        wait(server)
        yield server
    finally:
        server.stop()


def wait(server: Server) -> None:
    """Until it is ready."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.process.poll() is None:
        try:
            server.get("/health")
            return
        except URLError:
            time.sleep(0.05)
    raise RuntimeError(f"the server does not answer: {server.log[-2000:]}")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
