"""Dates moved by days, whatever their precision."""

from __future__ import annotations

import pytest

from diaphane.io.deidentify.dates import is_time, shifted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20240301", "20240229"),
        ("20240101", "20231231"),
        ("20240301101112.25+0100", "20240229101112.25+0100"),
        ("2024030110", "2024022910"),
        ("202403", "202402"),
        ("2024", "2023"),
        ("20241301", None),
        ("soon", None),
        ("00010101", None),
    ],
)
def test_a_day_earlier(text: str, expected: str | None) -> None:
    assert shifted(text, -1) == expected


def test_times() -> None:
    assert all(map(is_time, ("10", "1011", "101112", "101112.123456")))
    assert not any(map(is_time, ("", "x", "10:11", "101112.1234567")))
