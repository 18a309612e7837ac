"""A fence around calls into decoding libraries, which warn and raise as they please."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ..errors import DiaphaneError, UnreadableImage


class Listener:
    """Takes Python warnings aside, each thread's own.

    `warnings.catch_warnings` swaps state of the whole process: two threads that enter and leave
    it out of order would leave it swapped for good. So it is entered once, by the first of the
    threads that listen, and left by the last.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._saved: warnings.catch_warnings[None] | None = None
        self._show: Callable[..., Any] = warnings.showwarning
        self._heard = threading.local()

    @contextmanager
    def listening(self) -> Iterator[list[str]]:
        """The texts of the warnings that this thread gives inside the block, without repeats.

        A block around this one hears them too.
        """
        heard: list[str] = []
        outer = getattr(self._heard, "texts", None)
        self._enter()
        self._heard.texts = heard
        try:
            yield heard
        finally:
            self._heard.texts = outer
            if outer is not None:
                outer.extend(text for text in heard if text not in outer)
            self._leave()

    def _enter(self) -> None:
        with self._lock:
            if self._inside == 0:
                self._show = warnings.showwarning
                self._saved = warnings.catch_warnings()
                self._saved.__enter__()
                warnings.simplefilter("always")
                warnings.showwarning = self._take
            self._inside += 1

    def _leave(self) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0 and self._saved is not None:
                self._saved.__exit__(None, None, None)
                self._saved = None

    def _take(self, message: Warning | str, *details: Any, **more: Any) -> None:
        texts: list[str] | None = getattr(self._heard, "texts", None)
        if texts is None:
            self._show(message, *details, **more)
        elif str(message) not in texts:
            texts.append(str(message))


LISTENER = Listener()


@contextmanager
def foreign(task: str) -> Iterator[list[str]]:
    """Run library code: its warnings are listed, its errors become `UnreadableImage`.

    Decoders fed with damaged bytes raise almost any type, so all of `Exception` is caught; keep
    our own logic out of the block. `task` ends the sentence "the library could not ...". The
    library's own words are not repeated: they may quote values of the header.
    """
    with LISTENER.listening() as heard:
        try:
            yield heard
        except (DiaphaneError, MemoryError):
            raise
        except Exception as error:
            raise UnreadableImage(
                f"could not {task} ({type(error).__name__}): the file is damaged, cut short or "
                "breaks the rules of its format; export it again"
            ) from error
