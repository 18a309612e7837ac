"""Work ahead is done in order, in bounds, and dropped when nobody asks any more."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from diaphane.infer.ahead import ahead


def test_order_is_kept_whatever_takes_longer() -> None:
    def slow_when_even(n: int) -> int:
        time.sleep(0.002 * (n % 2 == 0))
        return n * n

    made = list(ahead(slow_when_even, range(20), workers=4, depth=6))
    assert made == [(n, n * n) for n in range(20)]


def test_no_more_than_the_depth_is_taken_ahead() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for n in range(100):
            taken.append(n)
            yield n

    for asked, _ in enumerate(ahead(lambda n: n, items(), workers=2, depth=5)):
        assert len(taken) <= asked + 1 + 5


def test_an_error_reaches_the_one_who_asks() -> None:
    with pytest.raises(ZeroDivisionError):
        list(ahead(lambda n: 1 // n, [1, 0, 1], workers=1, depth=2))


def test_nothing_stays_running() -> None:
    assert next(ahead(lambda n: n, range(1000), workers=2, depth=4)) == (0, 0)
    deadline = time.monotonic() + 5
    while ours() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not ours()


def ours() -> list[str]:
    """Names of our threads that run."""
    return [t.name for t in threading.enumerate() if t.name.startswith("diaphane-ahead")]
