"""Samples measured one by one: what cannot be read is named, and the rest goes on."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from diaphane.errors import BadData, UnreadableImage
from diaphane.judge.each import left_out, measured, refuse_none


@dataclass(frozen=True)
class Sample:
    name: str
    value: int


def halved(sample: Sample) -> int:
    if sample.value % 2:
        raise UnreadableImage(f"expected an even number, got {sample.value}")
    return sample.value // 2


def test_what_cannot_be_read_is_named_and_the_rest_goes_on() -> None:
    told: list[tuple[int, int]] = []
    samples = [Sample("a", 4), Sample("b", 3), Sample("c", 2)]
    cases, unreadable = measured(samples, halved, progress=lambda *done: told.append(done))
    assert cases == [2, 1]
    assert unreadable == {"b": "expected an even number, got 3"}
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_bug_is_no_unreadable_sample() -> None:
    with pytest.raises(ZeroDivisionError):
        measured([Sample("a", 0)], lambda sample: 1 / sample.value)


def test_nothing_left_is_refused_with_the_first_reason() -> None:
    sentence = "expected pictures to judge 'x' on, but none of 2 could be judged: torn"
    with pytest.raises(BadData, match=sentence):
        refuse_none([], {"a": "torn", "b": "empty"}, model="x", expected="pictures")
    with pytest.raises(BadData, match="there are none"):
        refuse_none([], {}, model="x", expected="pictures")
    refuse_none([1], {"a": "torn"}, model="x", expected="pictures")


def test_what_was_left_out_is_named_five_at_the_most() -> None:
    assert left_out({}, "files could not be read") == ()
    every = dict.fromkeys("abcdef", "torn")
    assert left_out(every, "files could not be read") == (
        "6 files could not be read and are not in the figures: a, b, c, d, e ...",
    )
