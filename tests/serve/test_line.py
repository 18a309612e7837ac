"""Requests that wait: in order, small ones of one model together, none left behind at the end."""

from __future__ import annotations

import threading

from diaphane.serve.line import BYTES_TOGETHER, TOGETHER, Line, Request


def asked(name: str, size: int = 1) -> Request:
    return Request(name, bytes(size), None)


def taken(line: Line, times: int) -> list[list[str]]:
    return [[one.name for one in line.take()] for _ in range(times)]


def test_those_of_one_model_go_together_up_to_a_number() -> None:
    line = Line()
    for name in ["a"] * (TOGETHER + 1) + ["b", "a"]:
        line.put(asked(name))
    assert taken(line, 4) == [["a"] * TOGETHER, ["a"], ["b"], ["a"]]


def test_large_ones_go_alone() -> None:
    line = Line()
    for size in (BYTES_TOGETHER // 2, BYTES_TOGETHER // 2, 1, 2 * BYTES_TOGETHER, 1):
        line.put(asked("a", size))
    assert [[len(one.data) for one in line.take()] for _ in range(4)] == [
        [BYTES_TOGETHER // 2, BYTES_TOGETHER // 2],
        [1],
        [2 * BYTES_TOGETHER],
        [1],
    ]


def test_who_waits_at_the_end_is_told() -> None:
    line, left = Line(), asked("a")
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
