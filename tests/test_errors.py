"""Sentences of errors, one and several."""

from __future__ import annotations

import pytest

from diaphane.errors import (
    BadData,
    BadSetting,
    DiaphaneError,
    Several,
    UnknownName,
    attempt,
    refuse,
)


def fail(error: DiaphaneError) -> None:
    raise error


def test_the_nearest_and_not_too_many_names_are_listed() -> None:
    error = UnknownName("network", "net-7", [f"net-{n}" for n in range(1000, 2300)])
    assert "did you mean 'net-" in str(error)
    assert str(error).endswith("and 1260 more")
    assert str(UnknownName("part", "x", ["b", "a"])) == "no part named 'x'; known: a, b"


def test_one_is_raised_as_it_is_and_none_not_at_all() -> None:
    refuse([])
    one = BadData("expected more, got less; add some")
    with pytest.raises(BadData) as raised:
        refuse([one])
    assert raised.value is one


def test_several_have_a_line_each_and_do_not_nest() -> None:
    wrong: list[DiaphaneError] = []
    assert attempt(lambda: 3, wrong) == 3
    attempt(lambda: fail(BadData("one")), wrong)
    attempt(lambda: refuse([BadSetting("two"), BadSetting("three")]), wrong)
    with pytest.raises(Several) as raised:
        refuse(wrong)
    assert str(raised.value) == "3 things are to be mended:\n- one\n- two\n- three"
