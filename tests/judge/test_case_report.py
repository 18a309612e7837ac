"""The files of a report case by case: a page, and figures with the card and their origin."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from diaphane.card import Card, Input
from diaphane.judge.case_report import about_cases, write_both

CARD = Card("a-model", "enhance", Input(channels=1), scale=4)


@dataclass(frozen=True)
class Case:
    name: str
    sha256: str
    truth_sha256: str


def test_data_are_known_by_names_pictures_and_truths() -> None:
    one = Case("a.png", "1" * 64, "2" * 64)
    hashes = [
        about_cases(cases, unreadable, CARD, None).data_sha256
        for cases, unreadable in (
            ([one], {}),
            ([replace(one, truth_sha256="3" * 64)], {}),
            ([one], {"b.png": "torn"}),
        )
    ]
    assert len(set(hashes)) == 3
    assert about_cases([replace(one, sha256="")], {}, CARD, None).data_sha256 == ""


def test_both_files(tmp_path: Path) -> None:
    known = about_cases([], {}, CARD, None)
    written = write_both(tmp_path / "report", "<html>", {"n": 1}, CARD, known)
    assert [path.name for path in written] == ["report.html", "report.json"]
    kept = json.loads(written[1].read_text())
    assert (kept["n"], kept["card"]["name"], kept["about"]["date"]) == (1, "a-model", known.date)
