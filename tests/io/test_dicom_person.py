"""Names, organisations and times as DICOM writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from diaphane.decision import Decision
from diaphane.io.dicom_person import day_and_time, moment, organisation, person_name

WHEN = datetime(2026, 11, 21, 18, 30, 5, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Nguyễn Thị Minh", "Nguyễn Thị Minh^"),
        ("陳大文", "=陳大文^"),
        ("a^b=c\\d\n", "a b c d^"),
        ("  ", "not told^"),
        ("x" * 99, "x" * 63 + "^"),
    ],
)
def test_a_name_is_one_component(name: str, written: str) -> None:
    assert person_name(Decision("accept", name, WHEN)) == written


def test_an_organisation_must_stand() -> None:
    assert organisation(Decision("accept", "R", WHEN)) == "not told"
    assert organisation(Decision("accept", "R", WHEN, "臺大醫院")) == "臺大醫院"


def test_times_keep_their_offset() -> None:
    assert moment(WHEN) == "20261121183005.000000+0800"
    assert moment(WHEN.astimezone(UTC)) == "20261121103005.000000+0000"
    assert day_and_time(WHEN) == ("20261121", "183005")
