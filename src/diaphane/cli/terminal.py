"""Words to the terminal: answers to standard output, everything else to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from time import monotonic
from typing import Any, TypeVar

from ..errors import CannotWrite, reason
from ..io.write import json_text

T = TypeVar("T")

EIGHTHS = " ▏▎▍▌▋▊▉█"


def show(text: str = "") -> None:
    """Print what was asked for. Raises `CannotWrite` where standard output takes no more."""
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        mute()
        raise CannotWrite(
            f"could not write to standard output: {reason(error)}; make room or send it elsewhere"
        ) from error


def show_json(plain: Any) -> None:
    """Print one JSON document; nothing else may go to standard output beside it."""
    show(json_text(plain).rstrip("\n"))


def tell(text: str) -> None:
    """Say something beside the answer: what is being done, what failed."""
    print(text, file=sys.stderr, flush=True)


def mute() -> None:
    """Send the rest of standard output nowhere, so that Python's own last flush stays quiet."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, figures: bool = False) -> str:
    """Lines of a plain table; with `figures` all columns but the first stand to the right."""
    lines = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    signs = ["<", *(">" if figures else "<" for _ in head[1:])]

    def line(cells: Sequence[str]) -> str:
        parts = zip(cells, signs, widths, strict=True)
        return "  ".join(f"{cell:{sign}{width}}" for cell, sign, width in parts).rstrip()

    return "\n".join(map(line, lines))


def progress(items: Iterable[T], *, total: int, doing: str) -> Iterator[T]:
    """The same items, with a bar on standard error where a person looks on.

    The bar is there while the next item is waited for, and gone while the last one is printed.
    """
    draw = counter(doing)
    draw(0, total)
    try:
        for done, item in enumerate(items, start=1):
            draw(total, total)
            yield item
            draw(done, total)
    finally:
        draw(total, total)


Told = Callable[[int, int], None]
"""Called with how much is done, and of how much."""


def counter(doing: str) -> Told:
    """Told (done, of), draws a bar on standard error, and takes it away when all is done.

    Silent where no person looks on.
    """
    if not sys.stderr.isatty():
        return lambda done, of: None
    start = monotonic()

    def draw(done: int, of: int) -> None:
        left = (monotonic() - start) / max(1, done) * (of - done)
        time = f", {left:.0f} s left" if done else ""
        text = "" if done == of else f"{doing} {bar(done / of)} {done}/{of}{time}"
        print(f"\r\x1b[2K{text}", end="", file=sys.stderr, flush=True)

    return draw


def bar(share: float, width: int = 24) -> str:
    """A bar of blocks for a share of 0..1, exact to an eighth of a character."""
    whole, eighths = divmod(round(share * width * 8), 8)
    return ("█" * whole + EIGHTHS[eighths]).strip().ljust(width)
