"""Wrong passwords slow down, and lock nobody out for ever."""

from __future__ import annotations

import pytest

from diaphane.serve.slowdown import FORGOTTEN, FREE, KEPT, MOST, Slowdown


@pytest.fixture
def clock() -> list[float]:
    return [1000.0]


@pytest.fixture
def slowdown(clock: list[float]) -> Slowdown:
    return Slowdown(lambda: clock[0])


def test_eight_are_free_then_each_waits_longer(slowdown: Slowdown, clock: list[float]) -> None:
    assert [slowdown.enter("n", "a") for _ in range(FREE)] == [0] * FREE
    waits = []
    for _ in range(8):
        waits.append(slowdown.enter("n", "a"))
        clock[0] += waits[-1]
        assert slowdown.enter("n", "a") == 0
    assert waits == [1, 2, 4, 8, 16, 32, MOST, MOST]


def test_who_comes_while_one_waits_makes_it_no_longer(slowdown: Slowdown) -> None:
    for _ in range(FREE):
        slowdown.enter("n", "a")
    assert {slowdown.enter("n", "a") for _ in range(100)} == {1.0}


def test_a_name_waits_from_anywhere_and_an_address_for_any_name(slowdown: Slowdown) -> None:
    for n in range(FREE):
        slowdown.enter("victim", f"a{n}")
        slowdown.enter(f"n{n}", "attacker")
    assert slowdown.enter("victim", "elsewhere") == 1
    assert slowdown.enter("somebody", "attacker") == 1
    assert slowdown.enter("somebody", "elsewhere") == 0


def test_the_right_one_frees_the_name_alone(slowdown: Slowdown) -> None:
    for n in range(FREE - 1):
        slowdown.enter(f"n{n}", "a")
    slowdown.enter("own", "a")
    slowdown.passed("own", "a")
    assert slowdown.enter("own", "a") == 0  # counts as wrong until it passed
    assert slowdown.enter("other", "a") == 1
    assert slowdown.enter("own", "b") == 0


def test_time_forgets_and_memory_ends(slowdown: Slowdown, clock: list[float]) -> None:
    for _ in range(FREE):
        slowdown.enter("n", "a")
    clock[0] += FORGOTTEN
    assert slowdown.enter("n", "a") == 0
    for n in range(KEPT):
        slowdown.enter(f"n{n}", f"a{n}")
    assert len(slowdown.tries) <= KEPT
