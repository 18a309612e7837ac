"""The models of the workplace by name: those that ship, methods without training, and what was
trained here. A network is loaded when it is first asked for, and kept as long as there is room.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..card import Card
from ..errors import BadModel, UnknownName
from ..infer.classic import CLASSIC
from ..infer.find import card_in, model_bytes, shipped
from ..infer.model import Model, load
from ..tasks import TASKS
from . import offers

MOST_BYTES = 2**30
"""Of networks that are held loaded; the least recently used go first. One alone may have more."""

GROWTH = 5
"""A loaded network takes about so many times its file: weights stored in eight bits become float32,
and runs have buffers."""

Trained = Callable[[], Mapping[str, Path]]
"""The files of finished trainings, by the names of the models."""


@dataclass(frozen=True)
class Entry:
    """What is known of a model without loading its network."""

    name: str
    card: Card
    sha256: str
    """Of its file; empty for a method without one."""
    bytes: int

    def to_plain(self) -> dict[str, Any]:
        """As the interface tells it."""
        return {**asdict(self.card), "name": self.name, "sha256": self.sha256, "bytes": self.bytes}

    @cached_property
    def json(self) -> str:
        """The same, written down once: to take a card apart takes a millisecond."""
        plain = self.to_plain()
        return json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


@dataclass(frozen=True)
class Loaded:
    model: Model
    weighs: int


class Shelf:
    """All models; any number of threads may ask.

    A network that sees one picture at a time gets one core for each call: two calls on a core each
    take a fifth less of both than one after the other on two. What is cut into tiles gets all.
    """

    def __init__(self, trained: Trained = dict, *, most_bytes: int = MOST_BYTES) -> None:
        self._shipped = shipped()
        self._trained = trained
        self._most = most_bytes
        self._lock = threading.Lock()
        self._loading: dict[str, threading.Lock] = {}
        self._loaded: OrderedDict[str, Loaded] = OrderedDict()
        self._entries: dict[Path, tuple[int, int, Entry]] = {}

    def names(self) -> list[str]:
        return [*self._files(), *CLASSIC]

    def cards(self) -> list[Entry]:
        """All, those that ship first. A file that is damaged is left out: asking for it tells."""
        return [*self._readable(), *map(classic, CLASSIC)]

    def entry(self, name: str) -> Entry:
        """One of them. Raises `UnknownName`, `BadModel`."""
        if name in CLASSIC:
            return classic(name)
        return self._entry(name, self._file(name))

    def model(self, name: str) -> Model:
        """The model, ready to predict. Raises `UnknownName`, `BadModel`, `MissingPackage`."""
        with self._lock:
            if name in self._loaded:
                self._loaded.move_to_end(name)
                return self._loaded[name].model
            turn = self._loading.setdefault(name, threading.Lock())
        with turn:  # the others who want it wait, and load nothing
            with self._lock:
                if name in self._loaded:
                    return self._loaded[name].model
            made = self._load(name)
            with self._lock:
                self._loaded[name] = made
                self._let_go()
            return made.model

    def forget(self, name: str) -> None:
        """A model that is to be loaded anew, or is gone."""
        with self._lock:
            self._loaded.pop(name, None)

    def candidates(self) -> list[offers.Candidate]:
        """All that may be offered for images."""
        return [
            offers.Candidate(entry.name, entry.card, trained=entry.name not in CLASSIC)
            for entry in self.cards()
        ]

    def fitting(
        self, facts: dict[str, Any], known: Sequence[offers.Candidate] | None = None
    ) -> list[dict[str, Any]]:
        """The models that fit an image, best first; of many images, `known` is asked for once."""
        return offers.fitting(facts, self.candidates() if known is None else known)

    def _load(self, name: str) -> Loaded:
        if name in CLASSIC:
            return Loaded(load(name), 0)
        path = self._file(name)
        tiled = TASKS[self.entry(name).card.task].tiled
        model = Model.load(path, cores=None if tiled else 1)
        return Loaded(model, GROWTH * path.stat().st_size)

    def _let_go(self) -> None:
        while len(self._loaded) > 1 and sum(o.weighs for o in self._loaded.values()) > self._most:
            self._loaded.popitem(last=False)

    def _files(self) -> dict[str, Path]:
        return {**self._shipped, **self._trained()}

    def _file(self, name: str) -> Path:
        files = self._files()
        if name not in files:
            raise UnknownName("model", name, [*files, *CLASSIC])
        return files[name]

    def _readable(self) -> Iterator[Entry]:
        for name, path in self._files().items():
            try:
                yield self._entry(name, path)
            except (BadModel, OSError):
                continue

    def _entry(self, name: str, path: Path) -> Entry:
        """Read again where the file is another one than it was."""
        state = path.stat()
        known = self._entries.get(path)
        if known and known[:2] == (state.st_mtime_ns, state.st_size):
            return known[2]
        data = model_bytes(path)
        entry = Entry(name, card_in(data, path), sha256(data).hexdigest(), len(data))
        self._entries[path] = (state.st_mtime_ns, state.st_size, entry)
        return entry


@cache
def classic(name: str) -> Entry:
    return Entry(name, CLASSIC[name].card, "", 0)
