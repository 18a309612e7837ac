"""The workplace under load on this machine: each figure beside what it should be.

    python benchmarks/serve.py [--only PART ...] [--seconds 10] [--soak 120] [--json]

Every part starts a server of its own on a free port and an empty folder, and stops it. The clients
run in this process, on the same cores, and write bytes to sockets: a client that does more would be
slower than the server. Exit code 1 where a figure is missed.

- start: from the start of the process to the first answer, and to the first classification.
- idle: memory of the server and its children once it answers.
- classify: 16 clients send pictures of 224 x 224 pixels (PNG), against onnxruntime in a bare loop
  over inputs that are prepared already, which runs before and after; and against a script that
  decodes and prepares the files as well.
- light: 64 clients ask for what costs little, each on one connection.
- upload: one file of zeros is sent whole; a second one without a length, past what is allowed.
- dripping: the same as light, while 200 connections send a byte a second, half of them heads.
- full: more jobs than the queue takes, then 4 clients that ask for more.
- soak: everything at once for a while; memory, files and threads must not grow.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count, cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Literal, cast

import numpy as np
import psutil  # type: ignore[import-untyped]
import uvloop
from PIL import Image as Pillow

from diaphane.data import phantom
from diaphane.image import Image
from diaphane.infer.bench import machine
from diaphane.infer.model import load as load_model
from diaphane.io import decode_here
from diaphane.pixels.prepare import prepare

MODEL = "brain-tumor"
PATIENCE = 60.0
"""Seconds until a server that does not answer is given up."""
PAUSE = 0.002
"""Seconds between two looks whether it answers."""
DIAPHANE = (sys.executable, "-c", "from diaphane.cli.main import main; main()")
MIB = 2**20
MOST_GROWN = 2
"""Files and threads, their medians: some files are open for a moment only."""


@dataclass(frozen=True)
class Figure:
    """One measurement, and what it should be."""

    part: str
    name: str
    unit: str
    measured: float
    sign: Literal["<=", ">=", ""] = ""
    asked: float | None = None

    @property
    def held(self) -> bool:
        if self.asked is None:
            return True
        return self.measured <= self.asked if self.sign == "<=" else self.measured >= self.asked

    def row(self) -> str:
        asked = f"{self.sign} {self.asked:,.5g}" if self.asked is not None else ""
        measured, verdict = f"{self.measured:,.5g} {self.unit}", "" if self.held else "missed"
        return f"| {self.part} | {self.name} | {asked} | {measured} | {verdict} |"


@dataclass(frozen=True)
class Asked:
    """What the parts are told."""

    seconds: float
    soak: float
    gigabytes: float


@dataclass
class Answers:
    """What came back to some clients."""

    seconds: list[float] = field(default_factory=list)
    """Of each request."""
    statuses: list[int] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)
    """Of those that were refused."""
    took: float = 0.0
    """Of all together."""

    @property
    def pace(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.took

    @property
    def errors(self) -> int:
        return sum(status >= 400 for status in self.statuses)

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        return 1000 * float(np.percentile(self.seconds, share))


class Connection(asyncio.Protocol):
    """One connection that is kept: writes a request, waits for its answer."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.waiting: asyncio.Future[tuple[int, bytes, bytes]] | None = None
        self.got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's are no children of it

    def data_received(self, data: bytes) -> None:
        self.got += data
        head, parted, body = self.got.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        if not parted or len(body) < int(length[1] if length else 0):
            return
        self.got = b""
        if self.waiting and not self.waiting.done():
            self.waiting.set_result((int(head[9:12]), head, body))

    def connection_lost(self, error: Exception | None) -> None:
        if self.waiting and not self.waiting.done():
            self.waiting.set_exception(ConnectionResetError("the server hung up"))

    async def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Status, head and body of the answer."""
        assert self.transport
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.waiting


@dataclass(frozen=True)
class Server:
    """One that runs."""

    port: int
    process: psutil.Process
    folder: Path
    began: float

    def request(self, method: str, path: str, body: bytes = b"", kind: str = "") -> bytes:
        """Its bytes."""
        host = f"127.0.0.1:{self.port}"
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Origin: http://{host}"]
        lines += [f"Content-Type: {kind}"] if kind else []
        lines += [f"Content-Length: {len(body)}"] if method != "GET" else []
        return "\r\n".join([*lines, "", ""]).encode() + body

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        loop = asyncio.get_running_loop()
        transport, protocol = await loop.create_connection(Connection, "127.0.0.1", self.port)
        try:
            yield protocol
        finally:
            transport.close()

    async def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Any:
        """The JSON of one answer on a connection of its own."""
        async with self.connection() as one:
            status, _, answer = await one.ask(self.request(method, path, body, kind))
        if status >= 400:
            raise RuntimeError(f"{method} {path}: {status} {answer.decode()[:300]}")
        return json.loads(answer)

    async def upload(self, name: str, data: bytes) -> Any:
        """The job that reads a file."""
        head, tail = form(name)
        body = head + data + tail
        return (await self.ask("POST", "/api/uploads", body, FORM))["job"]

    async def ended(self, job: Mapping[str, Any]) -> Any:
        """A job, once it is over."""
        while job["state"] in ("queued", "running"):
            await asyncio.sleep(0.02)
            job = await self.ask("GET", f"/api/jobs/{job['id']}")
        return job

    async def image(self) -> str:
        """The name of an image that it has been given."""
        job = await self.ended(await self.upload("phantom.png", pictures(1)[0]))
        return str(job["result"]["images"][0])

    def resident(self) -> float:
        """Memory of it and its children in MiB; what they share counts for each."""
        return float(sum(one.memory_info().rss for one in self.family()) / MIB)

    def family(self) -> Iterator[psutil.Process]:
        for one in (self.process, *self.process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                one.memory_info()
                yield one

    def files(self) -> int:
        return sum(one.num_fds() for one in self.family())

    def threads(self) -> int:
        return sum(one.num_threads() for one in self.family())


BOUNDARY = "between-the-parts"
FORM = f"multipart/form-data; boundary={BOUNDARY}"


def form(name: str) -> tuple[bytes, bytes]:
    """What stands before and behind a file that is uploaded."""
    lines = [
        f"--{BOUNDARY}",
        f'Content-Disposition: form-data; name="files"; filename="{name}"',
        "Content-Type: application/octet-stream",
    ]
    return "\r\n".join([*lines, "", ""]).encode(), f"\r\n--{BOUNDARY}--\r\n".encode()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART")
    parser.add_argument("--seconds", type=float, default=10, help="of each load")
    parser.add_argument("--soak", type=float, default=120, help="seconds of the soak")
    parser.add_argument("--gigabytes", type=float, default=2, help="of the upload, in 10^9 bytes")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    asked = Asked(given.seconds, given.soak, given.gigabytes)
    if not given.json:
        print(", ".join(f"{key} {value}" for key, value in machine().items()))
        print("\n| part | figure | asked | measured | |\n|---|---|---|---|---|")
    found: list[Figure] = []
    for part in given.only:
        figures = [*PARTS[part](asked)]
        if not given.json:
            print("\n".join(figure.row() for figure in figures), flush=True)
        found += figures
    if given.json:
        plain = [{**vars(figure), "held": figure.held} for figure in found]
        print(json.dumps({"machine": machine(), "figures": plain}, indent=1))
    sys.exit(0 if all(figure.held for figure in found) else 1)


@contextmanager
def server(*options: str) -> Iterator[Server]:
    """Start one, wait until it answers, and stop it."""
    with TemporaryDirectory(prefix="diaphane-load-") as place, socket.socket() as free:
        folder = Path(place)
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
        free.close()
        words = [*DIAPHANE, "serve", "--port", str(port), "--folder", str(folder / "workplace")]
        with (folder / "log").open("wb") as log:
            began = perf_counter()
            process = subprocess.Popen([*words, *options], stdout=log, stderr=log)
            try:
                made = Server(port, psutil.Process(process.pid), folder / "workplace", began)
                uvloop.run(answering(made))
                yield made
            finally:
                process.terminate()
                process.wait(PATIENCE)


async def answering(server: Server) -> None:
    """Until it says that it is ready."""
    while perf_counter() - server.began < PATIENCE:
        with suppress(OSError):
            await server.ask("GET", "/health")
            return
        if not server.process.is_running() or server.process.status() == psutil.STATUS_ZOMBIE:
            break
        await asyncio.sleep(PAUSE)
    log = server.folder.parent / "log"
    raise RuntimeError(f"the server does not answer: {log.read_text()[-2000:]}")


async def load(
    server: Server, requests: Iterable[bytes], *, clients: int, seconds: float
) -> Answers:
    """Let clients ask again and again, each the next of the requests, and once at least."""
    answers, turns = Answers(), cycle(requests)
    began = perf_counter()

    async def client() -> None:
        async with server.connection() as one:
            asked = began
            while asked == began or asked - began < seconds:
                asked = perf_counter()
                status, head, _ = await one.ask(next(turns))
                answers.seconds.append(perf_counter() - asked)
                answers.statuses.append(status)
                if status >= 400:
                    answers.heads.append(head)

    await asyncio.gather(*(client() for _ in range(clients)))
    answers.took = perf_counter() - began
    return answers


def pictures(n: int) -> list[bytes]:
    """Heads of 224 x 224 pixels as PNG."""
    return [png(image) for image in heads(n)]


def heads(n: int) -> list[Image]:
    kinds = phantom.KINDS
    return [phantom.brain(np.random.default_rng(i), kinds[i % len(kinds)]) for i in range(n)]


def png(image: Image) -> bytes:
    buffer = BytesIO()
    Pillow.fromarray(image.pixels[0].astype(np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


def to_classify(server: Server, n: int = 16) -> list[bytes]:
    """Requests of the fast way."""
    path = f"/api/predict?model={MODEL}"
    return [server.request("POST", path, data, "image/png") for data in pictures(n)]


def start(_: Asked) -> Iterator[Figure]:
    answered, classified = [], []
    for _again in range(5):
        with server() as one:
            answered.append(perf_counter() - one.began)
            uvloop.run(load(one, to_classify(one, 1), clients=1, seconds=0))
            classified.append(perf_counter() - one.began)
    yield Figure("start", "to the first answer, median of 5", "s", median(answered), "<=", 2.5)
    yield Figure(
        "start", "to the first classification, median of 5", "s", median(classified), "<=", 2.5
    )


def idle(_: Asked) -> Iterator[Figure]:
    with server() as one:
        yield Figure("idle", "memory", "MiB", one.resident(), "<=", 200e6 / MIB)
        uvloop.run(load(one, to_classify(one), clients=4, seconds=2))
        yield Figure("idle", "memory with a model loaded", "MiB", one.resident())


def classify(asked: Asked) -> Iterator[Figure]:
    bare = [bare_loop(asked.seconds / 4)]
    with server() as one:
        requests = to_classify(one)
        uvloop.run(load(one, requests, clients=16, seconds=min(2, asked.seconds)))  # warm
        single = uvloop.run(load(one, requests, clients=1, seconds=asked.seconds / 4))
        many = uvloop.run(load(one, requests, clients=16, seconds=asked.seconds))
    bare.append(bare_loop(asked.seconds / 4))
    script = script_loop(asked.seconds / 4)
    pace = sum(bare) / len(bare)
    once = 1000 / pace
    yield Figure("classify", "onnxruntime in a bare loop", "images/s", pace)
    yield Figure("classify", "16 clients", "images/s", many.pace, ">=", 0.7 * pace)
    yield Figure("classify", "16 clients, of the bare loop", "times", many.pace / pace, ">=", 0.7)
    yield Figure("classify", "a loop over files, decoded in place", "images/s", script)
    yield Figure("classify", "16 clients, of that loop", "times", many.pace / script)
    yield Figure("classify", "one client, median", "ms", single.percentile(50))
    yield Figure("classify", "16 clients, p50", "ms", many.percentile(50))
    yield Figure("classify", "16 clients, p99", "ms", many.percentile(99), "<=", 16 * once + 100)
    yield Figure("classify", "errors", "", many.errors + single.errors, "<=", 0)


def bare_loop(seconds: float) -> float:
    """Images a second of the network alone, one by one."""
    model = load_model(MODEL)
    ready = [prepare(image, model.card.input).pixels[None] for image in heads(16)]
    for pixels in ready:
        model.network(pixels)
    began = perf_counter()
    for done, pixels in enumerate(cycle(ready), start=1):
        model.network(pixels)
        if perf_counter() - began > seconds:
            return done / (perf_counter() - began)
    raise AssertionError


def script_loop(seconds: float) -> float:
    """Images a second of a script: a file is decoded and prepared in place, then the network."""
    model, files = load_model(MODEL), pictures(16)
    began = perf_counter()
    for done, data in enumerate(cycle(files), start=1):
        image = decode_here(data, "png")
        model.network(prepare(image, model.card.input).pixels[None])
        if perf_counter() - began > seconds:
            return done / (perf_counter() - began)
    raise AssertionError


LIGHT = ("/health", "/api/session", "/api/jobs/{job}")


def light(asked: Asked) -> Iterator[Figure]:
    with server() as one:
        for path, requests in light_requests(one).items():
            uvloop.run(load(one, requests, clients=64, seconds=min(1, asked.seconds)))  # warm
            found = uvloop.run(load(one, requests, clients=64, seconds=asked.seconds))
            yield Figure("light", f"GET {path}, 64 clients", "/s", found.pace, ">=", 1000)
            yield Figure("light", f"GET {path}, p99", "ms", found.percentile(99), "<=", 50)
            yield Figure("light", f"GET {path}, errors", "", found.errors, "<=", 0)


def light_requests(server: Server) -> dict[str, list[bytes]]:
    """By their paths, one that exists of each."""
    job = uvloop.run(a_job(server))["id"]
    return {path: [server.request("GET", path.format(job=job))] for path in LIGHT}


async def a_job(server: Server) -> Any:
    return await server.ended(await server.upload("phantom.png", pictures(1)[0]))


def upload(asked: Asked) -> Iterator[Figure]:
    size = int(asked.gigabytes * 1e9)
    with server() as one:
        uvloop.run(a_job(one))  # whatever is loaded with the first upload is there
        before = one.resident()
        took, highest, status, _ = uvloop.run(watched(one, size, declared=True))
        yield Figure("upload", f"{asked.gigabytes:g} GB, growth", "MiB", highest - before, "<=", 64)
        yield Figure("upload", f"{asked.gigabytes:g} GB, pace", "MB/s", size / 1e6 / took)
        yield Figure("upload", "status", "", status, "<=", 202)
        yield Figure("upload", "kept", "bytes", largest_file(one.folder), ">=", size)
        before = one.resident()
        took, highest, status, sent = uvloop.run(watched(one, 2**32, declared=False))
        yield Figure("upload", "without a length: status", "", status, ">=", 413)
        yield Figure("upload", "without a length: taken", "bytes", sent, "<=", 2**31 + 64 * MIB)
        yield Figure("upload", "without a length: growth", "MiB", highest - before, "<=", 64)


async def watched(server: Server, size: int, *, declared: bool) -> tuple[float, float, int, int]:
    """Seconds and highest memory while zeros are sent; the status and the bytes that went out."""
    began, highest = perf_counter(), server.resident()
    sending = asyncio.ensure_future(send_zeros(server, size, declared=declared))
    while not sending.done():
        await asyncio.wait([sending], timeout=0.05)
        highest = max(highest, server.resident())
    status, sent = sending.result()
    return perf_counter() - began, highest, status, sent


async def send_zeros(server: Server, size: int, *, declared: bool) -> tuple[int, int]:
    """The status of the answer, and how many bytes went out before it came."""
    head, tail = form("zeros.bin")
    length = len(head) + size + len(tail)
    how = f"Content-Length: {length}" if declared else "Transfer-Encoding: chunked"
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    lines = server.request("GET", "/api/uploads", kind=FORM).replace(b"GET", b"POST", 1)
    writer.write(lines[:-2] + f"{how}\r\n\r\n".encode())
    answer = asyncio.ensure_future(reader.readline())
    sent, zeros = 0, bytes(MIB)

    def put(data: bytes) -> None:
        writer.write(data if declared else b"%x\r\n%b\r\n" % (len(data), data))

    with suppress(ConnectionError):
        put(head)
        while sent < size and not answer.done():
            piece = zeros[: size - sent]
            put(piece)
            await writer.drain()
            sent += len(piece)
        put(tail)
        if not declared:
            writer.write(b"0\r\n\r\n")
    status = int((await answer).split()[1])
    writer.close()
    return status, sent


def largest_file(folder: Path) -> int:
    return max(file.stat().st_size for file in (folder / "uploads").rglob("*") if file.is_file())


def dripping(asked: Asked) -> Iterator[Figure]:
    with server() as one:
        requests = light_requests(one)["/health"]
        quiet = uvloop.run(load(one, requests, clients=64, seconds=asked.seconds))
        found, most = uvloop.run(while_dripping(one, requests, 200, asked.seconds))
        times = found.percentile(99) / quiet.percentile(99)
        yield Figure("dripping", "connections open at once", "", most, ">=", 190)
        yield Figure("dripping", "GET /health, p99 before", "ms", quiet.percentile(99))
        yield Figure("dripping", "GET /health, p99", "ms", found.percentile(99))
        yield Figure("dripping", "GET /health, p99, of that before", "times", times, "<=", 2)
        yield Figure("dripping", "GET /health", "/s", found.pace)
        yield Figure("dripping", "errors", "", found.errors, "<=", 0)


async def while_dripping(
    server: Server, requests: list[bytes], connections: int, seconds: float
) -> tuple[Answers, int]:
    """The load, and how many dripped at once; whoever is cut comes back."""
    ends = asyncio.Event()
    drops = [asyncio.create_task(drip(server, i % 2 == 0, ends)) for i in range(connections)]
    await asyncio.sleep(1.5)  # all are there
    most = len([c for c in server.process.net_connections() if c.status == psutil.CONN_ESTABLISHED])
    found = await load(server, requests, clients=64, seconds=seconds)
    ends.set()
    await asyncio.gather(*drops)
    return found, most


async def drip(server: Server, head: bool, ends: asyncio.Event) -> None:
    """A byte a second, of a head or of a body."""
    begin = server.request("GET", "/health")[:-2] + b"X-Slow: "
    if not head:
        begin = server.request("GET", "/api/predict?model=" + MODEL, kind="image/png")[:-2]
        begin = begin.replace(b"GET", b"POST", 1) + b"Content-Length: 100000\r\n\r\n"
    while not ends.is_set():
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        with suppress(ConnectionError):
            writer.write(begin)
            while not ends.is_set() and not writer.is_closing():
                writer.write(b"a")
                await writer.drain()
                with suppress(TimeoutError):
                    await asyncio.wait_for(ends.wait(), 1)
        writer.close()


def full(_: Asked) -> Iterator[Figure]:
    with server() as one:
        image = uvloop.run(one.image())
        asked = {"kind": "predict", "image": image, "model": "sr-x4"}
        body = json.dumps(asked).encode()
        request = one.request("POST", "/api/jobs", body, "application/json")
        uvloop.run(load(one, [request], clients=16, seconds=3))  # until it is full
        found = uvloop.run(load(one, [request], clients=4, seconds=3))
        refused = [s for s, code in zip(found.seconds, found.statuses, strict=True) if code >= 400]
        late = [head for head in found.heads if b"retry-after: " not in head.lower()]
        codes = {code for code in found.statuses if code >= 400}
        yield Figure("full", "jobs refused", "", len(refused), ">=", 1)
        yield Figure(
            "full",
            "refused by another status than 429 or 503",
            "",
            len(codes - {429, 503}),
            "<=",
            0,
        )
        yield Figure("full", "refused without Retry-After", "", len(late), "<=", 0)
        p99 = 1000 * float(np.percentile(refused, 99)) if refused else 0.0
        yield Figure("full", "refused in, p99", "ms", p99, "<=", 100)


def soak(asked: Asked) -> Iterator[Figure]:
    with server() as one:
        seen = uvloop.run(mixed(one, asked.soak))
        moments, memory, files, threads = map(np.array, zip(*seen.looks, strict=True))
        half = moments > moments[-1] / 2
        before = ~half & (moments > moments[-1] / 4)  # by then all pools are full
        slope = float(np.polyfit(moments[half], memory[half], 1)[0]) * 60
        yield Figure("soak", "requests", "", seen.requests)
        yield Figure("soak", "errors", "", seen.errors, "<=", 0)
        yield Figure("soak", "memory at the end", "MiB", float(memory[-1]))
        yield Figure("soak", "memory, growth in the second half", "MiB/min", slope, "<=", 2)
        for name, values in (("files", files), ("threads", threads)):
            grown = float(np.median(values[half]) - np.median(values[before]))
            yield Figure("soak", f"{name}, growth in the second half", "", grown, "<=", MOST_GROWN)


@dataclass
class Soaked:
    """What was seen while everything ran."""

    looks: list[tuple[float, float, int, int]] = field(default_factory=list)
    """Seconds, MiB, files, threads."""
    requests: int = 0
    errors: int = 0


async def mixed(server: Server, seconds: float) -> Soaked:
    """All kinds of load for a while."""
    seen, began = Soaked(), perf_counter()
    image = await server.image()
    planes = [server.request("GET", f"/api/images/{image}/planes/0/0")]
    lists = [server.request("GET", path) for path in ("/health", "/api/session", "/", "/main.js")]
    lists += [
        server.request("GET", path) for path in ("/api/results", "/api/images", "/api/models")
    ]
    running = [
        asyncio.create_task(load(server, to_classify(server), clients=4, seconds=seconds)),
        asyncio.create_task(load(server, planes, clients=2, seconds=seconds)),
        asyncio.create_task(load(server, lists, clients=4, seconds=seconds)),
        asyncio.create_task(cases(server, seconds, began)),
    ]
    while perf_counter() - began < seconds:
        await asyncio.sleep(1)
        look = (server.resident(), server.files(), server.threads())
        seen.looks.append((perf_counter() - began, *look))
    for found in await asyncio.gather(*running):
        seen.requests += len(found.statuses)
        seen.errors += found.errors
    return seen


async def cases(server: Server, seconds: float, began: float) -> Answers:
    """One case after the other: uploaded, asked about, thrown away."""
    found, files = Answers(), cycle(pictures(8))
    for number in count():
        if perf_counter() - began > seconds:
            break
        job = await server.ended(await server.upload(f"{number}.png", next(files)))
        image = job["result"]["images"][0]
        asked = json.dumps({"kind": "predict", "image": image, "model": MODEL}).encode()
        job = await server.ended(await server.ask("POST", "/api/jobs", asked, "application/json"))
        found.statuses.append(200 if job["state"] == "done" else 500)
        async with server.connection() as one:
            status, _, _ = await one.ask(server.request("DELETE", f"/api/images/{image}"))
            found.statuses.append(status)
    return found


PARTS: Mapping[str, Callable[[Asked], Iterator[Figure]]] = {
    "start": start,
    "idle": idle,
    "classify": classify,
    "light": light,
    "upload": upload,
    "dripping": dripping,
    "full": full,
    "soak": soak,
}


if __name__ == "__main__":
    main()
