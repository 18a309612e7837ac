"""Requests that wait: in order, small ones of one model together, none left behind at the end."""

from __future__ import annotations

import threading

import pytest

from diaphane.serve.line import BYTES_TOGETHER, LONG, TOGETHER, Line, Request


def asked(name: str, size: int = 1) -> Request:
    return Request(name, bytes(size), None)


def taken(line: Line, times: int) -> list[list[Request]]:
    """As one thread takes them."""
    groups = []
    for _ in range(times):
        groups.append(line.take())
        line.done(groups[-1])
    return groups


def test_those_of_one_model_go_together_up_to_a_number() -> None:
    line = Line(1)
    for name in ["a"] * (TOGETHER + 1) + ["b", "a"]:
        line.put(asked(name))
    names = [[one.name for one in group] for group in taken(line, 4)]
    assert names == [["a"] * TOGETHER, ["a"], ["b"], ["a"]]


def test_large_ones_go_alone() -> None:
    line = Line(1)
    for size in (BYTES_TOGETHER // 2, BYTES_TOGETHER // 2, 1, 2 * BYTES_TOGETHER, 1):
        line.put(asked("a", size))
    assert [[len(one.data) for one in group] for group in taken(line, 4)] == [
        [BYTES_TOGETHER // 2, BYTES_TOGETHER // 2],
        [1],
        [2 * BYTES_TOGETHER],
        [1],
    ]


def test_who_waits_at_the_end_is_told() -> None:
    line, left = Line(1), asked("a")
    found: list[list[Request]] = []
    thread = threading.Thread(target=lambda: found.append(line.take()))
    thread.start()
    line.close()
    thread.join(10)
    assert found == [[]]
    line.put(left)
    line.close()
    assert left.answer.cancelled()
    assert line.take() == []


def test_those_that_come_meanwhile_gather_until_one_takes_long() -> None:
    now = [0.0]
    line = Line(1, clock=lambda: now[0])
    line.put(asked("a"))
    first = line.take()
    for _ in range(3):
        line.put(asked("b"))
    waits = line._until_next()
    assert waits is not None
    assert waits > 0
    now[0] = LONG
    assert len(line.take()) == 3
    line.put(asked("c"))
    assert line._until_next() == pytest.approx(LONG)  # the second one is at work now
    line.done(first)
    now[0] += LONG / 2
    assert line._until_next() == pytest.approx(LONG / 2)


def test_what_was_put_first_is_taken_by_one_who_waits_already() -> None:
    line = Line(2)
    found: list[list[Request]] = []
    threads = [threading.Thread(target=lambda: found.append(line.take())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for name in "ab":
        line.put(asked(name))
    for thread in threads:
        thread.join(10)
    assert sorted(group[0].name for group in found) == ["a", "b"]
