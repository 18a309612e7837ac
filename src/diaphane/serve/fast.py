"""Answers at once, for programs: nothing is kept, and images that arrive together go through the
network together.

Files are decoded and prepared by a few threads, each with a process of its own for what is foreign,
to which small files go together. Threads of the model take what is ready, up to a batch, and wait
for nothing more. Models that look at an image
tile by tile answer one request after the other.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from ..errors import BadData, DiaphaneError
from ..image import Floats
from ..infer.apart import questions
from ..infer.model import BATCH, Model
from ..infer.question import Question
from ..infer.runtime import threads
from ..io import decode
from ..result import Result
from ..tasks import TASKS
from .line import Line, Request
from .shelf import Shelf

MOST_WAITING = 128
"""Requests that are answered or wait for it."""
MOST_BYTES = 2**29
"""Of their files together."""
RETRY = 1
"""Seconds after which it is worth to ask again."""

SPARE = 3
"""Threads that decode while others are busy with large files."""

MOST_TEXT = 2**16
"""Bytes of a row of numbers."""


class Busy(DiaphaneError):
    """As many wait as may."""

    retry_after = RETRY

    def __init__(self) -> None:
        super().__init__(
            f"as many requests wait for an answer as may; try again in {RETRY} s, or put a job"
        )


@dataclass
class Room:
    """A place in the line, and the bytes that it takes."""

    line: Fast
    size: int = 0

    def add(self, size: int) -> None:
        """So many bytes more. Raises `Busy`."""
        self.line.take(size)
        self.size += size


@dataclass(frozen=True)
class Waiting:
    """A question that is ready for the network."""

    question: Question
    answer: Future[Result]


Done = tuple[Sequence[Waiting], Mapping[str, Floats] | Exception]
"""What went through the network together, and what came out."""


class Lane:
    """A model with its own threads: some run the network, and one tells what came out of it, so
    that the network need not wait for that."""

    def __init__(self, model: Model, count: int) -> None:
        self.model = model
        self.ready: SimpleQueue[Waiting | None] = SimpleQueue()
        self.done: SimpleQueue[Done | None] = SimpleQueue()
        self.threads = [
            threading.Thread(target=work, name=work.__name__, daemon=True)
            for work in (*[self._predict] * count, self._tell)
        ]
        for thread in self.threads:
            thread.start()

    def close(self) -> None:
        """Answer what is ready, and no more."""
        self.ready.put(None)

    def _predict(self) -> None:
        while (first := self.ready.get()) is not None:
            group = [first, *self._others()]
            group = [one for one in group if one.answer.set_running_or_notify_cancel()]
            if group:
                self.done.put((group, self._outputs(group)))
        self.ready.put(None)  # for the next of these threads
        self.done.put(None)

    def _others(self) -> Iterator[Waiting]:
        """Those that are ready by now."""
        for _ in range(BATCH - 1):
            try:
                one = self.ready.get_nowait()
            except Empty:
                return
            if one is None:
                self.ready.put(None)
                return
            yield one

    def _outputs(self, group: Sequence[Waiting]) -> Mapping[str, Floats] | Exception:
        try:
            return self.model.outputs([one.question for one in group])
        except Exception as error:  # a bug: those who wait are told, and the next batch comes
            return error

    def _tell(self) -> None:
        ended = 0
        while ended < len(self.threads) - 1:
            done = self.done.get()
            if done is None:
                ended += 1
            else:
                self._answer(*done)

    def _answer(self, group: Sequence[Waiting], outputs: Mapping[str, Floats] | Exception) -> None:
        try:
            if isinstance(outputs, Exception) and not isinstance(outputs, DiaphaneError):
                raise outputs
            answers = self.model.meaning([one.question for one in group], outputs, heat=False)
        except Exception as error:
            for one in group:
                one.answer.set_exception(error)
            return
        for one, answer in zip(group, answers, strict=True):
            if isinstance(answer, DiaphaneError):
                one.answer.set_exception(answer)
            else:
                one.answer.set_result(answer)


@dataclass
class Fast:
    """The line of a workplace."""

    shelf: Shelf
    most_waiting: int = MOST_WAITING
    most_bytes: int = MOST_BYTES
    lanes: int = field(default_factory=lambda: max(1, threads() // 2))
    """Batches of one model that go through its network at a time, each on a core; the others
    decode, and talk with those who ask."""
    _lanes: dict[str, Lane] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _slow: threading.Lock = field(default_factory=threading.Lock)
    _line: Line = field(default_factory=lambda: Line(max(1, threads() // 2)))
    _threads: list[threading.Thread] = field(default_factory=list)
    _waiting: int = 0
    _bytes: int = 0

    @contextmanager
    def room(self) -> Iterator[Room]:
        """A place in the line, to be held as long as the request lasts. Raises `Busy`."""
        with self._lock:
            if self._waiting >= self.most_waiting:
                raise Busy
            self._waiting += 1
        room = Room(self)
        try:
            yield room
        finally:
            with self._lock:
                self._waiting -= 1
                self._bytes -= room.size

    def take(self, size: int) -> None:
        with self._lock:
            if self._bytes + size > self.most_bytes:
                raise Busy
            self._bytes += size

    def ask(self, name: str, data: bytes, *, number: int | None = None) -> Future[Result]:
        """The answer of the model of that name to a file, once it is there.

        Args:
            number: The slice that is looked at, from 1; None takes the middle one.
        """
        request = Request(name, data, number)
        self._begun().put(request)
        return request.answer

    def close(self) -> None:
        """Answer no more."""
        self._line.close()
        for lane in self._lanes.values():
            lane.close()

    def _run(self) -> None:
        while group := self._line.take():
            try:
                self._begin([one for one in group if not one.answer.cancelled()])
            finally:
                self._line.done(group)

    def _begin(self, group: Sequence[Request]) -> None:
        """Decode and prepare what is for one model, and hand on to the network."""
        if not group:
            return
        try:
            model = self.shelf.model(group[0].name)
            if TASKS[model.card.task].tiled:
                for request in group:
                    self._one_by_one(model, request)
                return
            lane, found = self._lane(group[0].name, model), asked(model, group)
        except Exception as error:
            for request in group:
                failed(request.answer, error)
            return
        for request, question in zip(group, found, strict=True):
            if isinstance(question, Exception):
                failed(request.answer, question)
            else:
                lane.ready.put(Waiting(question, request.answer))

    def _one_by_one(self, model: Model, request: Request) -> None:
        try:
            image = decode(request.data)
        except Exception as error:
            failed(request.answer, error)
            return
        with self._slow:
            if request.answer.set_running_or_notify_cancel():
                try:
                    request.answer.set_result(model.predict(image, slice=request.number))
                except Exception as error:
                    request.answer.set_exception(error)

    def _lane(self, name: str, model: Model) -> Lane:
        """Of a model that was loaded anew a new one."""
        with self._lock:
            lane = self._lanes.get(name)
            if lane is None or lane.model is not model:
                if lane:
                    lane.close()
                lane = self._lanes[name] = Lane(model, self.lanes)
            return lane

    def _begun(self) -> Line:
        """The line, with threads that decode what is in it."""
        with self._lock:
            if not self._threads:
                self._threads = [
                    threading.Thread(target=self._run, name="decode", daemon=True)
                    for _ in range(SPARE + self._line.at_once)
                ]
                for thread in self._threads:
                    thread.start()
        return self._line


def asked(model: Model, group: Sequence[Request]) -> list[Question | Exception]:
    """The question to a model that each request is, or what is wrong with it."""
    need = model.card.input
    if len(need.size or ()) == 1:
        return [of_row(model, one.data) for one in group]
    return questions([one.data for one in group], need, slices=[one.number for one in group])


def of_row(model: Model, data: bytes) -> Question | Exception:
    try:
        return model.question(row(data))
    except DiaphaneError as error:
        return error


def row(data: bytes) -> list[float]:
    """Numbers for a model of rows. Raises `BadData`."""
    try:
        text = data[:MOST_TEXT].decode("ascii")
        return [float(cell) for cell in text.replace(",", " ").replace(";", " ").split()]
    except ValueError as error:
        raise BadData(
            "expected a row of numbers, parted by commas, for a model of rows; leave out the "
            "header and the label"
        ) from error


def failed(answer: Future[Result], error: Exception) -> None:
    """Tell who waits, if anybody still does."""
    if answer.set_running_or_notify_cancel():
        answer.set_exception(error)
