"""What a person decided of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Verdict = Literal["accept", "correct", "reject"]

SAID: dict[Verdict, str] = {
    "accept": "answer accepted",
    "correct": "answer corrected",
    "reject": "answer rejected",
}
"""The verdicts in words."""

EDITED = "a person edited the label map"
"""Stands with every label map that is no longer the model's own."""


@dataclass(frozen=True)
class Decision:
    """Who decided what, when. It never takes the place of the answer."""

    verdict: Verdict
    person: str
    """A name as the person writes it."""
    when: datetime
    """With its time zone."""
    organisation: str = ""
    """The hospital or university; empty where it is not told."""
    label: str | None = None
    """The name of the class that the person names; None where the person names none."""
    note: str = ""

    def to_plain(self) -> dict[str, Any]:
        """For JSON; what was not told is absent."""
        told = {"organisation": self.organisation, "label": self.label, "note": self.note}
        return {
            "verdict": self.verdict,
            "person": self.person,
            "when": self.when.isoformat(timespec="seconds"),
            **{name: value for name, value in told.items() if value},
        }
