"""A decision as plain values."""

from __future__ import annotations

from datetime import UTC, datetime

from diaphane.decision import Decision


def test_what_was_not_told_is_absent() -> None:
    when = datetime(2026, 11, 21, 18, 30, 5, 123456, tzinfo=UTC)
    assert Decision("reject", "Reader", when).to_plain() == {
        "verdict": "reject",
        "person": "Reader",
        "when": "2026-11-21T18:30:05+00:00",
    }
    told = Decision("correct", "Reader", when, "Clinic", "left", "blurred").to_plain()
    assert (told["organisation"], told["label"], told["note"]) == ("Clinic", "left", "blurred")
