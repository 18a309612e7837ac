"""Move the dates of DICOM (VR DA and DT, PS3.5, 6.2) by whole days."""

from __future__ import annotations

import re
from datetime import date, timedelta

DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(?P<rest>(\d{2}){0,3}(\.\d{1,6})?([+-]\d{4})?)")
YEAR = re.compile(r"(\d{4})(\d\d)?")
TIME = re.compile(r"(\d\d){1,3}(\.\d{1,6})?")


def shifted(text: str, days: int) -> str | None:
    """The date, or date and time, so many days later; None for what is neither.

    A year alone, or a year and month, moves from its first day.
    """
    if match := DATE.fullmatch(text):
        moved = _moved(int(match[1]), int(match[2]), int(match[3]), days)
        return moved + match["rest"] if moved else None
    if match := YEAR.fullmatch(text):
        moved = _moved(int(match[1]), int(match[2] or 1), 1, days)
        return moved[: len(text)] if moved else None
    return None


def is_time(text: str) -> bool:
    """A time of the day (VR TM)."""
    return TIME.fullmatch(text) is not None


def _moved(year: int, month: int, day: int, days: int) -> str | None:
    try:
        return (date(year, month, day) + timedelta(days)).strftime("%Y%m%d").zfill(8)
    except (ValueError, OverflowError):
        return None
